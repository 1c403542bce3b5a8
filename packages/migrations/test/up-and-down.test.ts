import { describe, expect, it } from 'vitest'
import { bench } from './support/bench.ts'
import { revision, three } from './support/versions.ts'

describe('up', () => {
  it('applies every pending revision, lowest first, and records each', async () => {
    const { migrator, tables, recorded } = await bench(three)
    const steps = await migrator.up()
    expect(steps.map(({ id, name, direction }) => ({ id, name, direction }))).toEqual([
      { id: '0001', name: 'make a', direction: 'up' },
      { id: '0002', name: 'make b', direction: 'up' },
      { id: '0003', name: 'make c', direction: 'up' },
    ])
    expect(await tables()).toEqual(['a', 'b', 'c'])
    expect(await recorded()).toEqual(['0001', '0002', '0003'])
  })

  it('records name, parent, checksum, time and duration', async () => {
    const { migrator, query } = await bench({
      '0001_wait.mjs': revision({ id: '0001', revises: null, up: ['select pg_sleep(0.05)'] }),
    })
    const [step] = await migrator.up()
    const [record] = await query('select * from retort_revisions')
    expect(record).toMatchObject({ id: '0001', name: 'wait', revises: null, sequence: 1 })
    expect(record?.checksum).toMatch(/^[0-9a-f]{64}$/)
    expect(Math.abs(Date.now() - new Date(String(record?.applied_at)).getTime())).toBeLessThan(20_000)
    expect(record?.milliseconds).toBeGreaterThanOrEqual(50)
    expect(step?.milliseconds).toBe(record?.milliseconds)
  })

  it('does nothing when there is nothing pending', async () => {
    const { migrator, sent } = await bench(three)
    await migrator.up()
    sent.length = 0
    expect(await migrator.up()).toEqual([])
    expect(sent.filter(({ sql }) => /create|insert|delete/.test(sql))).toEqual([])
  })

  it('stops at the revision that `to` names, by id, beginning or file', async () => {
    const { migrator, recorded } = await bench(three)
    await migrator.up({ to: '0001' })
    expect(await recorded()).toEqual(['0001'])
    await migrator.up({ to: '0002_make_b.ts' })
    expect(await recorded()).toEqual(['0001', '0002'])
    await migrator.up({ to: '0003_make_c' })
    expect(await recorded()).toEqual(['0001', '0002', '0003'])
    expect(await migrator.up({ to: '0002' })).toEqual([])
  })

  it('takes a unique beginning of an id and refuses one that several have', async () => {
    const { migrator, recorded } = await bench({
      'a.mjs': revision({ id: 'abc1', revises: null, up: [] }),
      'b.mjs': revision({ id: 'abd2', revises: 'abc1', up: [] }),
    })
    await expect(migrator.up({ to: 'ab' })).rejects.toMatchObject({
      code: 'AMBIGUOUS_REVISION',
      message: /abc1, abd2/,
    })
    await migrator.up({ to: 'abc' })
    expect(await recorded()).toEqual(['abc1'])
  })

  it('applies a number of steps, and all where there are fewer', async () => {
    const { migrator, recorded } = await bench(three)
    await migrator.up({ steps: 2 })
    expect(await recorded()).toEqual(['0001', '0002'])
    await migrator.up({ steps: 9 })
    expect(await recorded()).toEqual(['0001', '0002', '0003'])
  })

  it('follows what each revision revises, not the names of files', async () => {
    const { migrator, recorded } = await bench({
      'a_last.mjs': revision({ id: 'z', revises: 'm', up: ['alter table t add b int'] }),
      'b_first.mjs': revision({ id: 'q', revises: null, up: ['create table t ()'] }),
      'c_middle.mjs': revision({ id: 'm', revises: 'q', up: ['alter table t add a int'] }),
    })
    await migrator.up()
    expect(await recorded()).toEqual(['q', 'm', 'z'])
  })

  it('hands the rows of each statement back to the revision, and binds values', async () => {
    const source = `import { sql } from '${import.meta.resolve('@retort/migrations')}'
      export const id = '0001'
      export const revises = null
      export function* up() {
        yield 'create table t (n int, word text)'
        const rows = yield sql\`select n from generate_series(1, \${3}::int) n order by n\`
        for (const { n } of rows) yield sql\`insert into \${sql.identifier('t')} values (\${n}, \${"it's " + n})\`
      }`
    const { migrator, query } = await bench({ '0001_fill.mjs': source })
    await migrator.up()
    expect(await query('select * from t order by n')).toEqual([
      { n: 1, word: "it's 1" },
      { n: 2, word: "it's 2" },
      { n: 3, word: "it's 3" },
    ])
  })

  it('keeps its records in its own schema when a revision changes the search path', async () => {
    const { migrator, recorded } = await bench({
      '0001_dump.mjs': revision({
        id: '0001',
        revises: null,
        up: ["select set_config('search_path', '', false)"],
      }),
      '0002_more.mjs': revision({ id: '0002', revises: '0001', up: ['create table public.t (n int)'] }),
    })
    await migrator.up()
    expect(await recorded()).toEqual(['0001', '0002'])
  })

  it('tells of each revision when it is committed', async () => {
    const { with: other, recorded } = await bench(three)
    const told: Promise<readonly string[]>[] = []
    await other({ onStep: () => told.push(recorded()) }).up({ steps: 1 })
    expect(await Promise.all(told)).toEqual([['0001']])
  })
})

