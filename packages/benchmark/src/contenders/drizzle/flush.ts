/** A unit of work in one transaction, a statement a table and a change, as Drizzle's guides have it for many rows. */
import type { SQL } from 'drizzle-orm'
import { inArray, sql } from 'drizzle-orm'
import type { Answer, UnitOfWork } from '../../workload/workload.ts'
import type { Drizzle, Transaction } from './database.ts'
import { orderProducts, orders, users } from './schema.ts'

export function flush(db: Drizzle, { added, renamed, removed }: UnitOfWork): Promise<Answer> {
  return db.transaction(async (tx) => {
    await add(tx, added)
    await rename(tx, renamed)
    await remove(tx, removed)
    return added.map(({ user }) => user)
  })
}

async function add(tx: Transaction, added: UnitOfWork['added']): Promise<void> {
  await tx.insert(users).values(
    added.map(({ user: { telegramId, referrerId, ...user } }) => ({
      ...user,
      telegramId: BigInt(telegramId),
      referrerId: referrerId === null ? null : BigInt(referrerId),
    })),
  )
  const wanted = added.flatMap(({ user, orders }) =>
    orders.map((order) => ({ ...order, userId: BigInt(user.telegramId) })),
  )
  const inserted = await tx
    .insert(orders)
    .values(wanted.map(({ userId }) => ({ userId })))
    .returning({ orderId: orders.orderId })
  await tx
    .insert(orderProducts)
    .values(
      inserted.flatMap(({ orderId }, index) =>
        (wanted[index]?.lines ?? []).map((line) => ({ ...line, orderId })),
      ),
    )
}

/** Each row its own value, in one statement: a CASE over the keys. */
async function rename(tx: Transaction, renamed: UnitOfWork['renamed']): Promise<void> {
  const names = new Map(renamed.map(({ telegramId, fullName }) => [BigInt(telegramId), fullName]))
  const found = await tx
    .select()
    .from(users)
    .where(inArray(users.telegramId, [...names.keys()]))
  const keys = found.map(({ telegramId }) => telegramId)
  const cases = keys.map((key): SQL => sql`when ${users.telegramId} = ${key} then ${names.get(key)}`)
  await tx
    .update(users)
    .set({ fullName: sql`case ${sql.join(cases, sql` `)} end` })
    .where(inArray(users.telegramId, keys))
}

async function remove(tx: Transaction, removed: UnitOfWork['removed']): Promise<void> {
  const found = await tx
    .select()
    .from(orders)
    .where(inArray(orders.orderId, [...removed]))
  await tx.delete(orders).where(
    inArray(
      orders.orderId,
      found.map(({ orderId }) => orderId),
    ),
  )
}
