/**
 * Engines: where they connect to, what they say when they cannot, and several of them side by side. How an address is read
 * has no public name: it is imported from the build by path.
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Sequelize } from 'sequelize-typescript'
import { afterAll, describe, expect, test } from 'vitest'
import * as async from '@retort/session/async'
import * as blocking from '@retort/session/sync'
import type { StatementEvent } from '@retort/session/async'
import { emptyDatabase } from '../../../test/support/database.ts'
import { readUrl } from '../dist/core/url.js'
import { urlSettings } from '../dist/url-parameters.js'
import type { AnyEngine } from './support/leases.ts'
import { failureOf, leasing } from './support/leases.ts'
import { socketFolder } from './support/socket.ts'
import { models, tables, User } from './support/shop.ts'
import { people } from './support/people.ts'
import type { AnySession } from './support/worlds.ts'

const { url } = await emptyDatabase()
const engine = async.createEngine({ url, models, pool: { max: 4 } })
const blockingEngine = blocking.createEngine({ url, models })
const Session = async.sessionmaker(engine)
afterAll(() => engine.dispose())
afterAll(() => blockingEngine.dispose())

{
  await using session = Session()
  await session.execute(async.sql.raw(tables))
  await session.commit()
  await people(session as unknown as AnySession)
}

const { username, password, hostname, port, pathname } = new URL(url)
const parts = {
  username: decodeURIComponent(username),
  password: decodeURIComponent(password),
  host: hostname,
  port: Number(port === '' ? 5432 : port),
  database: pathname.slice(1),
}

/** Both ways of counting users, closed afterwards. */
const counting = {
  async: async (options: async.EngineOptions) => {
    await using opened = async.createEngine(options)
    await using session = async.sessionmaker(opened)()
    return await session.count(User)
  },
  native: async (options: blocking.EngineOptions) => count({ ...options, driver: 'native' }),
  worker: async (options: blocking.EngineOptions) => count({ ...options, driver: 'worker' }),
}

function count(options: blocking.EngineOptions): number {
  using opened = blocking.createEngine(options)
  using session = blocking.sessionmaker(opened)()
  return session.count(User)
}

describe.each(Object.entries(counting))('an engine, %s', (_name, counted) => {
  test('connects by a URL, by its text, and by its parts', async () => {
    expect(await counted({ url, models })).toBe(3)
    expect(await counted({ url: async.databaseUrl(parts), models })).toBe(3)
    expect(await counted({ ...parts, models })).toBe(3)
  })

  test('takes over a Sequelize instance that is there', async () => {
    const sequelize = new Sequelize(url, { dialect: 'postgres', logging: false, models })
    expect(await counted({ sequelize })).toBe(3)
    expect(await User.count()).toBe(3)
    await sequelize.close()
  })

  test.each([
    ['UNREACHABLE', { ...parts, port: 1 }],
    ['WRONG_CREDENTIALS', { ...parts, username: 'retort_nobody', password: 'sesame' }],
    ['NO_SUCH_DATABASE', { ...parts, database: 'retort_nowhere' }],
  ])('says %s in one line without the password', async (code, wrong) => {
    const failed = await counted({ ...wrong, models }).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(async.SessionError)
    expect(failed).toMatchObject({ code })
    expect((failed as Error).message).not.toMatch(/sesame|\n/)
    if (parts.password !== '') expect((failed as Error).message).not.toContain(parts.password)
  })

  test.each(['nonsense', 'mysql://user:sesame@host/db'])(
    'refuses the address %s without repeating it',
    async (address) => {
      const failed = await counted({ url: address, models }).catch((error: unknown) => error)
      expect(failed).toMatchObject({ code: 'INVALID_URL' })
      expect((failed as Error).message).not.toContain('sesame')
    },
  )

  test('tells of each statement: text, parameters, rows, milliseconds', async () => {
    const heard: StatementEvent[] = []
    await counted({ url, models, echo: (event) => void heard.push(event), applicationName: 'heard' })
    expect(heard.map(({ sql, rows }) => [sql, rows])).toEqual([
      ['BEGIN', 0],
      ['SELECT count(*) FROM "users" AS "User"', 1],
      ['ROLLBACK', 0],
    ])
    expect(heard.every(({ milliseconds }) => milliseconds >= 0)).toBe(true)
  })
})

