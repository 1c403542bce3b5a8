/** Engines: where they connect to, what they say when they cannot, and several of them side by side. */
import { Sequelize } from 'sequelize-typescript'
import { afterAll, describe, expect, test } from 'vitest'
import * as async from '@retort/session/async'
import * as blocking from '@retort/session/sync'
import type { StatementEvent } from '@retort/session/async'
import { emptyDatabase } from '../../../test/support/database.ts'
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

describe('addresses', () => {
  test('escape what they are made of, and hide the password', () => {
    const odd = {
      username: 'a b',
      password: 'p@ss:/?#',
      host: 'example.org',
      port: 6543,
      database: 'User Name',
    }
    const address = async.databaseUrl(odd)
    expect(decodeURIComponent(address.password)).toBe('p@ss:/?#')
    expect(decodeURIComponent(address.pathname)).toBe('/User Name')
    expect(async.redact(address)).toBe('postgres://a%20b:***@example.org:6543/User%20Name')
    expect(async.redact('postgres://example.org/db')).toBe('postgres://example.org/db')
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
