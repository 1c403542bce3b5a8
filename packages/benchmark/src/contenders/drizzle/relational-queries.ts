/** What `db.query` reads with relations: one statement each, prepared, its children as JSON that Drizzle maps back. */
import { asc, sql } from 'drizzle-orm'
import type { Answer } from '../../workload/workload.ts'
import type { Drizzle, Order, Product, User } from './database.ts'
import { orders, users } from './schema.ts'

export function relationalQueries(db: Drizzle) {
  const usersWithOrders = db.query.users
    .findMany({ with: { orders: true }, orderBy: asc(users.telegramId), limit })
    .prepare('users_with_orders')
  const usersWithProducts = db.query.users
    .findMany({ with: withProducts, orderBy: asc(users.telegramId), limit })
    .prepare('users_with_products')
  const usersByName = db.query.users
    .findMany({ with: withProducts, orderBy: [asc(users.fullName), asc(users.telegramId)], limit })
    .prepare('users_by_name_with_products')
  const ordersWithUsers = db.query.orders
    .findMany({ with: { user: true }, orderBy: [asc(orders.userId), asc(orders.orderId)], limit })
    .prepare('orders_with_users')
  return {
    usersWithOrders: (count: number): Promise<Answer> => usersWithOrders.execute({ count }),
    usersWithProducts: async (count: number) => productsOfLines(await usersWithProducts.execute({ count })),
    usersByName: async (count: number) => productsOfLines(await usersByName.execute({ count })),
    ordersWithUsers: (count: number): Promise<Answer> => ordersWithUsers.execute({ count }),
  }
}

const limit = sql.placeholder('count')

/** Drizzle reaches over a join table only by its rows. */
const withProducts = {
  orders: { with: { lines: { columns: {}, with: { product: true } } } },
} as const

type Found = User & { orders: (Order & { lines: { product: Product }[] })[] }

function productsOfLines(found: readonly Found[]): Answer {
  return found.map((user) => ({
    ...user,
    orders: user.orders.map(({ lines, ...order }) => ({
      ...order,
      products: lines.map(({ product }) => product),
    })),
  }))
}