describe.each(Object.entries(leasing))('the way to a server, %s', (_world, make) => {
  const engines: AnyEngine[] = []
  const open = (options: object): AnyEngine => {
    const engine = make({ models, ...options } as async.EngineOptions)
    engines.push(engine)
    return engine
  }
  afterAll(() => Promise.all(engines.map((engine) => engine.dispose())))

  async function said(options: object, text: string): Promise<unknown> {
    const lease = await open(options).lease()
    const { rows } = await lease.send(text)
    lease.release()
    return rows[0]?.[0]
  }

  test('may be a Unix socket, in each of its spellings', async () => {
    const { folder, close } = await socketFolder(url)
    const user = `${username}:${password}`
    const path = encodeURIComponent(folder)
    const addresses = [
      `postgres://${user}@${path}${pathname}`,
      `postgresql://${user}@${path}:5432${pathname}?sslmode=require`,
      `postgres://${user}@${pathname}?host=${path}`,
      `postgres:///?host=${path}&user=${username}&password=${password}&dbname=${parts.database}`,
      async.databaseUrl({ ...parts, host: folder, port: 5432 }),
    ]
    for (const address of addresses) {
      expect(await said({ url: address }, 'select current_database()')).toBe(parts.database)
    }
    expect(await said({ ...parts, host: folder, port: undefined, ssl: true }, 'select 1')).toBe(1)
    await Promise.all(engines.splice(0).map((engine) => engine.dispose()))
    await close()
    const failed = await failureOf(open({ ...parts, host: folder, port: 5432 }).lease())
    expect(failed).toMatchObject({ code: 'UNREACHABLE' })
    expect(failed.message).toContain(`${folder}/.s.PGSQL.5432`)
  })

  test('can be told in the query of its address, as libpq has it', async () => {
    const address = new URL(url)
    address.search = 'application_name=it%27s+me&connect_timeout=3&sslmode=disable&statement_timeout=4321'
    expect(await said({ url: address }, 'show application_name')).toBe("it's+me")
    expect(await said({ url: address }, 'show statement_timeout')).toBe('4321ms')
    expect(await said({ url: address, applicationName: 'other' }, 'show application_name')).toBe('other')
  })

  test('has a limit for what its statements may take', async () => {
    const lease = await open({ url, statementTimeout: 30 }).lease()
    await expect(lease.send('select pg_sleep(2)')).rejects.toMatchObject({ code: '57014' })
    lease.release()
  })

  test('goes without TLS where it is optional and the server has none, and says so where it is not', async () => {
    const address = new URL(url)
    for (const mode of ['allow', 'prefer', 'disable']) {
      address.search = `sslmode=${mode}`
      expect(await said({ url: address }, 'select 1')).toBe(1)
    }
    for (const options of [{ search: 'sslmode=require' }, { search: 'sslmode=verify-full' }, { ssl: true }]) {
      const { search = 'sslmode=prefer', ...others } = options
      address.search = search
      const failed = await failureOf(open({ url: address, ...others }).lease())
      expect(failed).toMatchObject({ code: 'UNREACHABLE' })
      expect(failed.message).toMatch(/^No encrypted connection to PostgreSQL at [^\n]*SSL/)
    }
  })

  test('may have a pooler on it, for which nothing is prepared', async () => {
    const prepared = 'select count(*)::int from pg_prepared_statements'
    for (const [preparedStatements, count] of [
      [false, 0],
      [true, 1],
    ]) {
      const lease = await open({ url, preparedStatements }).lease()
      await lease.send('select 1', [], { prepare: true })
      expect((await lease.send(prepared)).rows).toEqual([[count]])
      lease.release()
    }
  })

  test.each([
    [{ url: 'postgres://h/d?sslmode=maybe' }, 'INVALID_URL', /sslmode takes disable, allow, prefer, require/],
    [{ url: 'postgres://u:pa?ss=sesame@h/d' }, 'INVALID_URL', /of the form/],
    [{ url: 'postgres://h/d?sesame=1' }, 'INVALID_URL', /a parameter that is not known/],
    [{ url: 'postgres://h/d?connect_timeout=soon' }, 'INVALID_URL', /connect_timeout takes a whole number/],
    [{ url: 'postgres://u:sesame@h:port/d' }, 'INVALID_URL', /of the form/],
    [{ url: 'postgres://u:sesame@h:70000/d' }, 'INVALID_URL', /of the form/],
    [{ url: 'postgres://u:%zz@h/d' }, 'INVALID_URL', /of the form/],
    [{ url: 'postgres://one:1,two:2/d' }, 'INVALID_URL', /of the form/],
    [{ url: 'postgres://h/d?sslrootcert=/nowhere' }, 'INVALID_OPTION', /sslrootcert names a file .*ENOENT/],
    [{ url: 5 }, 'INVALID_OPTION', /url takes a text or a URL/],
    [{ models: [5] }, 'INVALID_OPTION', /models takes a list of model classes/],
    [{ host: 'h', port: 0 }, 'INVALID_OPTION', /port takes a whole number from 1 to 65535/],
    [{ host: 'h', password: 12345 }, 'INVALID_OPTION', /password takes a text/],
    [{ echo: 'yes' }, 'INVALID_OPTION', /echo takes true, false or a function/],
    [{ hideParameters: 1 }, 'INVALID_OPTION', /hideParameters takes true, false or a function/],
    [{ applicationName: 1 }, 'INVALID_OPTION', /applicationName takes a text/],
    [
      { url, statementTimeout: '5s' },
      'INVALID_OPTION',
      /statementTimeout takes a whole number of milliseconds/,
    ],
    [{ statementTimeout: -1 }, 'INVALID_OPTION', /statementTimeout takes .* from 0/],
    [{ preparedStatements: 'no' }, 'INVALID_OPTION', /preparedStatements takes true or false/],
    [{ ssl: 'require' }, 'INVALID_OPTION', /ssl takes true, false or an object/],
    [{ ssl: { ca: 5 } }, 'INVALID_OPTION', /ssl\.ca takes PEM/],
    [{ ssl: { caFile: 'x' } }, 'INVALID_OPTION', /ssl has no caFile. It takes ca, cert, key/],
    [{ ssl: { rejectUnauthorized: 'no' } }, 'INVALID_OPTION', /rejectUnauthorized takes true or false/],
    [{ pool: 5 }, 'INVALID_OPTION', /pool takes an object/],
    [{ pool: { max: 0 } }, 'INVALID_OPTION', /pool\.max takes a whole number of connections from 1/],
    [{ pool: { max: 2, min: 3 } }, 'INVALID_OPTION', /pool\.min takes at most pool\.max, which is 2/],
    [{ pool: { size: 3 } }, 'INVALID_OPTION', /pool has no size. It takes max, min, acquire/],
    [{ pool: { idle: 0.5 } }, 'INVALID_OPTION', /pool\.idle takes a whole number of milliseconds/],
    [{ pool: { prePing: 'yes' } }, 'INVALID_OPTION', /pool\.prePing takes true or false/],
    [{ sequelize: {} }, 'INVALID_OPTION', /Sequelize of that dialect/],
  ])('refuses %o', (options, code, message) => {
    const failed = ((): unknown => {
      try {
        return open('url' in options || 'host' in options ? options : { url, ...options })
      } catch (error) {
        return error
      }
    })()
    expect(failed).toBeInstanceOf(async.SessionError)
    expect(failed).toMatchObject({ code, message: expect.stringMatching(message) })
    expect((failed as Error).message).not.toMatch(/sesame|12345|\n/)
  })
})

