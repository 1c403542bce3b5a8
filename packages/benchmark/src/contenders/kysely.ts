/** Kysely on `pg`: JSON helpers as its relations recipe has them, and selects nested by hand. It builds and compiles each query anew. */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Opened, Program } from '../contender/program.ts'
import { versionOf } from '../contender/version.ts'
import type { Ways } from '../workload/workload.ts'
import type { Database } from './kysely/database.ts'
import { flush } from './kysely/flush.ts'
import { insertMany, insertOneByOne } from './kysely/inserts.ts'
import { joinUsers } from './kysely/joins.ts'
import { jsonOrders, jsonProducts, jsonUsers } from './kysely/json.ts'
import { userByKey, usersByKeys } from './kysely/point-reads.ts'
import { selectOrders, selectProducts, selectUsers } from './kysely/select-ins.ts'

export const program: Program = {
  version: `${versionOf('kysely')}, ${versionOf('pg')}`,
  async open(url): Promise<Opened> {
    const pool = new pg.Pool({ connectionString: url, max: 10 })
    const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
    return { ways: waysOf(db), close: () => db.destroy() }
  },
}

function waysOf(db: Kysely<Database>): Ways {
  return {
    W1: { select: (keys) => usersByKeys(db, keys) },
    W2: {
      jsonArrayFrom: (count) => jsonOrders(db, count),
      'select-in': (count) => selectOrders(db, count),
    },
    W3: {
      jsonArrayFrom: (count) => jsonProducts(db, count, byKey),
      'select-in': (count) => selectProducts(db, count, byKey),
    },
    W4: {
      jsonObjectFrom: (count) => jsonUsers(db, count),
      join: (count) => joinUsers(db, count),
      'select-in': (count) => selectUsers(db, count),
    },
    W5: { insert: (rows) => insertMany(db, rows) },
    W6: { insert: (rows) => insertOneByOne(db, rows) },
    W7: { select: (keys) => Promise.all(keys.map((key) => userByKey(db, key))) },
    W8: {
      jsonArrayFrom: (count) => jsonProducts(db, count, byName),
      'select-in': (count) => selectProducts(db, count, byName),
    },
    flush: { statements: (unit) => flush(db, unit) },
  }
}

const byKey = ['telegram_id'] as const
const byName = ['full_name', 'telegram_id'] as const
