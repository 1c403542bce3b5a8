/** Objection keeps no unit of work: a graph is inserted at once, and the rest is written row by row. */
import type { SampleUser } from '@retort/story'
import type { Transaction } from 'objection'
import type { Answer, UnitOfWork } from '../../workload/workload.ts'
import { Order, User } from './models.ts'

/** Inserts, renames and removes in one transaction. */
export async function writeUnit({ added, renamed, removed }: UnitOfWork): Promise<Answer> {
  return await User.transaction(async (transaction) => {
    const users = await User.query(transaction).insertGraph(added.map(graphOf))
    await rename(renamed, transaction)
    await remove(removed, transaction)
    return users
  })
}

function graphOf({ user, orders }: UnitOfWork['added'][number]) {
  return {
    ...columnsOf(user),
    orders: orders.map(({ lines }) => ({
      lines: lines.map(({ productId, quantity }) => ({ product_id: productId, quantity })),
    })),
  }
}

function columnsOf({ telegramId, fullName, username, languageCode, referrerId }: SampleUser) {
  return {
    telegram_id: telegramId,
    full_name: fullName,
    username,
    language_code: languageCode,
    referrer_id: referrerId,
  }
}

async function rename(renamed: UnitOfWork['renamed'], transaction: Transaction): Promise<void> {
  const names = new Map(renamed.map(({ telegramId, fullName }) => [telegramId, fullName]))
  for (const user of await User.query(transaction).findByIds([...names.keys()]))
    await user.$query(transaction).patch({ full_name: names.get(user.telegram_id) ?? user.full_name })
}

async function remove(keys: UnitOfWork['removed'], transaction: Transaction): Promise<void> {
  const orders = await Order.query(transaction).findByIds([...keys])
  await Order.query(transaction)
    .findByIds(orders.map((order) => order.order_id))
    .delete()
}
