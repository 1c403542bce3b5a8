/** Which server the environment names, and what is said of one that cannot be read. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PostgresError, environmentUrl, redact } from '@retort/postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blank } from './support/blank.ts'
import { packageFolder } from './support/client.ts'

describe('the address', () => {
  test.each([
    ['postgres://user:secret@host:5433/shop', 'postgres://user:secret@host:5433/shop'],
    ['postgresql://host', 'postgresql://host'],
    ['POSTGRES://host/shop', 'postgres://host/shop'],
    ['postgres://user:a%40b%2Fc%3Ad%25@host/shop', 'postgres://user:a%40b%2Fc%3Ad%25@host/shop'],
    ['postgres://host/shop?sslmode=require', 'postgres://host/shop?sslmode=require'],
    ['postgres://%2Fvar%2Frun%2Fpostgresql/shop', 'postgres://%2Fvar%2Frun%2Fpostgresql/shop'],
    ['postgres:///shop', 'postgres:///shop'],
  ])('is DATABASE_URL: %s', (given, expected) => {
    expect(environmentUrl({ ...blank, DATABASE_URL: given, POSTGRES_DB: 'other' })).toBe(expected)
  })

  test.each([
    [{ POSTGRES_DB: 'shop' }, 'postgres://postgres@localhost:5432/shop'],
    [{ POSTGRES_USER: 'ann' }, 'postgres://ann@localhost:5432/ann'],
    [{ DATABASE_HOST: 'db' }, 'postgres://postgres@db:5432/postgres'],
    [{ DATABASE_HOST: '::1', POSTGRES_PORT: '99' }, 'postgres://postgres@[::1]:99/postgres'],
    [{ DATABASE_HOST: '/run/pg' }, 'postgres://postgres@%2Frun%2Fpg:5432/postgres'],
    [
      { POSTGRES_USER: 'a@b', POSTGRES_PASSWORD: 'p:/@#% ?' },
      'postgres://a%40b:p%3A%2F%40%23%25%20%3F@localhost:5432/a%40b',
    ],
    [{ POSTGRES_DB: 'Ünï /code' }, 'postgres://postgres@localhost:5432/%C3%9Cn%C3%AF%20%2Fcode'],
    [{ POSTGRES_DB: 'shop', DATABASE_URL: '' }, 'postgres://postgres@localhost:5432/shop'],
  ])('is made of its parts: %j', (env, expected) => {
    expect(environmentUrl({ ...blank, ...env })).toBe(expected)
  })

  test.each([{}, { DATABASE_URL: '' }, { POSTGRES_PASSWORD: 'secret', POSTGRES_PORT: '5432' }])(
    'is not there where nothing names a server: %j',
    (env) => {
      expect(environmentUrl({ ...blank, ...env })).toBeUndefined()
    },
  )

  test.each([
    'secret',
    'mysql://user:secret@host/shop',
    'postgres:secret',
    'postgres://user:%zzsecret@host/shop',
    'postgres://user:12/secret@host/shop',
    'postgres://user:12?secret@host/shop',
    'postgres://user:12#secret@host/shop',
    'postgres://user:se/cret@host/shop',
    'postgres://host:secret/shop',
    'postgres://host:70000/secret',
  ])('is refused, and not repeated, where it is none: %s', (text) => {
    const failure = refusal({ DATABASE_URL: text })
    expect(failure.code).toBe('INVALID_URL')
    expect(failure.message).toContain('postgres://user:password@host:port/database')
    expect(failure.message).not.toMatch(/secret|cret/)
  })

  test.each([
    [{ DATABASE_HOST: 'db:5433' }, 'DATABASE_HOST'],
    [{ DATABASE_HOST: 'my host' }, 'DATABASE_HOST'],
    [{ DATABASE_HOST: 'user@db' }, 'DATABASE_HOST'],
    [{ POSTGRES_DB: 'shop', POSTGRES_PORT: 'http' }, 'POSTGRES_PORT'],
    [{ POSTGRES_DB: 'shop', POSTGRES_PORT: '0' }, 'POSTGRES_PORT'],
    [{ POSTGRES_DB: 'shop', POSTGRES_PORT: '65536' }, 'POSTGRES_PORT'],
  ])('is refused where a part is none: %j', (env, name) => {
    const failure = refusal(env)
    expect(failure.code).toBe('INVALID_URL')
    expect(failure.message).toContain(name)
  })
})

describe('to be shown', () => {
  test.each([
    ['postgres://user:secret@host:5433/shop', 'postgres://user:***@host:5433/shop'],
    ['postgres://user:se%40cret@host/shop', 'postgres://user:***@host/shop'],
    ['postgres://user@host/shop', 'postgres://user@host/shop'],
    ['postgres://host/shop?user=u&password=secret', 'postgres://host/shop?user=u&password=***'],
    ['postgres://host/shop?sslpassword=secret', 'postgres://host/shop?sslpassword=***'],
  ])('%s is %s', (url, shown) => {
    expect(redact(url)).toBe(shown)
  })
})

/** The package looks for `.env` at the root of the workspace it is in, so it is put into one of the test's own. */
describe('a file .env at the repository’s root', () => {
  const root = mkdtempSync(join(tmpdir(), 'retort-root-'))
  const copy = join(root, 'packages', 'postgres')
  const file = join(root, '.env')

  beforeAll(() => {
    mkdirSync(copy, { recursive: true })
    writeFileSync(join(root, 'pnpm-workspace.yaml'), '')
    for (const name of ['dist', 'package.json'])
      cpSync(join(packageFolder, name), join(copy, name), { recursive: true })
    symlinkSync(join(packageFolder, 'node_modules'), join(copy, 'node_modules'))
  })

  afterAll(() => rmSync(root, { recursive: true, force: true }))

  test.each([
    ['DATABASE_URL=postgres://file/shop', {}, 'postgres://file/shop'],
    [
      '# comment\nexport POSTGRES_DB="my shop"\nPOSTGRES_PASSWORD=\'a#b\'',
      {},
      'postgres://postgres:a%23b@localhost:5432/my%20shop',
    ],
    ['DATABASE_URL=postgres://file/shop', { DATABASE_URL: 'postgres://own/shop' }, 'postgres://own/shop'],
    ['DATABASE_URL=postgres://file/shop', { DATABASE_URL: '' }, 'undefined'],
    ['DATABASE_URL=\nPOSTGRES_DB=shop', {}, 'postgres://postgres@localhost:5432/shop'],
    ['DATABASE_URL=postgres://file/shop', { POSTGRES_DB: 'own' }, 'postgres://postgres@localhost:5432/own'],
    ['POSTGRES_PASSWORD=x\nDATABASE_HOST=db', { POSTGRES_DB: 'own' }, 'postgres://postgres:x@db:5432/own'],
    ['', {}, 'undefined'],
  ])('that says %j, beside %j, gives %s', (text, env, expected) => {
    writeFileSync(file, text)
    expect(named(env)).toBe(expected)
  })

  test('says nothing where it is a folder', () => {
    rmSync(file)
    mkdirSync(file)
    expect(named({})).toBe('undefined')
  })

  function named(env: Readonly<Record<string, string>>): string {
    const program = `import { environmentUrl } from '@retort/postgres'; console.log(String(environmentUrl()))`
    const options = { cwd: copy, env: { PATH: process.env['PATH'], ...env }, encoding: 'utf8' } as const
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', program],
      options,
    )
    expect(stderr).toBe('')
    return stdout.trim()
  }
})

function refusal(env: Readonly<Record<string, string>>): PostgresError {
  try {
    environmentUrl({ ...blank, ...env })
  } catch (error) {
    if (error instanceof PostgresError) return error
    throw error
  }
  throw new Error('It was not refused.')
}
