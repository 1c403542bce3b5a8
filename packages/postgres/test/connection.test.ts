/** What is said of a server that the environment names and that cannot be used. */
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { PostgresError, createDatabase, openServer } from '@retort/postgres'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { blank } from './support/blank.ts'
import { value } from './support/query.ts'

const { url } = inject('postgres')
const role = `odd: role/${process.pid}@?#`
const password = 'pa ss%40:/?#@\'"\\ü'

function open(address: string | URL) {
  return openServer({ env: { ...blank, DATABASE_URL: String(address) } })
}

function changed(change: (url: URL) => void): URL {
  const address = new URL(url)
  change(address)
  return address
}

function at(server: Server): string {
  return `postgres://user:secret@127.0.0.1:${(server.address() as AddressInfo).port}/shop`
}

async function refused(address: string | URL): Promise<PostgresError> {
  const failure: unknown = await open(address).catch((error: unknown) => error)
  if (failure instanceof PostgresError) return failure
  throw new Error(`${String(address)} was not refused: ${String(failure)}`)
}

describe('a server that the environment names', () => {
  test('is used as it is, and not stopped', async () => {
    const server = await open(url)
    expect(server.kind).toBe('environment')
    expect(server.url).toBe(url)
    await server[Symbol.asyncDispose]()
    expect(await value(url, 'select 1')).toBe(1)
  })

  test('that is not there is unreachable', async () => {
    const failure = await refused('postgres://user:secret@127.0.0.1:1/shop')
    expect(failure.code).toBe('UNREACHABLE')
    expect(failure.message).toMatch(
      /^No PostgreSQL can be used at 127\.0\.0\.1:1 \(ECONNREFUSED\)\. Start it, or correct/,
    )
  })

  test('at a host that nobody knows is unreachable', async () => {
    const failure = await refused('postgres://user:secret@nowhere.invalid/shop')
    expect(failure).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('nowhere.invalid:5432') as string,
    })
  })

  test('whose password is wrong says so, and says neither', async () => {
    const failure = await refused(changed((address) => (address.password = 'not-the-secret')))
    expect(failure.code).toBe('WRONG_CREDENTIALS')
    expect(failure.message).not.toContain('not-the-secret')
    expect(failure.message).not.toContain(new URL(url).password)
  })

  test('that wants a password and gets none says so', async () => {
    const failure = await refused(changed((address) => (address.password = '')))
    expect(failure.code).toBe('WRONG_CREDENTIALS')
  })

  test('that knows no such user says no more than of a wrong password', async () => {
    const failure = await refused(changed((address) => (address.username = 'nobody-at-all')))
    expect(failure.code).toBe('WRONG_CREDENTIALS')
  })

  test('that has no such database says which', async () => {
    const failure = await refused(changed((address) => (address.pathname = '/no%20such%2Fshop')))
    expect(failure.code).toBe('NO_SUCH_DATABASE')
    expect(failure.message).toContain('"no such/shop"')
  })

  test('that refuses TLS is unreachable for who asks for it', async () => {
    const failure = await refused(changed((address) => (address.search = '?sslmode=verify-full')))
    expect(failure).toMatchObject({ code: 'UNREACHABLE', message: expect.stringContaining('SSL') as string })
  })

  test('whose certificate’s file is not there is unreachable, and the file is named', async () => {
    const failure = await refused(changed((address) => (address.search = '?sslrootcert=/no/such/file')))
    expect(failure).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('/no/such/file') as string,
    })
  })
})

describe('something else at the port', () => {
  const silent = createServer(() => undefined)
  const talking = createServer((socket: Socket) => {
    socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n')
  })

  beforeAll(async () => {
    for (const server of [silent, talking])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })

  afterAll(() => {
    for (const server of [silent, talking]) server.close()
  })

  test('that says nothing is given up after five seconds', async () => {
    const begun = Date.now()
    expect(await refused(at(silent))).toMatchObject({ code: 'UNREACHABLE' })
    expect(Date.now() - begun).toBeLessThan(8_000)
  })

  test('that says something else is no PostgreSQL', async () => {
    expect(await refused(at(talking))).toMatchObject({ code: 'UNREACHABLE' })
  })
})

describe('a user whose name and password are odd', () => {
  const quoted = `"${role.replaceAll('"', '""')}"`

  beforeAll(() => value(url, `create role ${quoted} login password '${password.replaceAll("'", "''")}'`))
  afterAll(() => value(url, `drop role ${quoted}`))

  test('comes in by an address in which they are escaped', async () => {
    const address = changed((address) => {
      address.username = encodeURIComponent(role)
      address.password = encodeURIComponent(password)
    })
    const server = await open(address)
    expect(await value(server.url, 'select current_user::text')).toBe(role)
  })

  test('comes in by parts in which nothing is', async () => {
    const { hostname, port } = new URL(url)
    const env = {
      ...blank,
      DATABASE_HOST: hostname,
      POSTGRES_PORT: port,
      POSTGRES_USER: role,
      POSTGRES_PASSWORD: password,
      POSTGRES_DB: 'postgres',
    }
    const server = await openServer({ env })
    expect(await value(server.url, 'select current_user::text')).toBe(role)
  })

  test('who may not create databases is told so', async () => {
    const address = changed((address) => {
      address.username = encodeURIComponent(role)
      address.password = encodeURIComponent(password)
    })
    const creation = createDatabase({ url: address.href }, { prefix: 'retort_forbidden' })
    await expect(creation).rejects.toMatchObject({ code: 'NO_CREATEDB' })
    await expect(creation).rejects.toThrow('CREATEDB')
  })
})
