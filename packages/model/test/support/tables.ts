/** Tables made from models in a database of the test file's own, and what PostgreSQL then knows of them. */
import { createStatements } from '@retort/model'
import { QueryTypes } from 'sequelize'
import type { ModelCtor, SequelizeOptions } from 'sequelize-typescript'
import { Sequelize } from 'sequelize-typescript'
import { onTestFinished } from 'vitest'
import { emptyDatabase } from '../../../../test/support/database.ts'

type Row = Readonly<Record<string, unknown>>
export type Models = readonly ModelCtor[]

export type Tables = {
  readonly sequelize: Sequelize
  readonly statements: readonly string[]
  /** Sends one statement. */
  query(sql: string): Promise<readonly Row[]>
  /** Columns in their order: `telegram_id bigint not null default now()`. */
  columns(table: string): Promise<readonly string[]>
  /** Constraints by name, as PostgreSQL prints them. */
  constraints(table: string): Promise<Readonly<Record<string, string>>>
  /** Indexes by name, as PostgreSQL prints them; those of constraints left out. */
  indexes(table: string): Promise<Readonly<Record<string, string>>>
}

let database: ReturnType<typeof emptyDatabase> | undefined

/** Models initialised for the test file's database, with no tables there. */
export async function initialised(models: Models, options: SequelizeOptions = {}): Promise<Sequelize> {
  database ??= emptyDatabase()
  const { url } = await database
  const sequelize = new Sequelize(url, { logging: false, pool: { max: 1 }, models: [...models], ...options })
  onTestFinished(async () => {
    await sequelize.query('drop schema public cascade; create schema public')
    await sequelize.close()
  })
  return sequelize
}

/** The models' tables; they are gone after the test. */
export async function created(models: Models, before: readonly string[] = []): Promise<Tables> {
  const sequelize = await initialised(models)
  const statements = createStatements(models)
  for (const statement of [...before, ...statements]) await sequelize.query(statement)
  return { statements, ...tables(sequelize) }
}

/** What PostgreSQL knows. */
export function tables(sequelize: Sequelize): Omit<Tables, 'statements'> {
  const query = (sql: string) => sequelize.query<Row>(sql, { type: QueryTypes.SELECT })
  const named = async (sql: string) =>
    Object.fromEntries((await query(sql)).map(({ name, definition }) => [String(name), String(definition)]))
  return {
    sequelize,
    query,
    columns: async (table) => (await query(columnsOf(table))).map(({ definition }) => String(definition)),
    constraints: (table) => named(constraintsOf(table)),
    indexes: (table) => named(indexesOf(table)),
  }
}

const columnsOf = (table: string) => `
  select concat_ws(' ', attname, format_type(atttypid, atttypmod), case when attnotnull then 'not null' end,
    case attidentity when 'a' then 'always identity' when 'd' then 'identity' end,
    case attgenerated when 's' then 'generated' end, 'default ' || pg_get_expr(adbin, adrelid)) as definition
  from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
  where attrelid = '${table}'::regclass and attnum > 0 order by attnum`

/** PostgreSQL 18 lists NOT NULL among them, as type n. */
const constraintsOf = (table: string) => `
  select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
  where conrelid = '${table}'::regclass and contype <> 'n' order by 1`

const indexesOf = (table: string) => `
  select relname as name, pg_get_indexdef(indexrelid) as definition
  from pg_index join pg_class on pg_class.oid = indexrelid
  where indrelid = '${table}'::regclass and not exists (select from pg_constraint where conindid = indexrelid and contype <> 'f')
  order by 1`
