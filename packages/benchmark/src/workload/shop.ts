/** The shop that is read and written: its rows, told once, as they go into the database. */
import { createMigrator } from '@retort/migrations'
import { models, Order, OrderProduct, Product, User } from '@retort/schema'
import { createEngine, sessionmaker } from '@retort/session/async'
import type { Session } from '@retort/session/async'
import type { Sample } from '@retort/story'
import { sample } from '@retort/story'
import type { Size } from './size.ts'

/** Orders of a user, unless said otherwise. */
const ordersEach = 10

/** The rows, the same for the same size. Keys of products and orders are their positions, from 1. */
export function shopOf({ users, products }: Pick<Size, 'users' | 'products'>): Sample {
  return sample({ users, products, orders: users * ordersEach })
}

/** Makes the tables in an empty database. */
export async function makeTables(url: string): Promise<void> {
  await using engine = createEngine({ url, models })
  await createMigrator({ engine }).up()
}

/** Makes the tables in an empty database and fills them. */
export async function fillShop(url: string, shop: Sample): Promise<void> {
  await makeTables(url)
  await using engine = createEngine({ url, models })
  await using session = sessionmaker(engine)()
  await insertShop(session, shop)
  await session.commit()
  await session.execute`analyze`
  await session.commit() // statistics are rolled back as rows are
}

async function insertShop(session: Session, { users, products, orders }: Sample): Promise<void> {
  await session.insert(User, users)
  await session.insert(Product, products)
  await session.insert(
    Order,
    orders.map(({ user }) => ({ userId: users[user]?.telegramId ?? '' })),
  )
  const lines = orders.flatMap(({ lines }, order) =>
    lines.map(({ product, quantity }) => ({ orderId: order + 1, productId: product + 1, quantity })),
  )
  await session.insert(OrderProduct, lines)
}

/** Gives each user of a filled shop so many orders more, without lines. */
export async function addOrders(url: string, each: number): Promise<void> {
  await using engine = createEngine({ url, models })
  await using session = sessionmaker(engine)()
  await session.execute`
    insert into orders (user_id) select telegram_id from generate_series(1, ${each}::int), users order by 1`
  await session.commit()
  await session.execute`analyze`
  await session.commit() // statistics are rolled back as rows are
}
