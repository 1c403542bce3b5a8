import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bench } from './support/bench.ts'
import type { Files } from './support/versions.ts'
import { revision, three, versions, write } from './support/versions.ts'

const empty = (id: string, revises: string | null) => revision({ id, revises, up: [] })

describe('a history that is no line', () => {
  it.each<{ readonly what: string; readonly files: Files; readonly code: string; readonly message: RegExp }>([
    {
      what: 'two heads',
      files: { 'a.mjs': empty('1', null), 'b.mjs': empty('2', '1'), 'c.mjs': empty('3', '1') },
      code: 'TWO_HEADS',
      message: /2 heads: 2 \(revises 1\) and 3 \(revises 1\)/,
    },
    {
      what: 'two beginnings',
      files: { 'a.mjs': empty('1', null), 'b.mjs': empty('2', null) },
      code: 'TWO_HEADS',
      message: /1 \(revises nothing\) and 2 \(revises nothing\)/,
    },
    {
      what: 'a parent that no file has',
      files: { 'a.mjs': empty('1', null), 'b.mjs': empty('2', '9') },
      code: 'UNKNOWN_REVISES',
      message: /b\.mjs \(2\) revises 9/,
    },
    {
      what: 'the same id twice',
      files: { 'a.mjs': empty('1', null), 'b.mjs': empty('1', null) },
      code: 'DUPLICATE_REVISION',
      message: /a\.mjs and b\.mjs both have the id 1/,
    },
    {
      what: 'a circle',
      files: { 'a.mjs': empty('1', '2'), 'b.mjs': empty('2', '1') },
      code: 'CYCLE',
      message: /1 revises 2, 2 revises 1/,
    },
    {
      what: 'a revision that revises itself',
      files: { 'a.mjs': empty('1', '1') },
      code: 'CYCLE',
      message: /1 revises 1/,
    },
    {
      what: 'a head over a circle',
      files: { 'a.mjs': empty('1', '2'), 'b.mjs': empty('2', '1'), 'c.mjs': empty('3', '1') },
      code: 'CYCLE',
      message: /circle: 1 revises 2, 2 revises 1\./,
    },
    {
      what: 'a circle beside a line',
      files: { 'a.mjs': empty('1', null), 'b.mjs': empty('2', '3'), 'c.mjs': empty('3', '2') },
      code: 'CYCLE',
      message: /2 revises 3, 3 revises 2/,
    },
  ])('is refused: $what', async ({ files, code, message }) => {
    const { migrator, sent } = await bench(files)
    for (const command of ['up', 'down', 'status'] as const) {
      await expect(migrator[command]()).rejects.toMatchObject({ code, message })
    }
    expect(sent).toEqual([])
  })
})

describe('a file that is no revision', () => {
  it.each([
    ['export const revises = null\nexport function* up() {}', /exports no id/],
    ["export const id = '1'\nexport function* up() {}", /does not say what it revises/],
    ["export const id = '1'\nexport const revises = null", /exports no up/],
    ["export const id = '1'\nexport const revises = null\nexport async function up() {}", /exports no up/],
    [
      "export const id = '1'\nexport const revises = null\nexport function* up() {}\nexport function down() {}",
      /a down that is no/,
    ],
    ['export const id = ', /1_odd\.mjs cannot be imported/],
    ["import 'nowhere'", /cannot be imported: Cannot find package/],
  ])('is refused: %j', async (source, message) => {
    const { migrator } = await bench({ '1_odd.mjs': source })
    await expect(migrator.up()).rejects.toMatchObject({ code: 'INVALID_REVISION', message })
  })

  it('is refused in TypeScript until it is compiled', async () => {
    const { migrator } = await bench({ ...three, '0004_new.ts': empty('0004', '0003') })
    await expect(migrator.up()).rejects.toMatchObject({
      code: 'NOT_BUILT',
      message: /0004_new\.ts has not been compiled/,
    })
  })

  it('does not count when its source is gone', async () => {
    const { with: other } = await bench()
    const folder = await versions({ '0001_a.js': empty('0001', null), '0001_old.js': empty('0001', null) })
    const sources = await versions({ '0001_a.ts': '' })
    expect((await other({ folder, sources }).status()).map(({ id, name }) => [id, name])).toEqual([
      ['0001', 'a'],
    ])
  })

  it('does not count when it is something else', async () => {
    const { migrator } = await bench({
      ...three,
      'README.md': '',
      '0001_make_a.d.mts': '',
      'a.mjs.map': '{}',
    })
    expect(await migrator.status()).toHaveLength(3)
  })

  it('is in a folder that has to exist', async () => {
    const { with: other } = await bench()
    await expect(other({ folder: '/nowhere' }).up()).rejects.toMatchObject({
      code: 'NO_VERSIONS',
      message: /\/nowhere/,
    })
  })
})

