/** How many rows an answer has to find, from what the shop was filled with. */
import type { Sample } from '@retort/story'
import type { Questions, WorkloadName } from './workload.ts'

/** What is counted. */
export const units: Readonly<Record<WorkloadName, string>> = {
  W1: 'users',
  W2: 'orders',
  W3: 'products',
  W4: 'orders',
  W5: 'keys',
  W6: 'keys',
  W7: 'users',
  W8: 'products',
  flush: 'users',
}

/** Of one answer to a question. */
export function expectedOf<W extends WorkloadName>(
  workload: W,
  question: Questions[W],
  shop: Sample,
): number {
  return expectations[workload](question, shop)
}

type Expectations = { readonly [W in WorkloadName]: (question: Questions[W], shop: Sample) => number }

const expectations: Expectations = {
  W1: ({ length }) => length,
  W2: (users, shop) => ordersOf(users, shop),
  W3: (users, shop) => linesOf(users, shop),
  W4: (orders, shop) => Math.min(orders, shop.orders.length),
  W5: ({ length }) => length,
  W6: ({ length }) => length,
  W7: ({ length }) => length,
  W8: (users, shop) => linesOf(users, shop),
  flush: ({ added }) => added.length,
}

/** Every user has as many orders as the others. */
function ordersOf(users: number, shop: Sample): number {
  return (Math.min(users, shop.users.length) * shop.orders.length) / shop.users.length
}

/** Every order has as many lines as the others. */
function linesOf(users: number, shop: Sample): number {
  return ordersOf(users, shop) * (shop.orders[0]?.lines.length ?? 0)
}
