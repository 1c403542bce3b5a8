/** Joins, one statement each, prepared; their rows are put together by key, as Drizzle's documentation shows. */
import { asc, eq, sql } from 'drizzle-orm'
import type { Answer } from '../../workload/workload.ts'
import type { Drizzle } from './database.ts'
import { nestOrders, nestProducts } from './join-rows.ts'
import { orderProducts, orders, products, users } from './schema.ts'
import type { Sort } from './sort.ts'
import { byKey, byName } from './sort.ts'

export function joins(db: Drizzle) {
  const usersWithOrders = joinOrders(db)
  const usersWithProducts = joinProducts(db, byKey, 'join_products')
  const usersByName = joinProducts(db, byName, 'join_products_by_name')
  const ordersWithUsers = joinUsers(db)
  return {
    usersWithOrders: async (count: number) => nestOrders(await usersWithOrders.execute({ count })),
    usersWithProducts: async (count: number) => nestProducts(await usersWithProducts.execute({ count })),
    usersByName: async (count: number) => nestProducts(await usersByName.execute({ count })),
    ordersWithUsers: async (count: number): Promise<Answer> =>
      (await ordersWithUsers.execute({ count })).map(({ orders, users }) => ({ ...orders, user: users })),
  }
}

/** The limit is of users, not of rows, so they are chosen before they are joined. */
function firstUsers(db: Drizzle, sort: Sort) {
  return db
    .select()
    .from(users)
    .orderBy(...sort(users))
    .limit(sql.placeholder('count'))
    .as('first')
}

function joinOrders(db: Drizzle) {
  const first = firstUsers(db, byKey)
  return db
    .select()
    .from(first)
    .leftJoin(orders, eq(orders.userId, first.telegramId))
    .orderBy(...byKey(first))
    .prepare('join_orders')
}

function joinProducts(db: Drizzle, sort: Sort, name: string) {
  const first = firstUsers(db, sort)
  return db
    .select()
    .from(first)
    .leftJoin(orders, eq(orders.userId, first.telegramId))
    .leftJoin(orderProducts, eq(orderProducts.orderId, orders.orderId))
    .leftJoin(products, eq(products.productId, orderProducts.productId))
    .orderBy(...sort(first))
    .prepare(name)
}

function joinUsers(db: Drizzle) {
  return db
    .select()
    .from(orders)
    .innerJoin(users, eq(users.telegramId, orders.userId))
    .orderBy(asc(orders.userId), asc(orders.orderId))
    .limit(sql.placeholder('count'))
    .prepare('join_users')
}
