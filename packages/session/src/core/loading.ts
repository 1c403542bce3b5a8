/** How a relation comes to an instance: the words that engines, sessions, associations and reads have for it. */

/**
 * How a relation is read together with its parents: by one more SELECT a level that asks for the parents' keys (`selectin`) or
 * repeats their query (`subquery`), or in the parents' own SELECT, by a join (`joined`) or as JSON (`lateral`).
 */
export type EagerStrategy = 'selectin' | 'joined' | 'subquery' | 'lateral'

/** What reading a relation does that was not loaded: a SELECT of its own, or an error. */
export type DemandStrategy = 'lazy' | 'raise'

/** What an engine, a session and an association can be told. */
export type Loading = EagerStrategy | DemandStrategy

/** Whether a strategy loads. */
export function isEager(strategy: string | undefined): strategy is EagerStrategy {
  return strategy !== undefined && eager.has(strategy)
}

/** Whether it is one of the words. */
export function isLoading(word: unknown): word is Loading {
  return typeof word === 'string' && (eager.has(word) || word === 'lazy' || word === 'raise')
}

const eager: ReadonlySet<string> = new Set<EagerStrategy>(['selectin', 'joined', 'subquery', 'lateral'])
