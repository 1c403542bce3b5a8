/** A unit of work in one interactive transaction. */
import type { SampleUser } from '@retort/story'
import type { Answer, UnitOfWork } from '../../workload/workload.ts'
import type { PrismaClient, Transaction } from './client.ts'

type Added = UnitOfWork['added']

/** Each user is created with what hangs beneath, as Prisma's documentation has it for relations. */
export function flushByNesting(prisma: PrismaClient, unit: UnitOfWork): Promise<Answer> {
  return flush(prisma, unit, createNested)
}

/** A statement a table, as it has it for many rows. */
export function flushInBulk(prisma: PrismaClient, unit: UnitOfWork): Promise<Answer> {
  return flush(prisma, unit, createMany)
}

function flush(
  prisma: PrismaClient,
  { added, renamed, removed }: UnitOfWork,
  add: (tx: Transaction, added: Added) => Promise<void>,
): Promise<Answer> {
  return prisma.$transaction(async (tx) => {
    await add(tx, added)
    await rename(tx, renamed)
    await remove(tx, removed)
    return added.map(({ user }) => user)
  })
}

async function createNested(tx: Transaction, added: Added): Promise<void> {
  for (const { user, orders } of added) {
    const create = orders.map(({ lines }) => ({ lines: { create: [...lines] } }))
    await tx.user.create({ data: { ...userOf(user), orders: { create } } })
  }
}

async function createMany(tx: Transaction, added: Added): Promise<void> {
  await tx.user.createMany({ data: added.map(({ user }) => userOf(user)) })
  const wanted = added.flatMap(({ user, orders }) =>
    orders.map(({ lines }) => ({ userId: BigInt(user.telegramId), lines })),
  )
  const orders = await tx.order.createManyAndReturn({
    data: wanted.map(({ userId }) => ({ userId })),
    select: { orderId: true },
  })
  const lines = orders.flatMap(({ orderId }, index) =>
    (wanted[index]?.lines ?? []).map((line) => ({ ...line, orderId })),
  )
  await tx.orderProduct.createMany({ data: lines })
}

function userOf({ telegramId, referrerId, ...user }: SampleUser) {
  return {
    ...user,
    telegramId: BigInt(telegramId),
    referrerId: referrerId === null ? null : BigInt(referrerId),
  }
}

/** Prisma has no statement for many rows with a value each. */
async function rename(tx: Transaction, renamed: UnitOfWork['renamed']): Promise<void> {
  const names = new Map(renamed.map(({ telegramId, fullName }) => [BigInt(telegramId), fullName]))
  const users = await tx.user.findMany({ where: { telegramId: { in: [...names.keys()] } } })
  for (const { telegramId, fullName } of users)
    await tx.user.update({
      where: { telegramId },
      data: { fullName: names.get(telegramId) ?? fullName },
    })
}

async function remove(tx: Transaction, removed: UnitOfWork['removed']): Promise<void> {
  const orders = await tx.order.findMany({ where: { orderId: { in: [...removed] } } })
  await tx.order.deleteMany({ where: { orderId: { in: orders.map(({ orderId }) => orderId) } } })
}
