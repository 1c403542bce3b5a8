/** Workload `W5`: a thousand products in one transaction. */
import type pg from 'pg'
import { Product } from '@retort/schema'
import type { SampleProduct } from '@retort/story'
import { sample } from '@retort/story'
import { byUnnest, byValues } from './bulk-inserts-by-hand.ts'
import { bySessions, byBlockingSessions, countKeys } from './bulk-inserts-by-sessions.ts'
import { connect } from './connections.ts'
import type { Contender } from './contender.ts'
import type { Field } from './field.ts'
import { migrate } from './fill.ts'
import { digestOf, empty, expectProducts } from './product-table.ts'
import type { Size } from './size.ts'
import { timesAsync } from './times.ts'

/** Rows of a transaction, and how many transactions a turn is. */
const rows = 1000
const transactions = { full: 6, quick: 1 }

export async function bulkInserts(url: string, { quick }: Size): Promise<Field> {
  await migrate(url)
  const { products } = sample({ users: 0, products: rows, orders: 0 })
  const operations = quick ? transactions.quick : transactions.full
  const { client, openAsync, openBlocking, close } = await connect(url)
  const digest = digestOf(Array.from({ length: operations }, () => products).flat())
  return {
    contenders: [
      ...byHand(client, products, operations),
      bySequelize(products, operations),
      ...bySessions(openAsync, products, operations),
      ...byBlockingSessions(openBlocking, products, operations),
    ],
    operations,
    expected: rows * operations,
    unit: 'keys',
    reset: () => empty(client),
    verify: () => expectProducts(client, digest),
    close,
  }
}

type Products = readonly SampleProduct[]

function byHand(client: pg.Client, products: Products, operations: number): readonly Contender[] {
  const ways = { unnest: byUnnest, 'VALUES of many rows': byValues }
  return Object.entries(ways).map(([name, insert]) => ({
    name: `pg by hand, ${name}`,
    byHand: true,
    turn: () => timesAsync(operations, async () => countKeys(await insert(client, products))),
  }))
}

function bySequelize(products: Products, operations: number): Contender {
  const insert = async () => countKeys(await Product.bulkCreate([...products], { returning: ['productId'] }))
  return { name: 'Sequelize, bulkCreate', turn: () => timesAsync(operations, insert) }
}
