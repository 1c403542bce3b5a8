import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bench } from './support/bench.ts'
import { revision, three, versions, write } from './support/versions.ts'

describe('create', () => {
  it('writes a revision on top of the history, which runs as it is', async () => {
    const { migrator, folder, recorded } = await bench(three)
    const path = await migrator.create('Add price index')
    expect(dirname(path)).toBe(folder)
    expect(basename(path)).toBe('0004_add_price_index.mjs')
    expect(await readFile(path, 'utf8')).toMatch(
      /^\/\*\* Add price index\. \*\/\n\nexport const id = '0004'\nexport const revises = '0003'\nexport const name = 'Add price index'/,
    )
    expect(basename(await migrator.create('and another'))).toBe('0005_and_another.mjs')
    await migrator.up()
    expect(await recorded()).toEqual(['0001', '0002', '0003', '0004', '0005'])
  })

  it('starts a history in an empty folder', async () => {
    const { migrator } = await bench()
    const path = await migrator.create('first')
    expect(await readFile(path, 'utf8')).toMatch(/id = '0001'\nexport const revises = null/)
  })

  it('writes TypeScript where revisions are compiled', async () => {
    const { with: other } = await bench()
    const folder = await versions({ '0001_a.js': revision({ id: '0001', revises: null, up: [] }) })
    const sources = await versions({ '0001_a.ts': '' })
    const path = await other({ folder, sources }).create('more')
    expect(dirname(path)).toBe(sources)
    expect(basename(path)).toBe('0002_more.ts')
    expect(await readFile(path, 'utf8')).toContain('export function* up(): Statements {')
    await expect(other({ folder, sources }).create('even more')).rejects.toMatchObject({ code: 'NOT_BUILT' })
  })

  it('leaves down unwritten, so that an empty one is not taken for a way back', async () => {
    const { migrator } = await bench()
    await migrator.create('one way')
    await migrator.up()
    await expect(migrator.down()).rejects.toMatchObject({ code: 'NO_DOWN' })
  })

  it.each([
    ['Add "User Name"; DROP TABLE', '0001_add_user_name_drop_table.mjs'],
    ['  spaces\tand\nlines  ', '0001_spaces_and_lines.mjs'],
    ['../../etc/passwd', '0001_etc_passwd.mjs'],
    ["it's */ a `${trap}` \\", '0001_it_s_a_trap.mjs'],
    ['Crème brûlée', '0001_creme_brulee.mjs'],
    ['добавить таблицу', '0001_добавить_таблицу.mjs'],
    ['🙂 smile 🙂', '0001_smile.mjs'],
    ['x'.repeat(300), `0001_${'x'.repeat(60)}.mjs`],
    ['nul\u0000and\u2028separator', '0001_nul_and_separator.mjs'],
  ])('makes a file and a module of the odd name %j', async (name, file) => {
    const { migrator, folder } = await bench()
    expect(basename(await migrator.create(name))).toBe(file)
    expect(await readdir(folder)).toEqual([file])
    expect(await migrator.up()).toMatchObject([{ id: '0001' }])
  })

  it.each([
    ['Müller\'s  \\ "shop"', 'Müller\'s \\ "shop"'],
    ["it's", "it's"],
    ['a "word"', 'a "word"'],
    ['back\\slash ${x} `y`', 'back\\slash ${x} `y`'],
    ['ends the */ remark', 'ends the */ remark'],
    ['two\nlines\u0000', 'two lines'],
  ])('keeps the words of %j as its name', async (given, name) => {
    const { migrator } = await bench()
    await migrator.create(given)
    expect(await migrator.status()).toMatchObject([{ name }])
  })

  it.each(['', '   ', '!!!', '🙂'])('refuses the name %j', async (name) => {
    const { migrator, folder } = await bench()
    await expect(migrator.create(name)).rejects.toMatchObject({ code: 'INVALID_NAME' })
    expect(await readdir(folder)).toEqual([])
  })

  it('overwrites nothing', async () => {
    const { with: other } = await bench()
    const folder = await versions({})
    const sources = await versions({})
    await write(folder, { '0001_a.js': 'not a revision' })
    await write(sources, { '0001_a.mjs': 'mine' })
    await expect(other({ folder: sources }).create('a')).rejects.toMatchObject({ code: 'INVALID_REVISION' })
    expect(await readFile(`${sources}/0001_a.mjs`, 'utf8')).toBe('mine')
  })

  it('refuses to add to a history that is no line', async () => {
    const { migrator } = await bench({
      'a.mjs': revision({ id: '1', revises: null, up: [] }),
      'b.mjs': revision({ id: '2', revises: null, up: [] }),
    })
    await expect(migrator.create('third')).rejects.toMatchObject({ code: 'TWO_HEADS' })
  })
})
