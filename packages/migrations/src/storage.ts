/** The table of records, one row for each revision applied. Statements as data; whoever runs them decides the transaction. */
import type { Sql } from '@retort/session/async'
import { sql } from '@retort/session/async'
import { checksum } from './checksum.ts'
import { MigrationError } from './error.ts'
import type { RevisionRecord } from './record.ts'
import { parseRecord } from './record.ts'
import type { Revision, Row } from './revision.ts'

/** Asks the database one thing at a time: yields SQL, is handed rows. */
export type Asking<T> = Generator<Sql, T, readonly Row[]>

/** The table's name. */
export const tableName = 'retort_revisions'

/** now() is when the transaction began, and a revision has one of its own. */
const elapsed = sql.raw('round(extract(epoch from clock_timestamp() - now()) * 1000)::integer')

/**
 * The table where it belongs, named with its schema, because a revision may change the search path.
 * @throws MigrationError STORAGE_FAILED when the search path names no schema that exists
 */
export function* locate(): Asking<Sql> {
  const [row] = yield sql`select current_schema() as schema`
  if (typeof row?.schema === 'string') return sql.identifier(row.schema, tableName)
  throw new MigrationError(
    'STORAGE_FAILED',
    `No schema to keep ${tableName} in: set a search_path whose first schema exists.`,
  )
}

/** Every record in the order of application; none where there is no table yet. */
export function* readRecords(table: Sql): Asking<readonly RevisionRecord[]> {
  if (!(yield* exists(table))) return []
  const columns = sql.raw('id, name, revises, checksum, applied_at, milliseconds')
  return (yield sql`select ${columns} from ${table} order by sequence`).map(parseRecord)
}

/** Makes the table unless it is there. */
export function* createTable(table: Sql): Asking<void> {
  if (yield* exists(table)) return
  yield sql`
    create table ${table} (
      id text constraint pk_retort_revisions primary key,
      name text not null,
      revises text,
      checksum text not null,
      applied_at timestamptz not null default now(),
      sequence integer not null generated always as identity,
      milliseconds integer not null
    )`
}

/** Records a revision as applied, and tells how many milliseconds its transaction has taken. */
export function* insertRecord(table: Sql, revision: Revision): Asking<number> {
  const { id, name, revises } = revision
  const [row] = yield sql`
    insert into ${table} (id, name, revises, checksum, milliseconds)
    values (${id}, ${name}, ${revises}, ${checksum(revision)}, ${elapsed}) returning milliseconds`
  return Number(row?.milliseconds)
}

/**
 * Removes a revision's record, and tells how many milliseconds its transaction has taken.
 * @throws MigrationError STORAGE_FAILED when somebody else has removed it
 */
export function* deleteRecord(table: Sql, { id }: Revision): Asking<number> {
  const [row] = yield sql`delete from ${table} where id = ${id} returning ${elapsed} as milliseconds`
  if (row !== undefined) return Number(row.milliseconds)
  throw new MigrationError(
    'STORAGE_FAILED',
    `The record of ${id} has gone meanwhile. Look at "migrate status".`,
  )
}

function* exists(table: Sql): Asking<boolean> {
  const [row] = yield sql`select to_regclass(${table.strings.join('')}) is not null as there`
  return row?.there === true
}
