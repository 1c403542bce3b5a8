/** One user by primary key, by either of Drizzle's two ways to ask, prepared. */
import { eq, sql } from 'drizzle-orm'
import type { Answer } from '../../workload/workload.ts'
import type { Drizzle, User } from './database.ts'
import { users } from './schema.ts'

type Read = (key: string) => Promise<User | undefined>

export function pointReads(db: Drizzle) {
  const select = selected(db)
  const findFirst = found(db)
  return {
    oneByOne: { select: oneByOne(select), findFirst: oneByOne(findFirst) },
    atOnce: { select: atOnce(select), findFirst: atOnce(findFirst) },
  }
}

function selected(db: Drizzle): Read {
  const query = db.select().from(users).where(isKey).prepare('user')
  return async (key) => (await query.execute({ key: BigInt(key) }))[0]
}

function found(db: Drizzle): Read {
  const query = db.query.users.findFirst({ where: isKey }).prepare('first_user')
  return (key) => query.execute({ key: BigInt(key) })
}

const isKey = eq(users.telegramId, sql.placeholder('key'))

function oneByOne(read: Read) {
  return async (keys: readonly string[]): Promise<Answer> => {
    const answer: unknown[] = []
    for (const key of keys) answer.push(await read(key))
    return answer
  }
}

function atOnce(read: Read) {
  return (keys: readonly string[]): Promise<Answer> => Promise.all(keys.map(read))
}
