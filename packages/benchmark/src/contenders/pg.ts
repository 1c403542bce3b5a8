/** Stock `pg`, its own parsers, statements by hand that are prepared: what everybody else is measured by. */
import pg from 'pg'
import type { Opened, Program } from '../contender/program.ts'
import { versionOf } from '../contender/version.ts'
import type { Ways } from '../workload/workload.ts'
import { ask } from './pg/ask.ts'
import { insertByUnnest, insertByValues, insertInTransactions, insertOneByOne } from './pg/inserts.ts'
import { joinOrders, joinProducts, joinUsers } from './pg/join.ts'
import { lateralOrders, lateralProducts, lateralUsers } from './pg/lateral-json.ts'
import { selectOrders, selectProducts, selectProductsOnce, selectUsers } from './pg/select-in.ts'
import { writeUnit } from './pg/unit-of-work.ts'
import type { UserRow } from './shop-rows.ts'
import type { Ordering } from './statements.ts'
import { userByKey } from './statements.ts'

export const program: Program = { version: versionOf('pg'), open }

async function open(url: string): Promise<Opened> {
  const client = new pg.Client({ connectionString: url })
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  await client.connect()
  return {
    ways: { ...readingWays(client, pool), ...writingWays(client) },
    async close() {
      await Promise.all([client.end(), pool.end()])
    },
  }
}

function readingWays(client: pg.Client, pool: pg.Pool): Ways {
  return {
    W1: { prepared: (keys) => readEach(client, keys) },
    W2: {
      join: (limit) => joinOrders(client, limit),
      'select-in': (limit) => selectOrders(client, limit),
      'lateral json': (limit) => lateralOrders(client, limit),
    },
    W3: waysOfProducts(client, 'telegram_id'),
    W4: {
      join: (limit) => joinUsers(client, limit),
      'select-in': (limit) => selectUsers(client, limit),
      'lateral json': (limit) => lateralUsers(client, limit),
    },
    W7: { 'pool of ten': (keys) => Promise.all(keys.map((key) => readOne(pool, key))) },
    W8: waysOfProducts(client, 'full_name, telegram_id'),
  }
}

function waysOfProducts(client: pg.Client, by: Ordering) {
  return {
    join: (limit: number) => joinProducts(client, by, limit),
    'select-in': (limit: number) => selectProducts(client, by, limit),
    'select-in, products once': (limit: number) => selectProductsOnce(client, by, limit),
    'lateral json': (limit: number) => lateralProducts(client, by, limit),
  }
}

function writingWays(client: pg.Client): Ways {
  return {
    W5: {
      unnest: (products) => insertByUnnest(client, products),
      values: (products) => insertByValues(client, products),
    },
    W6: {
      prepared: (products) => insertOneByOne(client, products),
      'begin and commit': (products) => insertInTransactions(client, products),
    },
    flush: { 'by hand': (unit) => writeUnit(client, unit) },
  }
}

async function readEach(client: pg.Client, keys: readonly string[]): Promise<readonly unknown[]> {
  const users: unknown[] = []
  for (const key of keys) users.push(await readOne(client, key))
  return users
}

async function readOne(client: pg.Client | pg.Pool, key: string): Promise<UserRow | undefined> {
  const [user] = await ask<UserRow>(client, userByKey, key)
  return user
}
