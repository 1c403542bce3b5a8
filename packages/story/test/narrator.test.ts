/** What people are shown: aligned, cut where it is too much, plain where nobody watches. */
import { describe, expect, test } from 'vitest'
import { ending, narrator, silent } from '@retort/story'

function told(tell: (teller: ReturnType<typeof narrator>) => void): string {
  const lines: string[] = []
  tell(narrator((line) => void lines.push(line)))
  return lines.join('\n')
}

describe('a narrator', () => {
  test('underlines a chapter by its whole title', () => {
    expect(told((teller) => teller.chapter(3, 'Migrations'))).toBe('\n3  Migrations\n─────────────')
  })

  test('aligns rows, numbers to the right, and writes NULL, dates and objects', () => {
    const rows = [
      { name: 'ink', price: 1, made: new Date(0), more: { a: 1 } },
      { name: null, price: 12.5, made: undefined, more: [1] },
    ]
    expect(told((teller) => teller.rows(rows))).toBe(`
  ┌──────┬───────┬──────────────────────────┬─────────┐
  │ name │ price │ made                     │ more    │
  │ ink  │     1 │ 1970-01-01T00:00:00.000Z │ {"a":1} │
  │ NULL │  12.5 │ NULL                     │ [1]     │
  └──────┴───────┴──────────────────────────┴─────────┘`)
  })

  test('shows the first of many rows, and says how many more there are', () => {
    const shown = told((teller) => teller.rows(Array.from({ length: 100 }, (_, n) => ({ n }))))
    expect(shown).toContain('… and 94 more rows')
    expect(shown).not.toContain('│ 6 │')
  })

  test('says so where there are no rows', () => {
    expect(told((teller) => teller.rows([]))).toContain('(no rows)')
  })

  test('shows statements on a line each, long ones cut in the middle, of many the first', () => {
    const long = `SELECT ${'x, '.repeat(300)} y FROM z`
    const statements = Array.from({ length: 7 }, (_, n) => ({
      sql: n === 0 ? long : 'select\n  1',
      rows: 1,
      milliseconds: 1.25,
    }))
    const lines = told((teller) => teller.sql(statements)).split('\n')
    expect(lines[1]).toMatch(/^ {2}SQL SELECT x, .* … .* y FROM z$/)
    expect(lines[3]).toBe('  SQL select 1')
    expect(lines[4]).toMatch(/1 row, 1\.\d ms/)
    expect(lines.at(-1)).toContain('… and 3 more')
  })

  test('shows what changed with its signs', () => {
    const lines = [
      { sign: '-', text: 'old' },
      { sign: '+', text: 'new' },
      { sign: ' ', text: 'same' },
    ] as const
    expect(told((teller) => teller.changes(lines))).toBe('\n  - old\n  + new\n    same')
  })

  test('says nothing when it is silent', () => {
    expect([silent.title('x'), silent.say('x'), silent.code('x'), silent.rows([]), silent.sql([])]).toEqual(
      Array(5).fill(undefined),
    )
  })
})

describe('an ending', () => {
  test('is one line and 2 for what was expected', () => {
    const error = Object.assign(new Error('No server.'), { name: 'PostgresError', code: 'UNREACHABLE' })
    expect(ending(error)).toEqual({ text: 'error: No server. [UNREACHABLE]', exitCode: 2 })
  })

  test('keeps the trace of a bug, and is 1', () => {
    expect(ending(new TypeError('oops'))).toMatchObject({
      text: expect.stringMatching(/^TypeError: oops\n {4}at /),
      exitCode: 1,
    })
    expect(ending('thrown text')).toMatchObject({ exitCode: 1 })
  })
})
