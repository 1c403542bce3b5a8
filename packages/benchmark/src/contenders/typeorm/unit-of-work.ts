/** TypeORM's unit of work: what is saved cascades to what hangs beneath, and is first looked for in the database. */
import type { EntityManager } from 'typeorm'
import { In } from 'typeorm'
import type { Answer, UnitOfWork } from '../../workload/workload.ts'
import { Order, User } from './entities.ts'

/** Inserts, renames and removes in one transaction. */
export async function writeUnit(manager: EntityManager, unit: UnitOfWork): Promise<Answer> {
  return await manager.transaction(async (manager) => {
    const users = await manager.save(unit.added.map((added) => userOf(manager, added)))
    await rename(manager, unit.renamed)
    await manager.remove(await manager.findBy(Order, { orderId: In(unit.removed) }))
    return users
  })
}

function userOf(manager: EntityManager, { user, orders }: UnitOfWork['added'][number]): User {
  const lists = orders.map(({ lines }) => ({ lines: [...lines] }))
  return manager.create(User, { ...user, orders: lists })
}

async function rename(manager: EntityManager, renamed: UnitOfWork['renamed']): Promise<void> {
  const names = new Map(renamed.map(({ telegramId, fullName }) => [telegramId, fullName]))
  const users = await manager.findBy(User, { telegramId: In([...names.keys()]) })
  for (const user of users) user.fullName = names.get(user.telegramId) ?? user.fullName
  await manager.save(users)
}
