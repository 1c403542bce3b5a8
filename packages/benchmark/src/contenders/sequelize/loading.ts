/** Loading relations as Sequelize's documentation does. */
import { Order, Product, User } from '@retort/schema'

/** What users are ordered by. */
export type UserOrder = ('fullName' | 'telegramId')[]

/** What orders are ordered by. */
export const byUser: ('userId' | 'orderId')[] = ['userId', 'orderId']

export const orders = { model: Order, as: 'orders' }
export const products = { model: Product, as: 'products', through: { attributes: [] } }
export const ordersWithProducts = { ...orders, include: [products] }
export const user = { model: User, as: 'user' }

export function findUsers(order: UserOrder, limit: number, include: object): Promise<User[]> {
  return User.findAll({ include: [include], order, limit })
}

export function findOrders(limit: number): Promise<Order[]> {
  return Order.findAll({ include: [user], order: byUser, limit })
}

/** Orders by a statement for each user. */
export async function lazyOrders(order: UserOrder, limit: number): Promise<readonly User[]> {
  const users = await User.findAll({ order, limit })
  for (const user of users) user.orders = await user.$get('orders')
  return users
}

/** The same, and products by a statement for each order. */
export async function lazyProducts(order: UserOrder, limit: number): Promise<readonly User[]> {
  const users = await lazyOrders(order, limit)
  for (const order of users.flatMap(({ orders }) => orders ?? []))
    order.products = await order.$get('products', withoutLines)
  return users
}

/** What `$get` takes for many-to-many, and its types do not know. */
const withoutLines: object = { joinTableAttributes: [] }

/** A user by a statement for each order. */
export async function lazyUsers(limit: number): Promise<readonly Order[]> {
  const orders = await Order.findAll({ order: byUser, limit })
  for (const order of orders) order.user = await orderUser(order)
  return orders
}

async function orderUser(order: Order): Promise<User> {
  const user = await order.$get('user')
  if (user === null) throw new Error(`Order ${order.orderId} has no user.`)
  return user
}
