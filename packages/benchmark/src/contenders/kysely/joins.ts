/** Orders joined with their users, with the names of columns told apart. */
import type { Kysely } from 'kysely'
import type { Answer } from '../../workload/workload.ts'
import { ordersOf } from '../joined-rows.ts'
import type { Database } from './database.ts'

export async function joinUsers(db: Kysely<Database>, count: number): Promise<Answer> {
  const rows = await db
    .selectFrom('orders as o')
    .innerJoin('users as u', 'u.telegram_id', 'o.user_id')
    .select([
      'o.order_id',
      'o.user_id',
      'o.created_at as order_created_at',
      'o.updated_at as order_updated_at',
    ])
    .select(['u.telegram_id', 'u.full_name', 'u.username', 'u.language_code', 'u.referrer_id'])
    .select(['u.created_at as user_created_at', 'u.updated_at as user_updated_at'])
    .orderBy('o.user_id')
    .orderBy('o.order_id')
    .limit(count)
    .execute()
  return ordersOf(rows)
}