describe('files and records that disagree', () => {
  it('are refused when the file of an applied revision is missing', async () => {
    const { migrator, folder, tables } = await bench(three)
    await migrator.up()
    await rm(join(folder, '0003_make_c.mjs'))
    const refusal = { code: 'MISSING_REVISION', message: /0003 \(make c\)/ }
    await expect(migrator.up()).rejects.toMatchObject(refusal)
    await expect(migrator.down()).rejects.toMatchObject(refusal)
    expect(await tables()).toEqual(['a', 'b', 'c'])
    expect((await migrator.status()).at(-1)).toMatchObject({
      id: '0003',
      name: 'make c',
      revises: '0002',
      standing: 'missing',
    })
  })

  it('are refused when a revision is pending below an applied one, until that is reverted', async () => {
    const { migrator, with: other, recorded } = await bench(three)
    await migrator.up()
    const between = await versions({
      ...three,
      '0002b.mjs': revision({ id: '0002b', revises: '0002', up: ['create table between_b_and_c ()'] }),
      '0003_make_c.mjs': revision({
        id: '0003',
        revises: '0002b',
        up: ['create table c (n int)'],
        down: ['drop table c'],
      }),
    })
    const rebased = other({ folder: between })
    await expect(rebased.up()).rejects.toMatchObject({
      code: 'OUT_OF_ORDER',
      message: /0002b is pending below 0003/,
    })
    expect((await rebased.status()).map(({ standing }) => standing)).toEqual([
      'applied',
      'applied',
      'skipped',
      'applied',
    ])
    expect(await rebased.down({ to: '0002' })).toMatchObject([{ id: '0003' }])
    await rebased.up()
    expect(await recorded()).toEqual(['0001', '0002', '0002b', '0003'])
  })

  it('are refused when an applied revision was edited, until it was taken back', async () => {
    const { migrator, with: other, recorded, query } = await bench(three)
    await migrator.up({ to: '0002' })
    const edited = other({
      folder: await versions({
        ...three,
        '0002_make_b.mjs': revision({
          id: '0002',
          revises: '0001',
          up: ['create table b (m int)'],
          down: ['drop table b'],
        }),
      }),
    })
    await expect(edited.up()).rejects.toMatchObject({ code: 'EDITED_REVISION', message: /0002 was edited/ })
    expect((await edited.status()).map(({ standing }) => standing)).toEqual(['applied', 'edited', 'pending'])
    await edited.down()
    await edited.up()
    expect(await recorded()).toEqual(['0001', '0002', '0003'])
    expect(await query('select m from b')).toEqual([])
  })

  it('agree when only the layout of a file changed, or what does not reach the database', async () => {
    const { migrator, with: other } = await bench({
      '1_a.mjs': revision({ id: '1', revises: null, up: ['create table a (n int)'] }),
    })
    await migrator.up()
    const source = revision({
      id: '1',
      revises: null,
      up: ['create  table a\n  (n int)'],
      down: ['drop table a'],
    })
    const folder = await versions({ '1_a.mjs': `// A remark.\n${source}` })
    expect(await other({ folder }).up()).toEqual([])
  })

  it('agree although the file was renamed', async () => {
    const { migrator, folder } = await bench(three)
    await migrator.up()
    await rm(join(folder, '0001_make_a.mjs'))
    await write(folder, { '9999_new_name.mjs': three['0001_make_a.mjs'] ?? '' })
    expect(await migrator.up()).toEqual([])
  })
})

describe('status', () => {
  it('shows where each revision stands and changes nothing', async () => {
    const { migrator, query } = await bench(three)
    expect((await migrator.status()).map(({ id, appliedAt }) => ({ id, appliedAt }))).toEqual([
      { id: '0001', appliedAt: null },
      { id: '0002', appliedAt: null },
      { id: '0003', appliedAt: null },
    ])
    expect(await query("select to_regclass('retort_revisions') as t")).toEqual([{ t: null }])
    await migrator.up({ steps: 1 })
    const status = await migrator.status()
    expect(status[0]).toMatchObject({
      name: 'make a',
      revises: null,
      appliedAt: expect.any(Date),
      standing: 'applied',
    })
    expect(status[1]).toMatchObject({ name: 'make b', revises: '0001', appliedAt: null, standing: 'pending' })
  })

  it('is empty for an empty folder, and up has nothing to do there', async () => {
    const { migrator } = await bench()
    expect(await migrator.status()).toEqual([])
    expect(await migrator.up()).toEqual([])
    expect(await migrator.down()).toEqual([])
  })
})
