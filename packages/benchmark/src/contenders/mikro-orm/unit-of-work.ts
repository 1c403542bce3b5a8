/** MikroORM's own unit of work, which writes at its flush what was added, changed and removed. */
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Answer, UnitOfWork } from '../../workload/workload.ts'
import { Order, User } from './entities.ts'

/** Inserts, renames and removes in one transaction; what is there is read first, as a read flushes what waits. */
export async function writeUnit(manager: EntityManager, unit: UnitOfWork): Promise<Answer> {
  return await manager.transactional(async (manager) => {
    await rename(manager, unit.renamed)
    for (const order of await manager.find(Order, { orderId: [...unit.removed] })) manager.remove(order)
    return unit.added.map((added) => add(manager, added))
  })
}

function add(manager: EntityManager, { user, orders }: UnitOfWork['added'][number]): User {
  const lists = orders.map(({ lines }) => ({
    lines: lines.map(({ productId, quantity }) => ({ product: productId, quantity })),
  }))
  return manager.create(User, { ...user, orders: lists })
}

async function rename(manager: EntityManager, renamed: UnitOfWork['renamed']): Promise<void> {
  const names = new Map(renamed.map(({ telegramId, fullName }) => [telegramId, fullName]))
  for (const user of await manager.find(User, { telegramId: [...names.keys()] }))
    user.fullName = names.get(user.telegramId) ?? user.fullName
}