test('an async engine cannot change the connections of a Sequelize that is there already', () => {
  const sequelize = new Sequelize(url, { dialect: 'postgres', logging: false, models })
  expect(() => async.createEngine({ sequelize, applicationName: 'x', pool: { max: 3 } })).toThrow(
    expect.objectContaining({
      code: 'INVALID_OPTION',
      message: expect.stringContaining('applicationName, max cannot be set here'),
    }),
  )
})

describe('addresses', () => {
  const odd = {
    username: 'a b',
    password: 'p@ss:/?#%',
    host: 'example.org',
    port: 6543,
    database: 'User Name/2',
  }

  test('escape what they are made of, and hide the password', () => {
    const address = async.databaseUrl(odd)
    expect(decodeURIComponent(address.password)).toBe('p@ss:/?#%')
    expect(decodeURIComponent(address.pathname)).toBe('/User Name/2')
    expect(async.redact(address)).toBe('postgres://a%20b:***@example.org:6543/User%20Name%2F2')
  })

  test.each([
    ['postgres://example.org/db', 'postgres://example.org/db'],
    ['postgres://u@example.org/db', 'postgres://u@example.org/db'],
    ['postgresql://u:s@same@h/db?x=1', 'postgresql://u:***@h/db?x=1'],
    ['postgres://u:sesame@/db?host=/tmp&password=sesame', 'postgres://u:***@/db?host=/tmp&password=***'],
    ['postgres://h/db?sslpassword=sesame&user=u', 'postgres://h/db?sslpassword=***&user=u'],
  ])('show %s without its passwords', (address, shown) => {
    expect(async.redact(address)).toBe(shown)
  })

  test('that are none are not repeated by what is thrown', () => {
    for (const address of ['http://u:sesame@h', 'postgres://u:sesame@[::1/db'])
      expect(() => readUrl(address)).toThrow(
        new async.SessionError(
          'INVALID_URL',
          'The url is not of the form postgres://user:password@host:port/database.',
        ),
      )
  })

  test.each([
    ['postgres://', {}],
    ['postgres:///db', { database: 'db' }],
    ['postgres://u@h', { username: 'u', host: 'h' }],
    ['postgres://u:p@h:6543/db', { username: 'u', password: 'p', host: 'h', port: 6543, database: 'db' }],
    ['POSTGRES://h', { host: 'h' }],
    ['postgres://u:p@w@h/db', { username: 'u', password: 'p@w', host: 'h', database: 'db' }],
    ['postgres://[::1]:5433/db', { host: '::1', port: 5433, database: 'db' }],
    [
      'postgres://u@%2Fvar%2Frun%2Fpostgresql/db',
      { username: 'u', host: '/var/run/postgresql', database: 'db' },
    ],
    ['postgres:///db?host=/var/run&port=5433', { host: '/var/run', port: 5433, database: 'db' }],
    [
      'postgres://h/db?dbname=other&user=me&password=a+b',
      { host: 'h', database: 'other', username: 'me', password: 'a+b' },
    ],
    ['postgres://h/my%20db', { host: 'h', database: 'my db' }],
  ])('are read: %s', (address, expected) => {
    const { parameters, ...parts } = readUrl(address)
    expect(parts).toEqual(expected)
    expect([...parameters]).toEqual([])
  })

  test('come back as they were written', () => {
    for (const each of [odd, { ...odd, host: '/var/run/my sockets' }, { ...odd, host: '::1' }]) {
      const { parameters, ...parts } = readUrl(async.databaseUrl(each))
      expect(parts).toEqual(each)
      expect(parameters.size).toBe(0)
    }
  })

  test.each([
    ['sslmode=disable', { ssl: false }],
    ['sslmode=prefer', { ssl: { rejectUnauthorized: false }, isTlsOptional: true }],
    ['sslmode=require', { ssl: { rejectUnauthorized: false } }],
    ['sslmode=no-verify', { ssl: { rejectUnauthorized: false } }],
    ['sslmode=verify-ca', { ssl: { rejectUnauthorized: true } }],
    ['sslmode=verify-full&sslrootcert=system', { ssl: { rejectUnauthorized: true } }],
    ['sslmode=require&sslrootcert=PEM', { ssl: { ca: '{}', rejectUnauthorized: true } }],
    [
      'sslmode=verify-full&sslcert=PEM&sslkey=PEM',
      { ssl: { cert: '{}', key: '{}', rejectUnauthorized: true } },
    ],
    ['ssl=true', { ssl: { rejectUnauthorized: true } }],
    ['ssl=0', { ssl: false }],
    ['ssl=no-verify&uselibpqcompat=true', { ssl: { rejectUnauthorized: false } }],
    ['application_name=a&connect_timeout=0&client_encoding=UTF8', { applicationName: 'a' }],
  ])('say how to connect: %s', (query, expected) => {
    const file = join(mkdtempSync(join(tmpdir(), 'retort-pem-')), 'pem')
    writeFileSync(file, '{}')
    expect(urlSettings(new Map(new URLSearchParams(query.replaceAll('PEM', file))))).toEqual(expected)
  })
})

