/** Many products in one transaction, in every way that a session has. */
import { Product } from '@retort/schema'
import type * as async from '@retort/session/async'
import type * as blocking from '@retort/session/sync'
import type { SampleProduct } from '@retort/story'
import type { Contender } from './contender.ts'
import { times, timesAsync } from './times.ts'

type Products = readonly SampleProduct[]

/** What a transaction inserts: plain rows, or instances of them that were built outside of its time. */
type Batch = { readonly products: Products; readonly instances: readonly Product[] }

type WayName =
  | 'addAll and commit'
  | 'addAll and commit, built before'
  | 'insert, returning'
  | 'insert'
  | 'copy'

/** Each commits, and gives the number of keys that it came to know. */
type Ways<S, R> = Readonly<Record<WayName, (session: S, batch: Batch) => R>>

/** COPY has no RETURNING, and an insert that is not asked for instances gives their number. */
const noKeys = 0
const keyless = new Set<string>(['insert', 'copy'] satisfies WayName[])

const ways: Ways<async.Session, Promise<number>> = {
  'addAll and commit': (session, { products }) => addAll(session, built(products)),
  'addAll and commit, built before': (session, { instances }) => addAll(session, instances),
  async 'insert, returning'(session, { products }) {
    const instances = await session.insert(Product, products, { returning: true })
    await session.commit()
    return countKeys(instances)
  },
  async insert(session, { products }) {
    await session.insert(Product, products)
    await session.commit()
    return noKeys
  },
  async copy(session, { products }) {
    await session.copy(Product, products)
    await session.commit()
    return noKeys
  },
}

const blockingWays: Ways<blocking.Session, number> = {
  'addAll and commit': (session, { products }) => addAllBlocking(session, built(products)),
  'addAll and commit, built before': (session, { instances }) => addAllBlocking(session, instances),
  'insert, returning'(session, { products }) {
    const instances = session.insert(Product, products, { returning: true })
    session.commit()
    return countKeys(instances)
  },
  insert(session, { products }) {
    session.insert(Product, products)
    session.commit()
    return noKeys
  },
  copy(session, { products }) {
    session.copy(Product, products)
    session.commit()
    return noKeys
  },
}

export function bySessions(
  open: () => async.Session,
  products: Products,
  operations: number,
): readonly Contender[] {
  return Object.entries(ways).map(([name, insert]) =>
    contender('async', name, products, operations, (batchOf) =>
      timesAsync(operations, async (operation) => {
        await using session = open()
        return await insert(session, batchOf(operation))
      }),
    ),
  )
}

export function byBlockingSessions(
  open: () => blocking.Session,
  products: Products,
  operations: number,
): readonly Contender[] {
  return Object.entries(blockingWays).map(([name, insert]) =>
    contender('blocking', name, products, operations, (batchOf) =>
      times(operations, (operation) => {
        using session = open()
        return insert(session, batchOf(operation))
      }),
    ),
  )
}

/** How many different keys there are. */
export function countKeys(products: readonly { readonly productId: number }[]): number {
  return new Set(products.map(({ productId }) => productId)).size
}

async function addAll(session: async.Session, instances: readonly Product[]): Promise<number> {
  session.addAll(instances)
  await session.commit()
  return countKeys(instances)
}

function addAllBlocking(session: blocking.Session, instances: readonly Product[]): number {
  session.addAll(instances)
  session.commit()
  return countKeys(instances)
}

function contender(
  world: string,
  name: string,
  products: Products,
  operations: number,
  turn: (batchOf: (operation: number) => Batch) => number | Promise<number>,
): Contender {
  let batches: readonly (readonly Product[])[] = []
  const batchOf = (operation: number) => ({ products, instances: batches[operation] ?? [] })
  const prepare = () => {
    batches = Array.from({ length: operations }, () => built(products))
  }
  return {
    name: `${world}, ${name}`,
    ...(keyless.has(name) ? { flaw: 'gives no keys back' } : {}),
    ...(name.endsWith('built before') ? { prepare } : {}),
    turn: () => turn(batchOf),
  }
}

function built(products: Products): readonly Product[] {
  return products.map((values) => Product.build(values))
}
