/** Values: what is written by one row, by many, by COPY and by a flush comes back as Sequelize gives it. */
import { literal, Op } from 'sequelize'
import type { Model } from 'sequelize'
import { expect } from 'vitest'
import { expectAlike } from './support/alike.ts'
import { Good, goods, Odd } from './support/goods.ts'
import type { AnySession } from './support/worlds.ts'
import { inEveryWorld } from './support/worlds.ts'

const moment = new Date('2024-02-29T12:34:56.789Z')

/** Values of each attribute that every way of writing must keep. */
const values: Readonly<Record<string, readonly unknown[]>> = {
  text: [
    '',
    ' ',
    `O'Reilly`,
    String.raw`\N`,
    String.raw`\.`,
    'tab\tnew\nline\rback\\slash',
    '"{},NULL',
    '🦊 ß',
    '$1 $$',
    'x'.repeat(100_000),
  ],
  short: ['', 'NULL', 'ünï'],
  fixed: ['abcd'],
  folded: ['MiXed', ''],
  flag: [true, false],
  small: [-32_768, 0, 32_767],
  big: ['9223372036854775807', '-9223372036854775808', 12],
  exact: ['0.1', '-123456789012345678901234567890.123456789', '1e-7', 12.5, 'NaN', Number.NaN],
  single: [1.5, -0.25, 0],
  double: [1.7e308, 5e-324, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
  moment: [
    moment,
    new Date(0),
    new Date('1900-01-01T00:00:00Z'),
    new Date('9999-12-31T23:59:59.999Z'),
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ],
  local: [moment, new Date('1970-06-01T00:00:00Z')],
  day: ['2024-02-29', '0001-01-01', '9999-12-31', Number.POSITIVE_INFINITY],
  time: ['00:00:00', '23:59:59.123456'],
  uuid: ['00000000-0000-4000-8000-00000000abcd'],
  bytes: [Buffer.from([]), Buffer.from([0, 1, 92, 255]), Buffer.from(String.raw`\x41`)],
  json: [{}, [], { a: [1, null, { b: `'"\\\n` }] }, 'text', 1, true, { $1: '$1' }],
  jsonb: [{}, [], { a: [1, null, { b: `'"\\\n\t` }] }, [[1], [2]], 'a "text"', 0, false],
  mood: ['dim', `a "b", 'c'`],
  moods: [[], ['dim'], ['bright', 'dim']],
  tags: [[], [''], ['a,b', '"', '\\', 'NULL', '{}', ' ', `'`, '\n'], ['a', null]],
  numbers: [[], [1, -2, 3]],
  moments: [[], [moment]],
  docs: [[], [{ a: '"\\' }, { b: [1] }]],
  grid: [
    [
      [1, 2],
      [3, 4],
    ],
  ],
  span: [
    [1, 5],
    [],
    [null, 5],
    [1, null],
    [
      { value: 1, inclusive: false },
      { value: 5, inclusive: true },
    ],
  ],
  period: [[moment, new Date('2025-01-01T00:00:00Z')]],
  days: [['2024-01-01', '2024-02-01']],
  host: ['127.0.0.1', '::1', '10.0.0.0/8'],
  net: ['10.0.0.0/8'],
  card: ['08:00:2b:01:02:03'],
  words: [`'fat':2 'rat':3`],
}

type Write = (session: AnySession, name: string, values: readonly unknown[]) => Promise<void>

const rowsOf = (name: string, values: readonly unknown[]) =>
  values.map((value, index) => ({ id: index + 1, [name]: value }))

/** The ways to write. */
const ways: Readonly<Record<string, Write>> = {
  'row by row': async (session, name, values) => {
    for (const row of rowsOf(name, values)) await session.insert(Good, [row])
  },
  'in one statement': async (session, name, values) => {
    await session.insert(Good, rowsOf(name, [...values, null]))
  },
  'through COPY': async (session, name, values) => {
    await session.copy(Good, rowsOf(name, [...values, null]))
  },
  'by a flush, new': async (session, name, values) => {
    session.addAll(rowsOf(name, values).map((row) => Good.build(row)))
    await session.flush()
  },
  'by a flush, changed': async (session, name, values) => {
    await session.insert(
      Good,
      values.map((_value, index) => ({ id: index + 1 })),
    )
    const all = await session.findAll(Good, { order: ['id'] })
    for (const [index, good] of all.entries()) good.set(name, values[index])
    await session.flush()
  },
  'by an update': async (session, name, values) => {
    await session.insert(
      Good,
      values.map((_value, index) => ({ id: index + 1 })),
    )
    for (const [index, value] of values.entries())
      await session.update(Good, { [name]: value }, { where: { id: index + 1 } })
  },
}

/** What Sequelize itself makes of the values: written by it, read by it. */
async function expected(session: AnySession, name: string, values: readonly unknown[]): Promise<unknown[]> {
  await session.execute`truncate goods`
  await session.commit()
  for (const row of rowsOf(name, values)) await Good.create(row)
  return valuesOf(await Good.findAll({ order: ['id'] }), name)
}

const valuesOf = (rows: readonly Model[], name: string) => rows.map((row) => row.get(name))

inEveryWorld((_stage, it) => {
  for (const [name, list] of Object.entries(values)) {
    it(`writes and reads as Sequelize does, in every way: ${name}`, async ({ open }) => {
      const session = open()
      const theirs = await expected(session, name, list)
      for (const [way, write] of Object.entries(ways)) {
        await session.execute`truncate goods`
        session.expungeAll()
        await write(session, name, list)
        const ours = valuesOf(await open_(session), name).slice(0, list.length)
        expect(ours, way).toEqual(theirs)
        expect(
          valuesOf(await stored(session), name).slice(0, list.length),
          `${way}, read by Sequelize`,
        ).toEqual(theirs)
      }
    })
  }

  /** What a session reads that holds none of the rows. */
  async function open_(session: AnySession): Promise<Model[]> {
    session.expungeAll()
    return session.findAll(Good, { order: ['id'] })
  }

  async function stored(session: AnySession): Promise<Model[]> {
    await session.commit()
    return Good.findAll({ order: ['id'] })
  }

  it('reads NULL of every type', async ({ open }) => {
    const session = open()
    await session.insert(Good, [{ id: 1 }])
    const [row] = await expectAlike(session, Good)
    expect(Object.values(row as object).filter((value) => value !== null)).toEqual([1])
  })

  it('finds by arrays, ranges, enums and other types as Sequelize does', async ({ open }) => {
    const session = open()
    await session.insert(Good, [
      {
        id: 1,
        tags: ['a', 'b'],
        numbers: [1, 2],
        moods: ['dim'],
        span: [1, 5],
        mood: 'dim',
        folded: 'Ann',
        host: '10.0.0.1',
        days: ['2024-01-01', '2024-02-01'],
        bytes: Buffer.from('a'),
        uuid: '00000000-0000-4000-8000-00000000abcd',
        jsonb: { a: [1] },
        day: '2024-01-01',
        exact: '1.10',
        double: 0.5,
      },
      {
        id: 2,
        tags: ['c'],
        numbers: [],
        moods: ['bright', 'dim'],
        span: [5, 9],
        mood: 'bright',
        folded: 'Bob',
        days: ['2024-02-01', '2024-03-01'],
      },
    ])
    const wheres = [
      [{ tags: { [Op.contains]: ['a'] } }, 1],
      [{ tags: { [Op.contained]: ['a', 'b', 'c'] } }, 2],
      [{ tags: { [Op.overlap]: ['b', 'c'] } }, 2],
      [{ tags: ['a', 'b'] }, 1],
      [{ tags: { [Op.eq]: ['c'] } }, 1],
      [{ numbers: { [Op.contains]: [2] } }, 1],
      [{ moods: { [Op.contains]: ['bright'] } }, 1],
      [{ moods: { [Op.overlap]: ['dim'] } }, 2],
      [{ mood: ['dim', 'bright'] }, 2],
      [{ span: { [Op.contains]: 5 } }, 1],
      [{ span: { [Op.contains]: [2, 3] } }, 1],
      [{ span: { [Op.overlap]: [4, 6] } }, 2],
      [{ span: { [Op.adjacent]: [9, 12] } }, 1],
      [{ span: { [Op.strictLeft]: [5, 9] } }, 1],
      [{ span: { [Op.noExtendRight]: [1, 5] } }, 1],
      [{ days: { [Op.contains]: '2024-01-15' } }, 1],
      [{ folded: 'ANN' }, 1],
      [{ host: '10.0.0.1' }, 1],
      [{ bytes: Buffer.from('a') }, 1],
      [{ uuid: '00000000-0000-4000-8000-00000000ABCD' }, 1],
      [{ jsonb: { [Op.contains]: { a: [1] } } }, 1],
      [{ day: { [Op.lte]: '2024-01-01' } }, 1],
      [{ exact: 1.1 }, 1],
      [{ double: { [Op.between]: [0.4, 0.6] } }, 1],
      [{ 'jsonb.a[0]': 1 }, undefined],
      [literal(`'a' = any(tags)`), 1],
    ] as const
    for (const [where, count] of wheres) {
      const found = await expectAlike(session, Good, { where, order: ['id'] })
      if (count !== undefined) expect(found).toHaveLength(count)
    }
  })

  it('gets by keys of every type, and is not confused by how they are written', async ({ open }) => {
    const session = open()
    await session.insert(Good, [{ id: 7, text: 'x' }])
    const good = await session.get(Good, 7)
    expect(await session.get(Good, '7')).toBe(good)
    expect(await session.get(Good, 7n)).toBe(good)
    expect(await session.get(Good, { id: 7 })).toBe(good)
  })

  it('reads and writes odd identifiers, and names that are cut alike', async ({ open }) => {
    const session = open()
    const row = {
      id: 1,
      order: 'o',
      größe: 'g',
      its: 'i',
      signs: 's',
      a_name_so_long_that_an_alias_made_of_it_cannot_be_kept_by_the_server_1: 'one',
      a_name_so_long_that_an_alias_made_of_it_cannot_be_kept_by_the_server_2: 'two',
      text: 't',
    }
    await session.insert(Odd, [row, { ...row, id: 2 }])
    await session.copy(Odd, [{ ...row, id: 3 }])
    session.add(Odd.build({ ...row, id: 4 }))
    const all = await session.findAll(Odd, { order: ['order', 'id'] })
    expect(all.map((each) => each.toJSON())).toEqual([1, 2, 3, 4].map((id) => ({ ...row, id })))
    expect(await session.update(Odd, { größe: 'G', signs: 'S' }, { where: { order: 'o', its: 'i' } })).toBe(4)
    expect(await session.findAll(Odd, { raw: true, where: { id: 1 } })).toEqual([
      { ...row, größe: 'G', signs: 'S' },
    ])
    for (const each of all) each.set('its', `it's ${each.id}`)
    await session.commit()
    expect((await session.get(Odd, 4))?.get('its')).toBe(`it's 4`)
    expect(await session.destroy(Odd, { where: { its: `it's 4` } })).toBe(1)
  })

  it("refuses a NUL in a text with the server's own error, and goes on after a rollback", async ({
    open,
  }) => {
    const session = open()
    await expect(async () => session.insert(Good, [{ id: 1, text: 'a\0b' }])).rejects.toMatchObject({
      code: '22021',
    })
    await session.rollback()
    expect(await session.count(Good)).toBe(0)
  })
}, goods)
