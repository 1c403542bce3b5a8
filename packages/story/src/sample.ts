/** The shop's sample data: the same for the same seed, in both worlds. */
import { faker } from '@faker-js/faker/locale/en'

export type SampleUser = {
  readonly telegramId: string
  readonly fullName: string
  readonly username: string | null
  readonly languageCode: string
  readonly referrerId: string | null
}

export type SampleProduct = {
  readonly title: string
  readonly description: string | null
  readonly price: string
}

/** An order of the user at `user`, with lines of the products at `product`; both are positions in their lists. */
export type SampleOrder = {
  readonly user: number
  readonly lines: readonly { readonly product: number; readonly quantity: number }[]
}

export type Sample = {
  readonly users: readonly SampleUser[]
  readonly products: readonly SampleProduct[]
  readonly orders: readonly SampleOrder[]
}

/** How many of each; every order has three lines. */
export type SampleSize = { readonly users: number; readonly products: number; readonly orders: number }

/** What the demo fills its shop with: 200 users, 100 products, 2,000 orders, 6,000 lines. */
export const demoSize: SampleSize = { users: 200, products: 100, orders: 2000 }

const linesPerOrder = 3

/** Makes the data. Users refer only to users before them, so they can be added in order. */
export function sample(size: SampleSize = demoSize, seed = 2026): Sample {
  faker.seed(seed)
  const ids = telegramIds(size.users)
  return {
    users: ids.map((telegramId, index) => user(telegramId, ids.slice(0, index))),
    products: Array.from({ length: size.products }, product),
    orders: Array.from({ length: size.orders }, (_, index) => order(index % size.users, size.products)),
  }
}

function telegramIds(count: number): readonly string[] {
  const first = 5_000_000_000n
  return Array.from({ length: count }, (_, index) => String(first + BigInt(index * 7919)))
}

function user(telegramId: string, before: readonly string[]): SampleUser {
  const referred = before.length > 0 && faker.datatype.boolean(0.6)
  return {
    telegramId,
    fullName: faker.person.fullName(),
    username: faker.datatype.boolean(0.8) ? faker.internet.username().toLowerCase() : null,
    languageCode: faker.helpers.arrayElement(['de', 'en', 'es', 'fr', 'uk']),
    referrerId: referred ? faker.helpers.arrayElement(before) : null,
  }
}

function product(): SampleProduct {
  return {
    title: faker.commerce.productName(),
    description: faker.datatype.boolean(0.9) ? faker.commerce.productDescription() : null,
    price: faker.commerce.price({ min: 1, max: 500, dec: 4 }),
  }
}

function order(user: number, products: number): SampleOrder {
  const positions = Array.from({ length: products }, (_, index) => index)
  const chosen = faker.helpers.arrayElements(positions, linesPerOrder)
  return {
    user,
    lines: chosen.map((position) => ({ product: position, quantity: faker.number.int({ min: 1, max: 9 }) })),
  }
}
