/** What callers ask of the shop: functions that the repositories of both demos have, by the same names. */
import { createHash } from 'node:crypto'
import type { Sample } from '@retort/story'

export type Call =
  | { readonly name: 'getUserById'; readonly telegramId: string }
  | { readonly name: 'allUserOrders'; readonly telegramId: string }
  | { readonly name: 'numberOfOrders' }
  | { readonly name: 'quantityOrdered'; readonly least: number }

/** How a style does each of them with a session of its world. */
export type Repository<Session, Answer> = {
  readonly [N in Call['name']]: (session: Session, call: Extract<Call, { readonly name: N }>) => Answer
}

/** Does one call. */
export function asked<S, A>(repository: Repository<S, A>, session: S, call: Call): A {
  // One name is one function: what TypeScript cannot see is that both come from the same call.
  const ask = repository[call.name] as (session: S, call: Call) => A
  return ask(session, call)
}

/** What a server is asked all day: one row by its key, and a few rows of joins, in turn. */
export function everydayCalls({ users }: Sample): readonly Call[] {
  return users.map(({ telegramId }, index) => ({
    name: index % 2 === 0 ? ('getUserById' as const) : ('allUserOrders' as const),
    telegramId,
  }))
}

/** Five calls that need nothing of each other, as a script would make them. */
export function scriptCalls({ users }: Sample): readonly Call[] {
  const [first, second, third] = users.map(({ telegramId }) => telegramId)
  return [
    { name: 'getUserById', telegramId: first ?? '' },
    { name: 'getUserById', telegramId: second ?? '' },
    { name: 'allUserOrders', telegramId: third ?? '' },
    { name: 'numberOfOrders' },
    { name: 'quantityOrdered', least: 10 },
  ]
}

/** Whether a call found what it was asked for. */
export function isAnswered(answer: unknown): boolean {
  return Array.isArray(answer) ? answer.length > 0 : answer !== null && answer !== undefined
}

/** A hash of answers: equal where they hold the same, whichever world they come from. Joins have no order of their own. */
export function digestOf(answers: readonly unknown[]): string {
  const spelled = answers.map((answer) =>
    Array.isArray(answer) ? answer.map(text).toSorted() : text(answer),
  )
  return createHash('sha256').update(JSON.stringify(spelled)).digest('hex').slice(0, 16)
}

/** An instance's columns have an order of their own in each world. */
function text(value: unknown): string {
  const plain = JSON.parse(JSON.stringify(value)) as unknown
  if (typeof plain !== 'object' || plain === null) return JSON.stringify(plain)
  return JSON.stringify(Object.entries(plain).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
