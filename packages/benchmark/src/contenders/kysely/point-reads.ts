/** One user by primary key. */
import type { Kysely } from 'kysely'
import type { Answer } from '../../workload/workload.ts'
import type { Database } from './database.ts'

export function userByKey(db: Kysely<Database>, key: string) {
  return db.selectFrom('users').selectAll().where('telegram_id', '=', key).executeTakeFirst()
}

export async function usersByKeys(db: Kysely<Database>, keys: readonly string[]): Promise<Answer> {
  const users: unknown[] = []
  for (const key of keys) users.push(await userByKey(db, key))
  return users
}
