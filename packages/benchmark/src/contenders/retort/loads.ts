/** What is loaded, by the strategy that loads it: the same in both worlds. */
import { joined, lateral, selectin, subquery } from '@retort/session/async'

/** W2: the orders of users. */
export const ordersOfUsers = {
  selectin: { orders: selectin() },
  joined: { orders: joined() },
  subquery: { orders: subquery() },
  lateral: { orders: lateral() },
} as const

/** W3 and W8: their orders and the products of those. */
export const productsOfUsers = {
  selectin: { orders: selectin({ load: { products: selectin() } }) },
  joined: { orders: joined({ load: { products: joined() } }) },
  subquery: { orders: subquery({ load: { products: subquery() } }) },
  lateral: { orders: lateral({ load: { products: lateral() } }) },
} as const

/** W4: the users of orders. */
export const usersOfOrders = {
  selectin: { user: selectin() },
  joined: { user: joined() },
  subquery: { user: subquery() },
  lateral: { user: lateral() },
} as const

/** What users are ordered by. */
export type UserOrder = ('fullName' | 'telegramId')[]

export const byKey: UserOrder = ['telegramId']
export const byName: UserOrder = ['fullName', 'telegramId']

/** What orders are ordered by. */
export const byUser: ('userId' | 'orderId')[] = ['userId', 'orderId']

/** A way for each strategy. */
export function byStrategy<L, W>(
  loads: Readonly<Record<string, L>>,
  wayOf: (load: L) => W,
): Readonly<Record<string, W>> {
  return Object.fromEntries(Object.entries(loads).map(([strategy, load]) => [strategy, wayOf(load)]))
}
