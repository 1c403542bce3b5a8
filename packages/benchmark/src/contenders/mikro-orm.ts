/** MikroORM: an identity map and a unit of work; each call has an entity manager of its own, as each request would. */
import type { EntityManager } from '@mikro-orm/postgresql'
import { MikroORM } from '@mikro-orm/postgresql'
import type { Opened, Program } from '../contender/program.ts'
import { versionOf } from '../contender/version.ts'
import type { Answer, Questions, Ways } from '../workload/workload.ts'
import { entities, Order, Product, User } from './mikro-orm/entities.ts'
import { writeUnit } from './mikro-orm/unit-of-work.ts'

export const program: Program = { version: versionOf('@mikro-orm/postgresql'), open }

async function open(url: string): Promise<Opened> {
  const orm = await MikroORM.init({
    clientUrl: url,
    entities,
    pool: { min: 0, max: 10 },
    metadataCache: { enabled: false },
    ensureDatabase: false,
    debug: false,
    allowGlobalContext: false,
  })
  // It says that it is connected before it is.
  await orm.em.getConnection().execute('select 1')
  const fork = () => orm.em.fork()
  return { ways: { ...readingWays(fork), ...writingWays(fork) }, close: () => orm.close() }
}

type Fork = () => EntityManager

function readingWays(fork: Fork): Ways {
  return {
    W1: {
      'one fork': (keys) => readByOne(keys, fork()),
      'a fork each': (keys) => eachOf(keys, (key) => fork().findOne(User, key)),
    },
    W2: waysOf((limit, strategy) =>
      fork().find(User, {}, { populate: ['orders'], orderBy: byKey, limit, strategy }),
    ),
    W3: waysOf((limit, strategy) =>
      fork().find(User, {}, { populate: ['orders.products'], orderBy: byKey, limit, strategy }),
    ),
    W4: waysOf((limit, strategy) =>
      fork().find(Order, {}, { populate: ['user'], orderBy: byUser, limit, strategy }),
    ),
    W7: { 'a fork each': (keys) => Promise.all(keys.map((key) => fork().findOne(User, key))) },
    W8: waysOf((limit, strategy) =>
      fork().find(User, {}, { populate: ['orders.products'], orderBy: byName, limit, strategy }),
    ),
  }
}

const byKey = { telegramId: 'asc' } as const
const byName = { fullName: 'asc', telegramId: 'asc' } as const
const byUser = { user: 'asc', orderId: 'asc' } as const

/** The two strategies for what is populated. */
function waysOf(find: (limit: number, strategy: 'select-in' | 'joined') => Promise<Answer>) {
  return {
    'select-in': (limit: number) => find(limit, 'select-in'),
    joined: (limit: number) => find(limit, 'joined'),
  }
}

function writingWays(fork: Fork): Ways {
  return {
    W5: {
      'persist and flush': (products) => persist(fork(), products),
      insertMany: (products) => insertAtOnce(fork(), products),
    },
    W6: {
      'persist and flush': (products) => eachOf(products, (product) => persistOne(fork(), product)),
      insert: (products) => eachOf(products, (product) => insertOne(fork(), product)),
    },
    flush: { 'unit of work': (unit) => writeUnit(fork(), unit) },
  }
}

function readByOne(keys: Questions['W1'], manager: EntityManager): Promise<Answer> {
  return eachOf(keys, (key) => manager.findOne(User, key))
}

async function persist(manager: EntityManager, products: Questions['W5']): Promise<readonly number[]> {
  const persisted = products.map((product) => manager.create(Product, product))
  await manager.flush()
  return persisted.map((product) => product.productId)
}

async function persistOne(manager: EntityManager, product: Questions['W6'][number]): Promise<number> {
  const [key = 0] = await persist(manager, [product])
  return key
}

/** Not in a unit of work. Of plain data it would tell the keys only where they are called `id`. */
async function insertAtOnce(manager: EntityManager, products: Questions['W5']): Promise<readonly number[]> {
  return await manager.insertMany(products.map((product) => unmanaged(manager, product)))
}

async function insertOne(manager: EntityManager, product: Questions['W6'][number]): Promise<number> {
  return await manager.insert(unmanaged(manager, product))
}

function unmanaged(manager: EntityManager, product: Questions['W6'][number]): Product {
  return manager.create(Product, product, { persist: false })
}

/** One after the other. */
async function eachOf<T, R>(
  questions: readonly T[],
  answer: (question: T) => Promise<R>,
): Promise<readonly R[]> {
  const answers: R[] = []
  for (const question of questions) answers.push(await answer(question))
  return answers
}
