/** Drizzle on `pg`: relational queries, and selects nested by hand as its guides show. */
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import type { Opened, Program } from '../contender/program.ts'
import { versionOf } from '../contender/version.ts'
import type { Ways } from '../workload/workload.ts'
import type { Drizzle } from './drizzle/database.ts'
import { flush } from './drizzle/flush.ts'
import { inserts } from './drizzle/inserts.ts'
import { joins } from './drizzle/joins.ts'
import { pointReads } from './drizzle/point-reads.ts'
import { relationalQueries } from './drizzle/relational-queries.ts'
import * as schema from './drizzle/schema.ts'
import { selectIns } from './drizzle/select-ins.ts'

export const program: Program = {
  version: `${versionOf('drizzle-orm')}, ${versionOf('pg')}`,
  async open(url): Promise<Opened> {
    const pool = new pg.Pool({ connectionString: url, max: 10 })
    return { ways: waysOf(drizzle({ client: pool, schema })), close: () => pool.end() }
  },
}

function waysOf(db: Drizzle): Ways {
  const byKey = pointReads(db)
  const related = relationalQueries(db)
  const joined = joins(db)
  const selected = selectIns(db)
  return {
    W1: byKey.oneByOne,
    W2: {
      with: related.usersWithOrders,
      join: joined.usersWithOrders,
      'select-in': selected.usersWithOrders,
    },
    W3: {
      with: related.usersWithProducts,
      join: joined.usersWithProducts,
      'select-in': selected.usersWithProducts,
    },
    W4: {
      with: related.ordersWithUsers,
      join: joined.ordersWithUsers,
      'select-in': selected.ordersWithUsers,
    },
    ...inserts(db),
    W7: byKey.atOnce,
    W8: {
      with: related.usersByName,
      join: joined.usersByName,
      'select-in': selected.usersByName,
    },
    flush: { statements: (unit) => flush(db, unit) },
  }
}
