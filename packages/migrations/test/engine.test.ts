import { createMigrator } from '@retort/migrations'
import { createEngine } from '@retort/session/async'
import { Sequelize } from 'sequelize'
import { expect, it } from 'vitest'
import { bench, engineOf } from './support/bench.ts'
import { revision, three } from './support/versions.ts'

it("a team's own Sequelize instance is enough", async () => {
  const { url, folder, tables } = await bench(three)
  await using engine = createEngine({
    sequelize: new Sequelize(url, { logging: false, dialect: 'postgres' }),
  })
  await createMigrator({ engine, folder }).up()
  expect(await tables()).toEqual(['a', 'b', 'c'])
})

it('times are right whatever the time zone of the database', async () => {
  const { url, folder, query } = await bench(three)
  await query(
    "do $$ begin execute format('alter database %I set timezone = ''Asia/Kathmandu''', current_database()); end $$",
  )
  const migrator = createMigrator({ engine: engineOf(url), folder })
  await migrator.up()
  const [status] = await migrator.status()
  expect(Math.abs(Date.now() - Number(status?.appliedAt))).toBeLessThan(20_000)
})

it('connections go back to the pool, whether a command succeeds or fails', async () => {
  const {
    url,
    folder,
    with: other,
  } = await bench({
    '1.mjs': revision({ id: '1', revises: null, up: ['create table a ()'], down: ['drop table a'] }),
    '2.mjs': revision({ id: '2', revises: '1', up: ['select 1/0'] }),
  })
  await using engine = createEngine({ url, models: [], pool: { max: 2, acquire: 5000 } })
  const migrator = createMigrator({ engine, folder })
  for (let round = 0; round < 5; round += 1) {
    await expect(migrator.up()).rejects.toMatchObject({ code: 'REVISION_FAILED' })
    await expect(migrator.down({ to: '2' })).rejects.toMatchObject({ code: 'NOT_APPLIED' })
    await migrator.down()
  }
  expect(await other({ lockTimeout: 0 }).status()).toMatchObject([
    { standing: 'pending' },
    { standing: 'pending' },
  ])
})

it('a server that is not there is told as such, before anything else', async () => {
  await using engine = createEngine({ url: 'postgres://someone:secret@127.0.0.1:1/none', models: [] })
  const { folder } = await bench(three)
  const migrator = createMigrator({ engine, folder })
  for (const command of ['up', 'down', 'status'] as const) {
    await expect(migrator[command]()).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.not.stringContaining('secret'),
    })
  }
})

it('a hundred revisions are ordered and applied, and again there is nothing to do', async () => {
  const ids = Array.from({ length: 100 }, (_, index) => String(7919 * (index + 1)))
  const files = ids.map((id, index) => [
    `${id}.mjs`,
    revision({ id, revises: ids[index - 1] ?? null, up: ['select 1'] }),
  ])
  const { migrator, recorded } = await bench(Object.fromEntries(files))
  await migrator.up()
  expect(await recorded()).toEqual(ids)
  expect(await migrator.up()).toEqual([])
})
