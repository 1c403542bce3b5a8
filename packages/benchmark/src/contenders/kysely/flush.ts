/** A unit of work in one transaction, a statement a table and a change. */
import type { Kysely, Transaction } from 'kysely'
import { sql } from 'kysely'
import type { Answer, UnitOfWork } from '../../workload/workload.ts'
import type { Database } from './database.ts'

export function flush(db: Kysely<Database>, { added, renamed, removed }: UnitOfWork): Promise<Answer> {
  return db.transaction().execute(async (tx) => {
    await add(tx, added)
    await rename(tx, renamed)
    await remove(tx, removed)
    return added.map(({ user }) => user)
  })
}

async function add(tx: Transaction<Database>, added: UnitOfWork['added']): Promise<void> {
  const users = added.map(({ user }) => ({
    telegram_id: user.telegramId,
    full_name: user.fullName,
    username: user.username,
    language_code: user.languageCode,
    referrer_id: user.referrerId,
  }))
  await tx.insertInto('users').values(users).execute()
  const wanted = added.flatMap(({ user, orders }) =>
    orders.map(({ lines }) => ({ user_id: user.telegramId, lines })),
  )
  const inserted = await tx
    .insertInto('orders')
    .values(wanted.map(({ user_id }) => ({ user_id })))
    .returning('order_id')
    .execute()
  const lines = inserted.flatMap(({ order_id }, index) =>
    (wanted[index]?.lines ?? []).map(({ productId, quantity }) => ({
      order_id,
      product_id: productId,
      quantity,
    })),
  )
  await tx.insertInto('order_products').values(lines).execute()
}

/** Each row its own value, in one statement: an UPDATE from VALUES. */
async function rename(tx: Transaction<Database>, renamed: UnitOfWork['renamed']): Promise<void> {
  const keys = renamed.map(({ telegramId }) => telegramId)
  const found = await tx.selectFrom('users').selectAll().where('telegram_id', 'in', keys).execute()
  const names = new Map(renamed.map(({ telegramId, fullName }) => [telegramId, fullName]))
  const rows = found.map(({ telegram_id }) => sql`(${telegram_id}::bigint, ${names.get(telegram_id)})`)
  const values = sql<{ telegram_id: string; full_name: string }>`(values ${sql.join(rows)})`
  await tx
    .updateTable('users')
    .from(values.as<'renamed'>(sql`renamed(telegram_id, full_name)`))
    .set((eb) => ({ full_name: eb.ref('renamed.full_name'), updated_at: eb.fn('now') }))
    .whereRef('users.telegram_id', '=', 'renamed.telegram_id')
    .execute()
}

async function remove(tx: Transaction<Database>, removed: UnitOfWork['removed']): Promise<void> {
  const found = await tx.selectFrom('orders').selectAll().where('order_id', 'in', removed).execute()
  const keys = found.map(({ order_id }) => order_id)
  await tx.deleteFrom('orders').where('order_id', 'in', keys).execute()
}
