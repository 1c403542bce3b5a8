/** TypeORM: an entity manager that remembers nothing, and finds relations by joins or by queries of their own. */
import pg from 'pg'
import type { EntityManager, FindManyOptions } from 'typeorm'
import { DataSource } from 'typeorm'
import type { Opened, Program } from '../contender/program.ts'
import { versionOf } from '../contender/version.ts'
import type { Answer, Questions, Ways } from '../workload/workload.ts'
import { entities, Order, Product, User } from './typeorm/entities.ts'
import { writeUnit } from './typeorm/unit-of-work.ts'

export const program: Program = { version: versionOf('typeorm'), open }

async function open(url: string): Promise<Opened> {
  const source = new DataSource({
    type: 'postgres',
    url,
    entities,
    driver,
    poolSize: 10,
    installExtensions: false,
  })
  await source.initialize()
  const { manager } = source
  return { ways: { ...readingWays(manager), ...writingWays(manager) }, close: () => source.destroy() }
}

/** Where pg-native is installed TypeORM would take it unasked; this is `pg` without it, as most people have it. */
const driver = { Pool: pg.Pool }

/**
 * Strategy `query` looks for each parent in the list of all groups of children: on W2 and W4 that takes seconds, on W3
 * many of them. So it takes part in W8 only.
 */
function readingWays(manager: EntityManager): Ways {
  return {
    W1: { findOneBy: (keys) => readEach(manager, keys) },
    W2: { join: (take) => manager.find(User, { ...withOrders, take }) },
    W3: { join: (take) => manager.find(User, { ...withProducts, take }) },
    W4: { join: (take) => manager.find(Order, { ...withUser, take }) },
    W7: { 'pool of ten': (keys) => Promise.all(keys.map((key) => readOne(manager, key))) },
    W8: {
      join: (take) => manager.find(User, { ...withProducts, order: byName, take }),
      query: (take) =>
        manager.find(User, { ...withProducts, order: byName, take, relationLoadStrategy: 'query' }),
    },
  }
}

const byKey = { telegramId: 'ASC' } as const
const byName = { fullName: 'ASC', telegramId: 'ASC' } as const
const withOrders = { relations: { orders: true }, order: byKey } satisfies FindManyOptions<User>
const withProducts = {
  relations: { orders: { products: true } },
  order: byKey,
} satisfies FindManyOptions<User>
const withUser: FindManyOptions<Order> = {
  relations: { user: true },
  order: { userId: 'ASC', orderId: 'ASC' },
}

function writingWays(manager: EntityManager): Ways {
  return {
    W5: {
      save: (products) => saveAtOnce(manager, products),
      insert: (products) => insertAtOnce(manager, products),
    },
    W6: {
      save: (products) => saveEach(manager, products),
      insert: (products) => insertEach(manager, products),
    },
    flush: { 'save and remove': (unit) => writeUnit(manager, unit) },
  }
}

async function readEach(manager: EntityManager, keys: Questions['W1']): Promise<Answer> {
  const users: unknown[] = []
  for (const telegramId of keys) users.push(await readOne(manager, telegramId))
  return users
}

function readOne(manager: EntityManager, telegramId: string): Promise<User | null> {
  return manager.findOneBy(User, { telegramId })
}

/** Saving is a transaction of its own. */
async function saveAtOnce(manager: EntityManager, products: Questions['W5']): Promise<Answer> {
  const saved = await manager.save(products.map((product) => manager.create(Product, product)))
  return saved.map((product) => product.productId)
}

/** One statement, and so one transaction. */
async function insertAtOnce(manager: EntityManager, products: Questions['W5']): Promise<Answer> {
  const { identifiers } = await manager.insert(Product, [...products])
  return identifiers.map((identifier) => identifier['productId'])
}

async function saveEach(manager: EntityManager, products: Questions['W6']): Promise<Answer> {
  const keys: number[] = []
  for (const product of products) keys.push((await manager.save(manager.create(Product, product))).productId)
  return keys
}

async function insertEach(manager: EntityManager, products: Questions['W6']): Promise<Answer> {
  const keys: unknown[] = []
  for (const product of products) keys.push(...(await insertAtOnce(manager, [product])))
  return keys
}
