/** Fills the shop through the repository: every row by a function that an application would call. */
import type { Session } from '@retort/session/sync'
import { sessionmaker } from '@retort/session/sync'
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
export function seed(session: Session, { users, products, orders }: Sample): Seeded {
  const productIds: number[] = []
  let lines = 0
  for (const user of users) addUser(session, user)
  for (const product of products) {
    const added = addProduct(session, product)
    productIds.push(added?.productId ?? 0)
  }
  for (const order of orders) {
    const added = addOrder(session, users[order.user]?.telegramId ?? '')
    const rows = order.lines.map((line) => ({
      orderId: added?.orderId ?? 0,
      productId: productIds[line.product] ?? 0,
      quantity: line.quantity,
    }))
    lines += addProductsToOrder(session, rows)
  }
  return { users: users.length, products: products.length, orders: orders.length, lines }
}

/** Fills the shop of a stage and commits. */
export function seedShop(stage: Stage): Seeded {
  using engine = engineFor(stage)
  using session = sessionmaker(engine)()
  const seeded = seed(session, stage.sample)
  session.commit()
  return seeded
}
