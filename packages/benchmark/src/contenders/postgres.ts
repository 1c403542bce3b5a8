/** postgres.js, statements by hand; it prepares what it is asked, and gives wide numbers as text and times as dates by itself. */
import type { Sql } from 'postgres'
import postgres from 'postgres'
import type { Opened, Program } from '../contender/program.ts'
import { versionOf } from '../contender/version.ts'
import type { Ways } from '../workload/workload.ts'
import {
  readEach,
  readOne,
  selectOrders,
  selectProducts,
  selectProductsOnce,
  selectUsers,
} from './postgres/reads.ts'
import {
  insertByHelper,
  insertByUnnest,
  insertInTransactions,
  insertOneByOne,
  writeUnit,
} from './postgres/writes.ts'
import type { Ordering } from './statements.ts'

export const program: Program = { version: versionOf('postgres'), open }

/** What is asked in turn stays on one connection: it would be prepared on each of the pool's anew. */
async function open(url: string): Promise<Opened> {
  const sql = postgres(url, { max: 1 })
  const pool = postgres(url, { max: 10 })
  await sql`select`
  return {
    ways: { ...readingWays(sql, pool), ...writingWays(sql) },
    async close() {
      await Promise.all([sql.end(), pool.end()])
    },
  }
}

function readingWays(sql: Sql, pool: Sql): Ways {
  return {
    W1: { prepared: (keys) => readEach(sql, keys) },
    W2: { 'select-in': (limit) => selectOrders(sql, limit) },
    W3: waysOfProducts(sql, 'telegram_id'),
    W4: { 'select-in': (limit) => selectUsers(sql, limit) },
    W7: { 'pool of ten': (keys) => Promise.all(keys.map((key) => readOne(pool, key))) },
    W8: waysOfProducts(sql, 'full_name, telegram_id'),
  }
}

function waysOfProducts(sql: Sql, by: Ordering) {
  return {
    'select-in': (limit: number) => selectProducts(sql, by, limit),
    'select-in, products once': (limit: number) => selectProductsOnce(sql, by, limit),
  }
}

function writingWays(sql: Sql): Ways {
  return {
    W5: {
      unnest: (products) => insertByUnnest(sql, products),
      values: (products) => insertByHelper(sql, products),
    },
    W6: {
      prepared: (products) => insertOneByOne(sql, products),
      'begin and commit': (products) => insertInTransactions(sql, products),
    },
    flush: { 'by hand': (unit) => writeUnit(sql, unit) },
  }
}
