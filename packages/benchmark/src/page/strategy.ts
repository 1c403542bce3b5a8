/** The kinds of loading that ways of all contenders come down to, so that one colour means one thing. */

export type Strategy = { readonly name: string; readonly color: string }

/** The first whose pattern fits a way's name. */
const strategies: readonly (readonly [RegExp, Strategy])[] = [
  [/lazy/, { name: 'lazy: one by one', color: 'var(--lazy)' }],
  [/plain|raw/, { name: 'plain objects', color: 'var(--plain)' }],
  [/lateral|json|^with$/i, { name: 'lateral JSON', color: 'var(--lateral)' }],
  [/subquery/, { name: 'subquery', color: 'var(--subquery)' }],
  [/select-?in|separate|query|fetched/i, { name: 'select-in', color: 'var(--selectin)' }],
  [/join|include/i, { name: 'join', color: 'var(--join)' }],
]

const other: Strategy = { name: 'other', color: 'var(--hand)' }

/** In the order in which a legend names them. */
export const allStrategies: readonly Strategy[] = [...strategies.map(([, strategy]) => strategy), other]

/** What a way does, by its name. */
export function strategyOf(way: string): Strategy {
  return strategies.find(([pattern]) => pattern.test(way))?.[1] ?? other
}
