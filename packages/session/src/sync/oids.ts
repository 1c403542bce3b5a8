/**
 * Teaches Sequelize's type parsers the oids that differ from database to database (enums, ranges, extensions), as its
 * own connection manager does when it connects; the blocking engine connects without it.
 */
import type { ConnectionManager } from '../core/sequelize.ts'
import { postgresTypes } from '../core/sequelize.ts'
import type { BlockingConnection } from '../driver/connection.ts'

const query = `SELECT t.typname, t.typtype, t.oid::int, t.typarray::int, r.rngtypid::int, ra.typarray::int
FROM pg_type t LEFT JOIN pg_range r ON r.rngsubtype = t.oid LEFT JOIN pg_type ra ON ra.oid = r.rngtypid
WHERE t.typtype IN ('b', 'e')`

type Row = readonly [
  name: string,
  kind: string,
  oid: number,
  array: number,
  range: number | null,
  ranges: number | null,
]
type Oids = { oid: number; arrayOid?: number; rangeOid?: number; arrayRangeOid?: number }

/** Reads the oids once an engine; where they are known already nothing is sent. */
export function learnOids(manager: ConnectionManager, connection: BlockingConnection): void {
  if (Object.keys(manager.nameOidMap).length > 0) return
  const rows = connection.run({ text: query, values: [], prepare: false }).rows as unknown as readonly Row[]
  const enums = rows.filter(([, kind]) => kind === 'e')
  manager.enumOids = { oids: enums.map(([, , oid]) => oid), arrayOids: enums.map(([, , , array]) => array) }
  manager.nameOidMap = Object.fromEntries(
    rows
      .filter(([, kind]) => kind === 'b')
      .map(([name, , oid, array, range, ranges]) => [name, oids(oid, array, range, ranges)]),
  )
  manager.refreshTypeParser(postgresTypes)
}

function oids(oid: number, array: number, range: number | null, ranges: number | null): Oids {
  return {
    oid,
    ...(array === 0 ? {} : { arrayOid: array }),
    ...(range === null ? {} : { rangeOid: range }),
    ...(ranges === null ? {} : { arrayRangeOid: ranges }),
  }
}
