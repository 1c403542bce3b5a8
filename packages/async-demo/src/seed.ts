/** Fills the shop through the repository: every row by a function that an application would call. */
import type { Session } from '@retort/session/async'
import { sessionmaker } from '@retort/session/async'
import type { Sample } from '@retort/story'
import { addOrder, addProduct, addProductsToOrder, addUser } from './repository.ts'
import type { Stage } from './stage.ts'
import { engineFor } from './stage.ts'

/** How many rows went in. */
export type Seeded = {
  readonly users: number
  readonly products: number
  readonly orders: number
  readonly lines: number
}

/** Adds users, products and orders with their lines. */
export async function seed(session: Session, { users, products, orders }: Sample): Promise<Seeded> {
  const productIds: number[] = []
  let lines = 0
  for (const user of users) await addUser(session, user)
  for (const product of products) {
    const added = await addProduct(session, product)
    productIds.push(added?.productId ?? 0)
  }
  for (const order of orders) {
    const added = await addOrder(session, users[order.user]?.telegramId ?? '')
    const rows = order.lines.map((line) => ({
      orderId: added?.orderId ?? 0,
      productId: productIds[line.product] ?? 0,
      quantity: line.quantity,
    }))
    lines += await addProductsToOrder(session, rows)
  }
  return { users: users.length, products: products.length, orders: orders.length, lines }
}

/** Fills the shop of a stage and commits. */
export async function seedShop(stage: Stage): Promise<Seeded> {
  await using engine = engineFor(stage)
  await using session = sessionmaker(engine)()
  const seeded = await seed(session, stage.sample)
  await session.commit()
  return seeded
}
