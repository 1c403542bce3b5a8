/** How connections are made: through TLS, through a Unix socket, with a limit of time. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { types } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { certificateFiles } from '../dist/driver/certificate-files.js'
import type { ConnectionConfig, TlsOptions } from '../dist/driver/connection.js'
import { pickDriver } from '../dist/driver/pick.js'
import { databaseConfig, failureOf, open, openGateway, ways } from './support/connections.ts'

let config: ConnectionConfig
let folder: string

beforeAll(async () => {
  config = await databaseConfig()
  folder = mkdtempSync(join(tmpdir(), 'retort-connect-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

test.each(ways)('a host may be the directory of a Unix socket, %s', async (way) => {
  const directory = mkdtempSync(join(folder, 's'))
  await openGateway(config, { path: join(directory, '.s.PGSQL.5499') })
  const connection = await open(way, { ...config, host: directory, port: 5499 })
  expect((await connection.run({ text: 'select 1', before: 'BEGIN', after: 'COMMIT' })).rows).toEqual([[1]])
})

test.each(ways)('a statement is ended after its time, and the connection goes on, %s', async (way) => {
  const connection = await open(way, { ...config, statementTimeout: 150 })
  for (const around of [{}, { before: 'BEGIN' }]) {
    expect(await failureOf(connection.run({ text: 'select pg_sleep(20)', ...around }))).toMatchObject({
      code: '57014',
    })
    await connection.run({ text: 'rollback', prepare: false })
  }
  expect((await connection.run({ text: 'show statement_timeout' })).rows).toEqual([['150ms']])
})

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

describe.skipIf(!hasOpenssl)('TLS', () => {
  let pem: { readonly ca: string; readonly cert: string; readonly key: string; readonly other: string }
  let plain: number
  let strict: number

  beforeAll(async () => {
    pem = { ...certificates('server'), other: certificates('other').ca }
    const tls = { key: pem.key, cert: pem.cert }
    const required = { requestCert: true, rejectUnauthorized: false, ca: pem.ca }
    plain = (await openGateway(config, { tls })).port
    strict = (await openGateway(config, { tls: { ...tls, ...required } })).port
  })

  const user = async (way: (typeof ways)[number], port: number, host: string, ssl: boolean | TlsOptions) => {
    const connection = await open(way, { ...config, host, port, ssl })
    return (await connection.run({ text: 'select current_user' })).rows[0]?.[0]
  }

  test.each(ways)('trusts the authority it is given, and no other, %s', async (way) => {
    expect(await user(way, plain, 'localhost', { ca: pem.ca })).toBe(config.user)
    expect(await user(way, plain, 'localhost', { ca: Buffer.from(pem.ca) })).toBe(config.user)
    for (const ssl of [true, {}, { ca: pem.other }])
      expect((await failureOf(user(way, plain, 'localhost', ssl))).message).toMatch(/certificate|verif/)
    expect(await user(way, plain, 'localhost', { rejectUnauthorized: false })).toBe(config.user)
    expect(await user(way, plain, 'localhost', { rejectUnauthorized: false, ca: pem.other })).toBe(
      config.user,
    )
  })

  test.each(ways)('checks the name of the server, %s', async (way) => {
    expect((await failureOf(user(way, plain, '127.0.0.1', { ca: pem.ca }))).message).toMatch(
      /127\.0\.0\.1|match/,
    )
    expect(await user(way, plain, '127.0.0.1', { ca: pem.ca, servername: 'localhost' })).toBe(config.user)
    const wrong = { ca: pem.ca, servername: 'db.example' }
    expect((await failureOf(user(way, plain, '127.0.0.1', wrong))).message).toMatch(/db\.example|match/)
  })

  test.each(ways)('shows its own certificate, %s', async (way) => {
    const { ca, cert, key } = pem
    expect(await user(way, strict, 'localhost', { ca, cert, key })).toBe(config.user)
    await expect(user(way, strict, 'localhost', { ca })).rejects.toThrow(Error)
  })

  test('leaves no file behind, whether it connects or not', async () => {
    const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('retort-tls-'))
    const before = left()
    await user('native', plain, 'localhost', { ca: pem.ca, cert: pem.cert, key: pem.key })
    const { ca, key } = pem
    expect(() => pickDriver('native').connect({ ...config, port: 1, ssl: { ca, key } }, types)).toThrow(
      /refused/,
    )
    expect(left()).toEqual(before)
  })

  /** A certificate for localhost, signed by itself. */
  function certificates(name: string): { readonly ca: string; readonly cert: string; readonly key: string } {
    const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)]
    const kind = [
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
    ]
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost']
    execFileSync('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' })
    return {
      ca: readFileSync(cert, 'utf8'),
      cert: readFileSync(cert, 'utf8'),
      key: readFileSync(key, 'utf8'),
    }
  }
})

describe('certificateFiles', () => {
  const read = (path: string | undefined) => readFileSync(path ?? '', 'utf8')

  test('writes what is given, for nobody else to read, and takes it away', () => {
    const { parameters, remove } = certificateFiles({ ssl: { ca: 'A', cert: Buffer.from('B'), key: 'C' } })
    const { sslrootcert, sslcert, sslkey } = parameters
    expect([sslrootcert, sslcert, sslkey].map(read)).toEqual(['A', 'B', 'C'])
    for (const path of [sslrootcert, sslcert, sslkey]) expect(statSync(path ?? '').mode & 0o777).toBe(0o600)
    expect(statSync(join(sslkey ?? '', '..')).mode & 0o777).toBe(0o700)
    remove()
    expect(existsSync(join(sslkey ?? '', '..'))).toBe(false)
    remove()
  })

  test('trusts the authorities of node where none is given, or those of the environment', () => {
    const files = certificateFiles({ ssl: true }, {})
    expect(read(files.parameters.sslrootcert)).toBe(rootCertificates.join('\n'))
    files.remove()
    expect(certificateFiles({ ssl: true }, { PGSSLROOTCERT: '/a' }).parameters).toEqual({})
  })

  test.each([undefined, false, { rejectUnauthorized: false }])('writes nothing for %j', (ssl) => {
    expect(certificateFiles(ssl === undefined ? {} : { ssl }, {}).parameters).toEqual({})
  })
})
