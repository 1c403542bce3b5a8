/** Workload `W6`: one product is inserted and committed, and its key is known. */
import type pg from 'pg'
import { Product } from '@retort/schema'
import type * as async from '@retort/session/async'
import type * as blocking from '@retort/session/sync'
import type { SampleProduct } from '@retort/story'
import { sample } from '@retort/story'
import { connect } from './connections.ts'
import type { Contender } from './contender.ts'
import type { Field } from './field.ts'
import { migrate } from './fill.ts'
import type { NativeClient } from './native-client.ts'
import { digestOf, empty, expectProducts } from './product-table.ts'
import type { Size } from './size.ts'
import { times, timesAsync } from './times.ts'

/** How many a turn inserts. */
const inserts = { full: 500, quick: 50 }

const name = 'insert'
const text = 'insert into products (title, description, price) values ($1, $2, $3) returning product_id'

export async function singleInserts(url: string, { quick }: Size): Promise<Field> {
  await migrate(url)
  const { products } = sample({ users: 0, products: quick ? inserts.quick : inserts.full, orders: 0 })
  const { client, native, openAsync, openBlocking, close } = await connect(url)
  const digest = digestOf(products)
  return {
    contenders: [
      ...byHand(client, products),
      ...(native === undefined ? [] : [byNative(native, products)]),
      bySequelize(products),
      bySession(openAsync, products),
      byBlockingSession(openBlocking, products),
    ],
    operations: products.length,
    expected: products.length,
    unit: 'keys',
    reset: () => empty(client),
    verify: () => expectProducts(client, digest),
    close,
  }
}

type Key = { readonly product_id: number }

function byHand(client: pg.Client, products: readonly SampleProduct[]): readonly Contender[] {
  const insert = async ({ title, description, price }: SampleProduct) => {
    const { rows } = await client.query<Key>({ name, text, values: [title, description, price] })
    return rows[0]?.product_id
  }
  const insertBetween = async (product: SampleProduct) => {
    await client.query('begin')
    const key = await insert(product)
    await client.query('commit')
    return key
  }
  return [
    { name: 'pg by hand, prepared', byHand: true, turn: () => eachAsync(products, insert) },
    { name: 'pg by hand, begin and commit', byHand: true, turn: () => eachAsync(products, insertBetween) },
  ]
}

function byNative(native: NativeClient, products: readonly SampleProduct[]): Contender {
  native.prepareSync(name, text, 3)
  const insert = ({ title, description, price }: SampleProduct) =>
    native.executeSync(name, [title, description, price])[0]?.['product_id']
  return { name: 'pg-native by hand, prepared (blocking)', turn: () => each(products, insert) }
}

function bySequelize(products: readonly SampleProduct[]): Contender {
  return {
    name: 'Sequelize, create',
    turn: () => eachAsync(products, async (product) => (await Product.create(product)).productId),
  }
}

function bySession(open: () => async.Session, products: readonly SampleProduct[]): Contender {
  const insert = async (values: SampleProduct) => {
    await using session = open()
    const product = Product.build(values)
    session.add(product)
    await session.commit()
    return product.productId
  }
  return { name: 'async, add and commit', turn: () => eachAsync(products, insert) }
}

function byBlockingSession(open: () => blocking.Session, products: readonly SampleProduct[]): Contender {
  const insert = (values: SampleProduct) => {
    using session = open()
    const product = Product.build(values)
    session.add(product)
    session.commit()
    return product.productId
  }
  return { name: 'blocking, add and commit', turn: () => each(products, insert) }
}

/** Keys begin at 1 in each turn. */
function each(products: readonly SampleProduct[], insert: (product: SampleProduct) => unknown): number {
  return times(products.length, (index) => {
    const product = products[index]
    return product !== undefined && insert(product) === index + 1 ? 1 : 0
  })
}

function eachAsync(
  products: readonly SampleProduct[],
  insert: (product: SampleProduct) => Promise<unknown>,
): Promise<number> {
  return timesAsync(products.length, async (index) => {
    const product = products[index]
    return product !== undefined && (await insert(product)) === index + 1 ? 1 : 0
  })
}
