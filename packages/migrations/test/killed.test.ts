import { expect, it } from 'vitest'
import { bench } from './support/bench.ts'
import { finished, migrate, start } from './support/cli.ts'
import { revision } from './support/versions.ts'

/** Ten revisions that each make two tables and take a little while. */
const ten = Object.fromEntries(
  Array.from({ length: 10 }, (_, index) => {
    const id = `r${index}`
    const up = [`create table ${id}_a ()`, 'select pg_sleep(0.03)', `create table ${id}_b ()`]
    return [`${id}.mjs`, revision({ id, revises: index === 0 ? null : `r${index - 1}`, up })]
  }),
)

const pairs = (ids: readonly string[]) => ids.flatMap((id) => [`${id}_a`, `${id}_b`])

it.each([0.5, 2.5, 4.5, 7.5])(
  'a process killed after %d revisions leaves whole revisions, and the next one goes on',
  async (after) => {
    const { url, folder, query, tables, recorded, migrator } = await bench(ten)
    const child = start(migrating(folder), { DATABASE_URL: url })
    const ended = finished(child)
    await reached(query, Math.ceil(after))
    child.kill('SIGKILL')
    expect((await ended).code).toBeNull()
    await quiet(query)
    const applied = await recorded()
    expect(applied.length).toBeLessThan(10)
    expect(await tables()).toEqual(pairs(applied))
    expect(applied).toEqual(
      Object.keys(ten)
        .map((file) => file.replace('.mjs', ''))
        .slice(0, applied.length),
    )
    await migrator.up()
    expect(await tables()).toEqual(pairs(await recorded()))
    expect(await recorded()).toHaveLength(10)
  },
)

it('what a process had printed of a failure is what the database has', async () => {
  const { url, folder, recorded } = await bench({
    ...ten,
    'r5.mjs': revision({ id: 'r5', revises: 'r4', up: ['create table r5_a ()', 'select 1/0'] }),
  })
  const { code, stdout, stderr } = await migrate(url, 'up', '--folder', folder)
  expect(code).toBe(2)
  expect(
    stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(/\s+/)[1]),
  ).toEqual(await recorded())
  expect(stderr).toMatch(
    /^error: Revision r5 .*division by zero.*Done before it: r0, r1, r2, r3, r4\. \[REVISION_FAILED\]\n$/,
  )
})

function migrating(folder: string): readonly string[] {
  const source = `
    import { createMigrator } from '${import.meta.resolve('@retort/migrations')}'
    import { createEngine } from '${import.meta.resolve('@retort/session/async')}'
    const engine = createEngine({ url: process.env.DATABASE_URL, models: [], applicationName: 'killed' })
    await createMigrator({ engine, folder: ${JSON.stringify(folder)} }).up()`
  return ['--input-type=module', '-e', source]
}

type Query = (text: string) => Promise<readonly Readonly<Record<string, unknown>>[]>

/** Waits until a revision's statement is under way. */
async function reached(query: Query, count: number): Promise<void> {
  for (;;) {
    const [there] = await query(`select to_regclass('r${Math.max(count - 2, 0)}_b') is not null as yes`)
    const [running] = await query(
      "select count(*)::int as n from pg_stat_activity where query like 'select pg_sleep%' and datname = current_database()",
    )
    if ((there?.yes === true || count === 1) && Number(running?.n) > 0) return
  }
}

/** Waits until the server has noticed that its client died. */
async function quiet(query: Query): Promise<void> {
  for (;;) {
    const others =
      "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name = 'killed'"
    if ((await query(others)).length === 0) return
    await new Promise((done) => setTimeout(done, 50))
  }
}
