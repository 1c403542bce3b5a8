/** A few customers with orders, for cases that read. */
import type { AnySession } from './worlds.ts'
import { Line, Order, Product, Profile, User } from './shop.ts'

/** Ann (1) invited Bob (2) and Cid (3); Ann has two orders of two lines each, Bob one without lines, Cid none. */
export async function people(session: AnySession): Promise<void> {
  await session.insert(User, [
    { telegramId: '1', fullName: 'Ann' },
    { telegramId: '2', fullName: 'Bob', referrerId: '1' },
    { telegramId: '3', fullName: 'Cid', referrerId: '1', username: 'cid' },
  ])
  await session.insert(Profile, [{ userId: '1', settings: { dark: true } }])
  await session.insert(Product, [
    { title: 'ink', price: '2.5' },
    { title: 'pen', price: '1' },
    { title: 'paper', price: '0.1' },
  ])
  await session.insert(Order, [{ userId: '1' }, { userId: '1' }, { userId: '2' }])
  await session.insert(Line, [
    { orderId: 1, productId: 1, quantity: 1 },
    { orderId: 1, productId: 2, quantity: 2 },
    { orderId: 2, productId: 2, quantity: 3 },
    { orderId: 2, productId: 3, quantity: 4 },
  ])
  await session.commit()
}
