import { createMigrator } from '@retort/migrations'
import { createStatements } from '@retort/model'
import { models } from '@retort/schema'
import type { Engine } from '@retort/session/async'
import { createEngine, sessionmaker, sql } from '@retort/session/async'
import { expect, it, onTestFinished } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'

/** What PostgreSQL knows of tables, as it prints it itself; the migrator's own table left out. */
const catalogs = {
  columns: sql`
    select a.attrelid::regclass::text as "table", a.attnum, a.attname, format_type(a.atttypid, a.atttypmod) as type,
      a.attnotnull, a.attidentity, a.attgenerated, a.attcollation::regcollation::text as collation,
      pg_get_expr(d.adbin, d.adrelid) as "default", col_description(a.attrelid, a.attnum) as comment
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attnum > 0 and not a.attisdropped and c.relname <> 'retort_revisions' order by 1, 2`,
  constraints: sql`
    select conrelid::regclass::text as "table", conname, contype::text, convalidated, condeferrable,
      pg_get_constraintdef(oid) as definition
    from pg_constraint where connamespace = 'public'::regnamespace and conrelid::regclass::text <> 'retort_revisions'
    order by 1, 2`,
  indexes: sql`
    select tablename, indexname, indexdef from pg_indexes
    where schemaname = 'public' and tablename <> 'retort_revisions' order by 1, 2`,
  others: sql`
    select relname, relkind::text from pg_class
    where relnamespace = 'public'::regnamespace and relname !~ 'retort_revisions' order by 1`,
}

async function engine(): Promise<Engine> {
  const database = await emptyDatabase()
  const engine = createEngine({ url: database.url, models, pool: { max: 3 } })
  onTestFinished(() => engine.dispose())
  return engine
}

async function catalogOf(engine: Engine) {
  await using session = sessionmaker(engine)()
  const read: Record<string, unknown> = {}
  for (const [name, query] of Object.entries(catalogs)) read[name] = await session.execute(query)
  return read
}

async function createFromModels(engine: Engine): Promise<void> {
  await using session = sessionmaker(engine)()
  for (const statement of createStatements(models)) await session.execute(sql.raw(statement))
  await session.commit()
}

it('the revisions make exactly what the models state', async () => {
  const [migrated, stated] = await Promise.all([engine(), engine()])
  await createMigrator({ engine: migrated }).up()
  await createFromModels(stated)
  const catalog = await catalogOf(stated)
  expect(Object.values(catalog).map((rows) => (rows as unknown[]).length > 0)).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect(await catalogOf(migrated)).toEqual(catalog)
})

it('going down takes back what going up made, step by step', async () => {
  const shop = await engine()
  const migrator = createMigrator({ engine: shop })
  const nothing = await catalogOf(shop)
  await migrator.up({ steps: 1 })
  const first = await catalogOf(shop)
  await migrator.up()
  const second = await catalogOf(shop)
  expect(second).not.toEqual(first)
  await migrator.down()
  expect(await catalogOf(shop)).toEqual(first)
  await migrator.up()
  expect(await catalogOf(shop)).toEqual(second)
  await migrator.down({ all: true })
  expect(await catalogOf(shop)).toEqual(nothing)
})

it('amounts are checked by the second revision', async () => {
  const shop = await engine()
  await createMigrator({ engine: shop }).up()
  await using session = sessionmaker(shop)()
  const insert = session.execute`insert into products (title, price) values ('a debt', ${-1})`
  await expect(insert).rejects.toThrow(/ck_products_price/)
})
