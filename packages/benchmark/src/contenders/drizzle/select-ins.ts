/** One prepared select a level, by the keys of the level before, nested by hand. */
import { asc, eq, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Drizzle, User } from './database.ts'
import { nestOrders, nestProducts, nestUsers } from './level-rows.ts'
import { orderProducts, orders, products, users } from './schema.ts'
import type { Sort } from './sort.ts'
import { byKey, byName } from './sort.ts'

export function selectIns(db: Drizzle) {
  const first = selectUsers(db, byKey, 'first_users')
  const firstByName = selectUsers(db, byName, 'first_users_by_name')
  const level = levels(db)
  const withProducts = async (users: readonly User[]) => {
    const orders = await level.orders.execute({ keys: keysOf(users) })
    const lines = await level.lines.execute({ keys: orders.map(({ orderId }) => orderId) })
    return nestOrders(users, nestProducts(orders, lines))
  }
  return {
    usersWithOrders: async (count: number) => {
      const users = await first.execute({ count })
      return nestOrders(users, await level.orders.execute({ keys: keysOf(users) }))
    },
    usersWithProducts: async (count: number) => withProducts(await first.execute({ count })),
    usersByName: async (count: number) => withProducts(await firstByName.execute({ count })),
    ordersWithUsers: async (count: number) => {
      const orders = await level.first.execute({ count })
      const keys = [...new Set(orders.map(({ userId }) => userId))]
      return nestUsers(orders, await level.users.execute({ keys }))
    },
  }
}

function keysOf(users: readonly User[]): readonly bigint[] {
  return users.map(({ telegramId }) => telegramId)
}

function selectUsers(db: Drizzle, sort: Sort, name: string) {
  return db
    .select()
    .from(users)
    .orderBy(...sort(users))
    .limit(sql.placeholder('count'))
    .prepare(name)
}

function levels(db: Drizzle) {
  const inOrder = [asc(orders.userId), asc(orders.orderId)]
  const count = sql.placeholder('count')
  const line = { orderId: orderProducts.orderId, product: products }
  return {
    first: db
      .select()
      .from(orders)
      .orderBy(...inOrder)
      .limit(count)
      .prepare('first_orders'),
    orders: db.select().from(orders).where(isIn(orders.userId)).prepare('orders_of_users'),
    users: db.select().from(users).where(isIn(users.telegramId)).prepare('users_of_orders'),
    lines: db
      .select(line)
      .from(orderProducts)
      .innerJoin(products, eq(products.productId, orderProducts.productId))
      .where(isIn(orderProducts.orderId))
      .prepare('products_of_orders'),
  }
}

/** `inArray` has a parameter a key, and so a statement for each count; an array can be prepared. */
function isIn(column: PgColumn) {
  return sql`${column} = any(${sql.placeholder('keys')})`
}