describe('the blocking driver', () => {
  test('is what was asked for, or what the environment says', () => {
    using worker = blocking.createEngine({ url, models, driver: 'worker' })
    using native = blocking.createEngine({ url, models, driver: 'native' })
    expect([worker.driver, native.driver]).toEqual(['worker', 'native'])
  })
})

describe('two engines over the same models', () => {
  test('work side by side, each with its own objects', async () => {
    await using session = Session()
    using other = blocking.sessionmaker(blockingEngine)()
    const ann = await session.get(User, '1', { load: { orders: true } })
    const twin = other.get(User, '1')
    expect(twin).not.toBe(ann)
    expect(twin?.orders).toHaveLength(2)
    expect(ann?.orders).toHaveLength(2)
    expect(() => other.add(ann as User)).toThrow(expect.objectContaining({ code: 'ATTACHED_ELSEWHERE' }))
  })

  test("leave Sequelize's own calls as they were, includes too", async () => {
    const [ann] = await User.findAll({ where: { telegramId: '1' }, include: ['orders', 'profile'] })
    expect(ann?.orders).toHaveLength(2)
    expect(ann?.toJSON()).toMatchObject({ fullName: 'Ann', profile: { settings: { dark: true } } })
  })
})

describe('an async session', () => {
  test('lets calls that overlap wait for each other', async () => {
    await using session = Session()
    const counts = await Promise.all([session.count(User), session.count(User), session.get(User, '1')])
    expect(counts.slice(0, 2)).toEqual([3, 3])
  })

  test('shares the pool with others, more of them than connections', async () => {
    const counts = await Promise.all(
      Array.from({ length: 12 }, async () => {
        await using session = Session()
        return await session.count(User)
      }),
    )
    expect(counts).toEqual(Array.from({ length: 12 }, () => 3))
  })

  test("lets Sequelize's own calls join its transaction", async () => {
    await using session = Session()
    session.add(User.build({ telegramId: '99', fullName: 'Zoe' }))
    await session.flush()
    const transaction = await session.sequelizeTransaction()
    expect(await User.count({ transaction })).toBe(4)
    await session.rollback()
    expect(await session.count(User)).toBe(3)
  })

  test('refuses to read relations of what no session holds', async () => {
    const loose = User.build({ telegramId: '5', fullName: 'Eve' }) as unknown as async.Loaded<User>
    await expect(loose.awaitable.orders).rejects.toMatchObject({ code: 'NOT_IN_SESSION' })
  })

  test('is closed once and for all', async () => {
    const session = Session()
    const ann = await session.get(User, '1')
    await session.close()
    await session.close()
    await expect(session.count(User)).rejects.toMatchObject({ code: 'SESSION_CLOSED' })
    await expect(ann?.awaitable.orders).rejects.toMatchObject({ code: 'SESSION_CLOSED' })
  })

  test('says when its connection is gone, and goes on after a rollback', async () => {
    await using session = Session()
    await using other = Session()
    const [row] = await session.execute<{ pid: number }>`select pg_backend_pid() as pid`
    await other.execute`select pg_terminate_backend(${row?.pid})`
    await expect(session.count(User)).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    await session.rollback()
    expect(await session.count(User)).toBe(3)
  })

  test('does not keep its engine from being disposed', async () => {
    const opened = async.createEngine({ url, models })
    const session = async.sessionmaker(opened)()
    await session.count(User)
    await opened.dispose()
    expect(opened.models.length).toBe(models.length)
  })
})

describe('a blocking session', () => {
  test('says when its connection is gone, and goes on after a rollback', () => {
    using session = blocking.sessionmaker(blockingEngine)()
    using other = blocking.sessionmaker(blockingEngine)()
    const [row] = session.execute<{ pid: number }>`select pg_backend_pid() as pid`
    other.execute`select pg_terminate_backend(${row?.pid})`
    expect(() => session.count(User)).toThrow(expect.objectContaining({ code: 'CONNECTION_LOST' }))
    session.rollback()
    expect(session.count(User)).toBe(3)
  })

  test('refuses to read relations once it is closed, and instances of others', () => {
    const session = blocking.sessionmaker(blockingEngine)()
    const ann = session.get(User, '1')
    expect(() =>
      session.delete(User.build({ telegramId: '7', fullName: 'X' }, { isNewRecord: false })),
    ).toThrow(expect.objectContaining({ code: 'NOT_IN_SESSION' }))
    session.close()
    expect(() => ann?.orders).toThrow(expect.objectContaining({ code: 'SESSION_CLOSED' }))
    expect(() => session.add(User.build({ telegramId: '8', fullName: 'Y' }))).toThrow(/closed/)
  })
})
