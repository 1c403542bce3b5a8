/** Workloads `W3` and `W8`: users with their orders and the products of those. */
import { Order, Product, User } from '@retort/schema'
import { joined, lateral, subquery } from '@retort/session/async'
import type { Connections } from './connections.ts'
import { connect } from './connections.ts'
import type { Contender } from './contender.ts'
import type { Field } from './field.ts'
import { fillShop } from './fill.ts'
import { byHand, byNativeHand, bySessions, countBeneath, shop } from './loading.ts'
import type { Size } from './size.ts'
import { timesAsync } from './times.ts'
import { byJoin, byNativeProductsOnce, byProductsOnce, bySelectIn } from './users-with-products-by-hand.ts'

/** Which users an operation reads, and how many operations a turn is. */
type Reading = {
  readonly order: ('fullName' | 'telegramId')[]
  readonly limit: number
  readonly operations: number
}

const inOrderOfKeys: 'telegramId'[] = ['telegramId']
const inOrderOfNames: ('fullName' | 'telegramId')[] = ['fullName', 'telegramId']

/** Ways to load them: a line each. */
const ways = {
  selectin: { orders: { load: { products: true } } },
  joined: { orders: joined({ load: { products: joined() } }) },
  subquery: { orders: subquery({ load: { products: subquery() } }) },
  lateral: { orders: lateral({ load: { products: lateral() } }) },
} as const

export function usersWithProducts(url: string, { quick }: Size): Promise<Field> {
  const extent = quick ? { limit: 10, operations: 1 } : { limit: 100, operations: 6 }
  return fieldOf(url, quick, { order: inOrderOfKeys, ...extent })
}

export function firstUsersWithProducts(url: string, { quick }: Size): Promise<Field> {
  const extent = quick ? { limit: 2, operations: 1 } : { limit: 20, operations: 20 }
  return fieldOf(url, quick, { order: inOrderOfNames, ...extent })
}

async function fieldOf(url: string, quick: boolean, reading: Reading): Promise<Field> {
  const { users, products } = quick ? shop.quick : shop.full
  await fillShop(url, users, products)
  const connections = await connect(url)
  const { client, native, close } = connections
  const { order, limit, operations } = reading
  const ordering = order === inOrderOfKeys ? 'telegram_id' : 'full_name, telegram_id'
  const contenders = [
    ...byHand(operations, {
      'one join': async () => countProducts(await byJoin(client, ordering, limit)),
      'select-in': async () => countProducts(await bySelectIn(client, ordering, limit)),
      'select-in, products once': async () => countProducts(await byProductsOnce(client, ordering, limit)),
    }),
    ...byNativeHand(native, operations, 'select-in, products once', (native) => {
      const read = byNativeProductsOnce(native, ordering, limit)
      return () => countProducts(read())
    }),
    bySequelize(reading),
    ...byWays(connections, reading),
  ]
  return { contenders, operations, expected: limit * 30 * operations, unit: 'products', close }
}

function bySequelize({ order, limit, operations }: Reading): Contender {
  const products = { model: Product, as: 'products', through: { attributes: [] } }
  const include = [{ model: Order, as: 'orders', include: [products] }]
  const read = async () => countProducts(await User.findAll({ include, order, limit }))
  return { name: 'Sequelize, include', turn: () => timesAsync(operations, read) }
}

function byWays(connections: Connections, { order, limit, operations }: Reading): readonly Contender[] {
  const read = Object.entries(ways).flatMap(([name, load]) =>
    bySessions(connections, operations, name, {
      async: async (session) => countProducts(await session.findAll(User, { order, limit, load })),
      blocking: (session) => countProducts(session.findAll(User, { order, limit, load })),
    }),
  )
  const options = { order, limit, load: ways.selectin, plain: true } as const
  const plainly = bySessions(connections, operations, 'plain', {
    async: async (session) => countProducts(await session.findAll(User, options)),
    blocking: (session) => countProducts(session.findAll(User, options)),
  })
  return [...read, ...plainly]
}

type Ordering = { readonly products?: readonly unknown[] | undefined }

function countProducts(found: readonly { readonly orders?: readonly Ordering[] | undefined }[]): number {
  return countBeneath(found, ({ orders }) => countBeneath(orders ?? [], ({ products }) => products?.length))
}
