/** What the story is made of: data, snippets, texts of two worlds, an ear, an address. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { compare, demoSize, ear, partsOf, sample, snippet, toAsync, toBlocking } from '@retort/story'

describe('the sample', () => {
  const data = sample()

  test('has the promised size', () => {
    const lines = data.orders.flatMap((order) => order.lines)
    expect([data.users.length, data.products.length, data.orders.length, lines.length]).toEqual([
      200, 100, 2000, 6000,
    ])
    expect(demoSize).toEqual({ users: 200, products: 100, orders: 2000 })
  })

  test('is the same for the same seed, and another for another', () => {
    expect(sample(demoSize, 7)).toEqual(sample(demoSize, 7))
    expect(sample(demoSize, 7)).not.toEqual(sample(demoSize, 8))
  })

  test('keeps the rules of the schema: known referrers, distinct products, positive amounts', () => {
    const known = new Set<string>()
    for (const user of data.users) {
      if (user.referrerId !== null) expect(known).toContain(user.referrerId)
      known.add(user.telegramId)
    }
    for (const { lines } of data.orders)
      expect(new Set(lines.map((line) => line.product)).size).toBe(lines.length)
    expect(data.products.every(({ price }) => /^\d+\.\d{4}$/.test(price))).toBe(true)
  })
})

describe('a snippet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'retort-snippet-'))
  for (const each of ['src', 'dist']) mkdirSync(join(folder, each))
  writeFileSync(
    join(folder, 'src', 'a.ts'),
    'x()\n  // #region one\n  if (a) {\n    b()\n  }\n  // #endregion\n// #region open\n',
  )
  const module = pathToFileURL(join(folder, 'dist', 'a.js')).href

  test('is the region of the source, without its margin', () => {
    expect(snippet(module, 'one')).toBe('if (a) {\n  b()\n}')
  })

  test.each(['two', 'open'])('says which file has no region "%s"', (name) => {
    expect(() => snippet(module, name)).toThrow(`a.ts has no region "${name}"`)
  })
})

describe('a text of two worlds', () => {
  const blocking = `export function f(session: Session, id: string): number {
  using other = Session()
  session.add(x)
  return session.count(Order, { where: { id } })
}`
  const async = `export async function f(session: Session, id: string): Promise<number> {
  await using other = Session()
  session.add(x)
  return await session.count(Order, { where: { id } })
}`

  test('goes from one to the other and back', () => {
    expect(toAsync(blocking)).toBe(async)
    expect(toBlocking(async)).toBe(blocking)
    expect(toAsync(async)).toBe(async)
  })

  test('is compared line by line', () => {
    const changes = compare(blocking, async)
    expect(changes.filter(({ sign }) => sign === '-')).toHaveLength(3)
    expect(changes.filter(({ sign }) => sign === '+')).toHaveLength(3)
    expect(changes.filter(({ sign }) => sign === ' ').map(({ text }) => text)).toEqual([
      '  session.add(x)',
      '}',
    ])
  })
})

describe('an ear', () => {
  test('gives what it heard since the last time, transactions only where asked for', () => {
    const { hear, heard } = ear()
    const statement = (sql: string) => ({ sql, rows: 0, milliseconds: 0 })
    for (const sql of ['BEGIN', 'select 1', 'COMMIT']) hear(statement(sql))
    expect(heard()).toEqual([statement('select 1')])
    hear(statement('ROLLBACK'))
    expect(heard({ transactions: true })).toEqual([statement('ROLLBACK')])
    expect(heard()).toEqual([])
  })
})

describe('an address', () => {
  test('is taken apart, what is escaped unescaped', () => {
    expect(partsOf('postgres://a%20b:p%40ss@host/User%20Name')).toEqual({
      username: 'a b',
      password: 'p@ss',
      host: 'host',
      port: 5432,
      database: 'User Name',
    })
    expect(partsOf('postgres://h:1/d').port).toBe(1)
  })
})
