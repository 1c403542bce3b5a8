/** Fills a database with the sample data, by set-based inserts. */
import { OrderProduct, models, Order, Product, User } from '@retort/schema'
import { createMigrator } from '@retort/migrations'
import { createEngine, sessionmaker } from '@retort/session/async'
import { sample } from '@retort/story'
import type { SampleUser } from '@retort/story'

/** Makes the tables. */
export async function migrate(url: string): Promise<void> {
  await using engine = createEngine({ url, models })
  await createMigrator({ engine }).up()
}

/** Makes the tables and fills that of the users. */
export async function fillUsers(url: string, users: number): Promise<readonly SampleUser[]> {
  await migrate(url)
  await using engine = createEngine({ url, models })
  await using session = sessionmaker(engine)()
  const data = sample({ users, products: 0, orders: 0 })
  await session.insert(User, data.users)
  await session.commit()
  await session.execute`analyze`
  return data.users
}

/** Makes the tables and fills them: ten orders a user, three lines an order. Gives the users, in the order of their keys. */
export async function fillShop(url: string, users: number, products = 100): Promise<readonly SampleUser[]> {
  await migrate(url)
  await using engine = createEngine({ url, models })
  const data = sample({ users, products, orders: users * 10 })
  await using session = sessionmaker(engine)()
  await session.insert(User, data.users)
  const kept = await session.insert(Product, data.products, { returning: true })
  const rows = data.orders.map(({ user }) => ({ userId: data.users[user]?.telegramId ?? '' }))
  const orders = await session.insert(Order, rows, { returning: true })
  const lines = data.orders.flatMap((order, index) =>
    order.lines.map(({ product, quantity }) => ({
      orderId: orders[index]?.orderId ?? 0,
      productId: kept[product]?.productId ?? 0,
      quantity,
    })),
  )
  await session.insert(OrderProduct, lines)
  await session.commit()
  await session.execute`analyze`
  return data.users
}
