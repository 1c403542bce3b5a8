/** One user by primary key. */
import type { Answer } from '../../workload/workload.ts'
import type { PrismaClient, User } from './client.ts'

type Read = (key: string) => PromiseLike<User | null>

export function unique(prisma: PrismaClient): Read {
  return (key) => prisma.user.findUnique({ where: { telegramId: BigInt(key) } })
}

export function first(prisma: PrismaClient): Read {
  return (key) => prisma.user.findFirst({ where: { telegramId: BigInt(key) } })
}

export async function usersInTurn(keys: readonly string[], read: Read): Promise<Answer> {
  const users: unknown[] = []
  for (const key of keys) users.push(await read(key))
  return users
}

export function usersAtOnce(keys: readonly string[], read: Read): Promise<Answer> {
  return Promise.all(keys.map(read))
}