describe('down', () => {
  it('reverts one revision when nothing is said', async () => {
    const { migrator, tables, recorded } = await bench(three)
    await migrator.up()
    expect(await migrator.down()).toMatchObject([{ id: '0003', name: 'make c', direction: 'down' }])
    expect(await tables()).toEqual(['a', 'b'])
    expect(await recorded()).toEqual(['0001', '0002'])
  })

  it('reverts what is above `to`, highest first, and leaves that one', async () => {
    const { migrator, tables } = await bench(three)
    await migrator.up()
    expect((await migrator.down({ to: '0001' })).map(({ id }) => id)).toEqual(['0003', '0002'])
    expect(await tables()).toEqual(['a'])
    expect(await migrator.down({ to: '0001' })).toEqual([])
  })

  it('reverts a number of steps, or all', async () => {
    const { migrator, tables } = await bench(three)
    await migrator.up()
    await migrator.down({ steps: 2 })
    expect(await tables()).toEqual(['a'])
    await migrator.up()
    await migrator.down({ all: true })
    expect(await tables()).toEqual([])
    expect(await migrator.down()).toEqual([])
  })

  it('goes up again after it went down', async () => {
    const { migrator, tables } = await bench(three)
    await migrator.up()
    await migrator.down({ all: true })
    await migrator.up()
    expect(await tables()).toEqual(['a', 'b', 'c'])
  })

  it('refuses to go down to a revision that is not applied', async () => {
    const { migrator, recorded } = await bench(three)
    await migrator.up({ to: '0001' })
    await expect(migrator.down({ to: '0002' })).rejects.toMatchObject({ code: 'NOT_APPLIED' })
    expect(await recorded()).toEqual(['0001'])
  })

  it('refuses a revision without down before it reverts any, those above it too', async () => {
    const { migrator, tables, recorded } = await bench({
      ...three,
      '0002_make_b.mjs': revision({ id: '0002', revises: '0001', up: ['create table b (n int)'] }),
    })
    await migrator.up()
    await expect(migrator.down({ all: true })).rejects.toMatchObject({
      code: 'NO_DOWN',
      message: /0002 \(make b\) has no down/,
    })
    expect(await tables()).toEqual(['a', 'b', 'c'])
    expect(await recorded()).toEqual(['0001', '0002', '0003'])
    await migrator.down()
    expect(await recorded()).toEqual(['0001', '0002'])
  })
})

describe('both', () => {
  it.each([{ to: '0001', steps: 1 }, { steps: 0 }, { steps: -1 }, { steps: 1.5 }, { steps: Number.NaN }])(
    'refuse %o without touching the database',
    async (options) => {
      const { migrator, sent } = await bench(three)
      await expect(migrator.up(options)).rejects.toMatchObject({ code: 'WRONG_USAGE' })
      await expect(migrator.down(options)).rejects.toMatchObject({ code: 'WRONG_USAGE' })
      expect(sent).toEqual([])
    },
  )

  it.each(['0009', '', 'base', '0001_other.ts'])('refuse an unknown revision %j', async (to) => {
    const { migrator } = await bench(three)
    await expect(migrator.up({ to })).rejects.toMatchObject({ code: 'UNKNOWN_REVISION' })
    await expect(migrator.down({ to })).rejects.toMatchObject({ code: 'UNKNOWN_REVISION' })
  })
})
