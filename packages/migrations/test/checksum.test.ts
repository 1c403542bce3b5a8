import { describe, expect, it } from 'vitest'
import { bench } from './support/bench.ts'
import { versions } from './support/versions.ts'

const publicName = import.meta.resolve('@retort/migrations')

/** A revision with this body, in a file of its own. */
function files(body: string) {
  const head = `import { sql } from '${publicName}'\nexport const id = '1'\nexport const revises = null\n`
  return { '1_odd.mjs': `${head}export function* up() {\n${body}\n}\n` }
}

/** Applies one body, then tells where the revision stands when its file has the other. */
async function standingAfter(before: string, after: string): Promise<string | undefined> {
  const { migrator, with: other } = await bench(files(before))
  await migrator.up()
  const [status] = await other({ folder: await versions(files(after)) }).status()
  return status?.standing
}

describe('a checksum is the same for', () => {
  it.each([
    ['text and a tag', "yield 'select 1'", 'yield sql`select 1`'],
    ['other white space', "yield 'select 1, 2'", 'yield `\n  select 1,\n    2\n`'],
    [
      'a loop and its statements',
      "yield 'select 1'; yield 'select 2'",
      'for (const n of [1, 2]) yield `select ${n}`',
    ],
    ['nested pieces and one', 'yield sql`select ${sql`1 + ${2}::int`}`', 'yield sql`select 1 + ${2}::int`'],
    ['raw text and text', "yield sql`select ${sql.raw('1')}`", "yield 'select 1'"],
    [
      'bound values of any kind',
      'yield sql`select ${10n}::int8, ${null}::int`',
      'yield sql`select ${10n}::int8, ${null}::int`',
    ],
    ['code that reaches no database', "yield 'select 1'", "const unused = 1\nyield 'select 1'"],
  ])('%s', async (_, before, after) => {
    expect(await standingAfter(before, after)).toBe('applied')
  })
})

describe('a checksum differs for', () => {
  it.each([
    ['another statement', "yield 'select 1'", "yield 'select 2'"],
    ['one more', "yield 'select 1'", "yield 'select 1'; yield 'select 1'"],
    ['another order', "yield 'select 1'; yield 'select 2'", "yield 'select 2'; yield 'select 1'"],
    ['another value', 'yield sql`select ${1}::int`', 'yield sql`select ${2}::int`'],
    ['a border between statements', "yield 'select 1'; yield 'select 2'", "yield 'select 1 select 2'"],
  ])('%s', async (_, before, after) => {
    expect(await standingAfter(before, after)).toBe('edited')
  })
})

describe('a revision that depends on rows', () => {
  it.each([
    ['reads a row that has to be there', "const [row] = yield 'select 5 as n'\nyield `select ${row.n + 1}`"],
    [
      'repeats for each row',
      "for (const { n } of yield 'select generate_series(1, 3) as n') yield `select ${n}`",
    ],
    ['waits for a row in a loop', "while ((yield 'select 1 as n').length === 0);"],
  ])('is not edited because it %s', async (_, body) => {
    expect(await standingAfter(body, body)).toBe('applied')
  })
})
