/** Reads that are sent again and again from one line: found, told of once, or refused. */
import { execFileSync } from 'node:child_process'
import { createEngine, sessionmaker, sql } from '@retort/session/async'
import type { Finding, SessionOptions } from '@retort/session/async'
import * as blocking from '@retort/session/sync'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SessionState } from '../src/core/state.ts'
import { multipliedRows } from '../src/watch/multiplied.ts'
import { emptyDatabase } from '../../../test/support/database.ts'
import { must } from './support/must.ts'
import { people } from './support/people.ts'
import { models, Order, tables, User } from './support/shop.ts'
import { inEveryWorld } from './support/worlds.ts'
import type { AnySession, Stage } from './support/worlds.ts'

const byKey = { order: ['telegramId'] }
const keys = ['1', '2', '3']

/** The line below the one that calls, as findings name it. */
function lineBelow(): string {
  const frame = new Error().stack?.split('\n')[2] ?? ''
  const [, file, line] = /(\/[^()]+):(\d+):\d+\)?$/.exec(frame) ?? []
  return `${file}:${Number(line) + 1}`
}

/** A session over the customers whose findings are kept. */
async function watched(
  { open }: Stage,
  options: SessionOptions = {},
): Promise<{ readonly session: AnySession; readonly findings: Finding[] }> {
  await people(open())
  const findings: Finding[] = []
  return { session: open({ watch: (finding) => void findings.push(finding), ...options }), findings }
}

/** What is found of the findings, but for line and time. */
function counts(findings: readonly Finding[]): readonly (readonly [string, number])[] {
  return findings.map((finding) => [finding.what, finding.kind === 'nPlusOne' ? finding.count : 0] as const)
}

/** Reads a relation or an attribute of an instance, at the line of whoever calls. */
function reading(blocking: boolean, instance: unknown, name: string): unknown {
  const holder = instance as Record<string, unknown> & { readonly awaitable: Record<string, unknown> }
  return blocking ? holder[name] : holder.awaitable[name]
}

/** Warnings of this process until the case is over. */
function warnings(): readonly (Error & { readonly code?: string })[] {
  const heard: Error[] = []
  const hear = (warning: Error) => void heard.push(warning)
  process.on('warning', hear)
  onTestFinished(() => void process.off('warning', hear))
  return heard
}

inEveryWorld((stage, it) => {
  it('tells of a relation that is read in a loop, once, when the transaction ends', async () => {
    const { session, findings } = await watched(stage)
    const users = await session.findAll(User, byKey)
    for (const user of users) await reading(stage.blocking, user, 'orders')
    expect(findings).toEqual([])
    await session.commit()
    await session.close()
    expect(findings).toEqual([
      {
        kind: 'nPlusOne',
        line: expect.stringMatching(/\/watch\.test\.ts:\d+$/),
        what: 'User.orders',
        count: 3,
        milliseconds: expect.any(Number),
        suggestion: 'Load it with the users: findAll(User, { load: { orders: true } })',
      },
    ])
    expect(must(findings[0] as { milliseconds: number }).milliseconds).toBeGreaterThan(0)
  })

  it('tells of each line by itself; the first read belongs to the first line that is known', async () => {
    const { session, findings } = await watched(stage)
    const lines: string[] = []
    for (const key of [...keys, ...keys]) {
      lines[0] = lineBelow()
      await session.findOne(User, { where: { telegramId: key } })
    }
    for (const key of keys) {
      lines[1] = lineBelow()
      await session.findOne(User, { where: { telegramId: key } })
    }
    await session.commit()
    expect(findings.map((finding) => finding.kind === 'nPlusOne' && [finding.line, finding.count])).toEqual([
      [lines[0], 6],
      [lines[1], 3],
    ])
  })

  it('names the line that reads a deferred attribute', async () => {
    const { session, findings } = await watched(stage)
    const lines: string[] = []
    for (const user of await session.findAll(User, { defer: ['fullName'] })) {
      const from = user as unknown as { readonly fullName: string; readonly awaitable: { fullName: unknown } }
      lines[0] = lineBelow()
      await (stage.blocking ? from.fullName : from.awaitable.fullName)
    }
    await session.commit()
    expect(findings).toMatchObject([
      {
        what: 'User.fullName',
        count: 3,
        line: lines[0],
        suggestion:
          'Read it with the users: take fullName out of "defer", or into "loadOnly" or "attributes"',
      },
    ])
  })

  const calls: Readonly<Record<string, (session: AnySession, telegramId: string) => unknown>> = {
    get: (session, key) => session.get(User, key),
    findAll: (session, telegramId) => session.findAll(User, { where: { telegramId } }),
    findOne: (session, telegramId) => session.findOne(User, { where: { telegramId } }),
    one: (session, telegramId) => session.one(User, { where: { telegramId } }),
    oneOrNone: (session, telegramId) => session.oneOrNone(User, { where: { telegramId } }),
    count: (session, telegramId) => session.count(User, { where: { telegramId } }),
    exists: (session, telegramId) => session.exists(User, { where: { telegramId } }),
  }
  for (const [name, call] of Object.entries(calls)) {
    it(`tells of ${name} in a loop`, async () => {
      const { session, findings } = await watched(stage)
      for (const key of keys) await call(session, key)
      await session.commit()
      expect(counts(findings)).toEqual([[`${name}(User)`, 3]])
      expect(must(findings[0]).suggestion).toMatch(/ one query: (findAll|scalars)\(User, /)
    })
  }

  it('says which keys to read at once', async () => {
    const { session, findings } = await watched(stage)
    for (const key of keys) await session.get(User, key)
    await session.rollback()
    expect(must(findings[0]).suggestion).toBe(
      'Read them in one query: findAll(User, { where: { telegramId: […] } })',
    )
  })

  it('says nothing of two, and begins anew with each transaction', async () => {
    const { session, findings } = await watched(stage)
    for (const _ of keys) {
      for (const key of keys.slice(1)) await session.findOne(User, { where: { telegramId: key } })
      await session.commit()
    }
    expect(findings).toEqual([])
  })

  it('tells of each transaction by itself, however it ends', async () => {
    const { session, findings } = await watched(stage)
    const ends = [() => session.commit(), () => session.rollback(), () => session.close()]
    for (const [index, end] of ends.entries()) {
      for (const key of keys) await session.count(User, { where: { telegramId: key } })
      await end()
      expect(counts(findings)).toEqual(ends.slice(0, index + 1).map(() => ['count(User)', 3]))
    }
  })

  it('tells of the transaction of a callback, and of one that is rolled back by what it throws', async () => {
    const { session, findings } = await watched(stage)
    const inTransaction = async (fails: boolean) => {
      const body = stage.blocking ? (each: AnySession) => loop(each, fails) : waiting(fails)
      await session.transaction(body as (session: AnySession) => unknown)
    }
    await inTransaction(false)
    await expect(inTransaction(true)).rejects.toThrow('no')
    expect(counts(findings)).toEqual([
      ['count(User)', 3],
      ['count(User)', 3],
    ])

    function loop(each: AnySession, fails: boolean): void {
      for (const _ of keys) void each.count(User)
      if (fails) throw new Error('no')
    }
    function waiting(fails: boolean) {
      return async (each: AnySession) => {
        for (const _ of keys) await each.count(User)
        if (fails) throw new Error('no')
      }
    }
  })

  it('does not count what sends nothing', async () => {
    const { session, findings } = await watched(stage)
    const users = await session.findAll(User, byKey)
    for (const key of [...keys, ...keys]) await session.get(User, key)
    for (const user of users) {
      session.add(Order.build({ userId: '3' }))
      // What is pending is written before; an empty key leads nowhere.
      await reading(stage.blocking, must(users[0]), 'referrer')
      await reading(stage.blocking, user, 'referrer')
    }
    await session.rollback()
    expect(findings).toEqual([])
  })

  it('counts a read that finds nothing', async () => {
    const { session, findings } = await watched(stage)
    for (const key of ['7', '8', '9'])
      await expect(
        (async () => await session.one(User, { where: { telegramId: key } }))(),
      ).rejects.toMatchObject({ code: 'NO_RESULT_FOUND' })
    await session.commit()
    expect(counts(findings)).toEqual([['one(User)', 3]])
  })

  it('refuses the third read of a line where it is to throw, and sends nothing', async () => {
    const { session } = await watched(stage, { watch: 'throw' })
    stage.sent()
    const read = async () => {
      for (const user of await session.findAll(User, byKey)) await reading(stage.blocking, user, 'orders')
    }
    const error = await read().catch((thrown: unknown) => thrown as Error)
    expect(error).toMatchObject({ name: 'SessionError', code: 'N_PLUS_ONE' })
    expect((error as Error).message).toMatch(
      /^N\+1: User\.orders is read for the third time at \/.+\/watch\.test\.ts:\d+, one SELECT each\. Load it with the users: /,
    )
    expect(((error as Error).cause as Error).stack).toMatch(/\n.+watch\.test\.ts/)
    expect(stage.sent().filter((each) => each.includes('FROM "order"'))).toHaveLength(2)
    expect(await session.count(User)).toBe(3)
    await session.commit()
  })

  it('refuses what is called too often, and lets what is held already pass', async () => {
    const { session } = await watched(stage, { watch: 'throw' })
    const get = async (key: string) => await session.get(User, key)
    await get('1')
    for (const _ of keys) await get('1')
    await get('2')
    await expect(get('3')).rejects.toMatchObject({ code: 'N_PLUS_ONE' })
    await session.rollback()
    expect((await get('3'))?.fullName).toBe('Cid')
  })

  it('warns as node warns, once a line and transaction', async () => {
    const { session } = await watched(stage, { watch: 'warn' })
    const heard = warnings()
    for (const key of keys) await session.get(User, key)
    expect(heard).toEqual([])
    await session.commit()
    await session.close()
    expect(heard).toMatchObject([{ name: 'RetortWarning', code: 'N_PLUS_ONE' }])
    expect(must(heard[0]).message).toMatch(
      /^N\+1: get\(User\) was called 3 times at \/.+\/watch\.test\.ts:\d+, one SELECT each, [\d.]+ ms beyond the first\. Read them in one query: findAll\(User, .+\.$/,
    )
  })

  it('is not disturbed by a function that throws', async () => {
    const broken = () => {
      throw new Error('broken')
    }
    const { session } = await watched(stage, { watch: broken })
    const heard = warnings()
    for (const key of keys) await session.get(User, key)
    await session.commit()
    await new Promise((resolve) => setImmediate(resolve))
    expect(heard.map(({ message }) => message.split('\n')[0])).toEqual([
      'The function watch of an engine or a session threw. Error: broken',
    ])
  })

  it('takes nothing else', async ({ open }) => {
    expect(() => open({ watch: 'loud' as 'warn' })).toThrow(
      "The option watch takes 'warn', 'throw', 'off' or a function.",
    )
  })
})

describe('reads that are gathered', () => {
  test('are one, whatever their number', async () => {
    const { url } = await emptyDatabase()
    const findings: Finding[] = []
    await using engine = createEngine({ url, models, watch: (finding) => void findings.push(finding) })
    await using session = sessionmaker(engine)()
    await session.execute(sql.raw(tables))
    await people(session as unknown as AnySession)
    const users = await session.findAll(User)
    await Promise.all(users.map((user) => user.awaitable.orders))
    await session.commit()
    expect(findings).toEqual([])
    const many = Array.from({ length: 60 }, (_, index) => String(index + 1))
    await Promise.all(many.map((key) => session.get(User, key)))
    await session.commit()
    expect(findings).toEqual([])
    for (const _ of keys) {
      session.expireAll()
      await session.findAll(User)
      await Promise.all(users.map((user) => user.awaitable.orders))
    }
    await Promise.all(keys.map((key) => session.count(User, { where: { telegramId: key } })))
    await session.rollback()
    expect(counts(findings).toSorted()).toEqual([
      ['User.orders', 3],
      ['count(User)', 3],
      ['findAll(User)', 3],
    ])
  })
})

describe('rows that joined collections multiply', () => {
  test('are told of at once, once for each shape in the life of an engine', async () => {
    const { url } = await emptyDatabase()
    const findings: Finding[] = []
    using engine = blocking.createEngine({ url, models })
    const Session = blocking.sessionmaker(engine, { watch: (finding) => void findings.push(finding) })
    const rows = { what: 'User', rows: 600, factor: 7.5 }
    for (const branches of [
      ['orders', 'referrals'],
      ['orders', 'referrals'],
      ['orders', 'profile'],
    ])
      multipliedRows(stateOf(Session()), { ...rows, branches })
    multipliedRows(stateOf(blocking.sessionmaker(engine)()), { ...rows, branches: ['unwatched'] })
    expect(findings).toMatchObject([
      { branches: ['orders', 'referrals'] },
      { branches: ['orders', 'profile'] },
    ])
    expect(findings[0]).toEqual({
      kind: 'multipliedRows',
      ...rows,
      branches: ['orders', 'referrals'],
      suggestion: 'Keep joined() for one of them and load the others with selectin(): referrals',
    })
  })

  test.each(['warn', 'throw'] as const)('are a warning where watch is %s', async (watch) => {
    const { url } = await emptyDatabase()
    const heard = warnings()
    using engine = blocking.createEngine({ url, models, watch })
    const session = stateOf(blocking.sessionmaker(engine)())
    multipliedRows(session, { what: 'User', branches: ['orders', 'referrals'], rows: 600, factor: 7.5 })
    expect(heard).toMatchObject([
      {
        name: 'RetortWarning',
        code: 'MULTIPLIED_ROWS',
        message:
          'Multiplied rows: User was read joined with orders and referrals, which repeat each other: 600 rows, 7.5 times as many as in SELECTs of their own. Keep joined() for one of them and load the others with selectin(): referrals.',
      },
    ])
  })

  /** What the loader works on. */
  function stateOf(session: blocking.Session): SessionState {
    return (session as unknown as { readonly state: SessionState }).state
  }
})

describe('an engine', () => {
  test('says it for its sessions, unless they say otherwise', async () => {
    const { url } = await emptyDatabase()
    const findings: Finding[] = []
    using engine = blocking.createEngine({ url, models, watch: (finding) => void findings.push(finding) })
    for (const options of [{}, { watch: 'off' }] as const) {
      using session = blocking.sessionmaker(engine, options)()
      session.execute(sql.raw('create table if not exists users (telegram_id int)'))
      for (const _ of keys) session.count(User)
      session.commit()
    }
    expect(counts(findings)).toEqual([['count(User)', 3]])
  })

  test.each([createEngine, blocking.createEngine])('refuses other words, %#', (create) => {
    expect(() => create({ url: 'postgres://x', models, watch: true as unknown as 'warn' })).toThrow(
      "The option watch takes 'warn', 'throw', 'off' or a function.",
    )
  })
})

describe('a program that ends', () => {
  const loops = {
    sync: 'for (const key of [1, 2, 3]) session.count(User, { where: { id: key } })',
    async: 'for (const key of [1, 2, 3]) await session.count(User, { where: { id: key } })',
  }

  async function printed(
    world: 'sync' | 'async',
    end: string,
    flags: readonly string[] = [],
  ): Promise<string> {
    const { url } = await emptyDatabase()
    const wait = world === 'async' ? 'await' : ''
    const script = `
      import { DataTypes, Model } from 'sequelize'
      import { createEngine, sessionmaker, sql } from '@retort/session/${world}'
      import { Sequelize } from 'sequelize'
      const sequelize = new Sequelize(process.env.ADDRESS, { dialect: 'postgres', logging: false })
      class User extends Model {}
      User.init({ id: { type: DataTypes.INTEGER, primaryKey: true } }, { sequelize, timestamps: false, tableName: 'users' })
      const engine = createEngine({ sequelize, watch: 'warn' })
      const session = sessionmaker(engine)()
      ${wait} session.execute(sql.raw('create table users (id int)'))
      ${loops[world]}
      ${end.replaceAll('await', wait)}`
    return execFileSync(
      'sh',
      ['-c', '"$0" "$@" --input-type=module --eval "$SCRIPT" 2>&1', process.execPath, ...flags],
      {
        cwd: import.meta.dirname,
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '', ADDRESS: url, SCRIPT: script },
      },
    )
  }

  const ends = {
    'without closing its session': 'process.exit()',
    'right after a commit': 'await session.commit(); process.exit()',
    'having closed everything': 'await session.commit(); await session.close(); await engine.dispose()',
  }
  const cases = (['sync', 'async'] as const).flatMap((world) =>
    Object.entries(ends).map(([title, end]) => [world, title, end] as const),
  )
  test.each(cases)('has been warned, %s, %s', { timeout: 30_000 }, async (world, _, end) => {
    expect(await printed(world, end)).toMatch(
      /^\(node:\d+\) \[N_PLUS_ONE\] RetortWarning: N\+1: count\(User\) was called 3 times at .+:\d+, one SELECT each, .+\n\(Use `.+\n$/,
    )
  })

  test('prints no warning where node is told to print none', { timeout: 30_000 }, async () => {
    expect(await printed('sync', 'process.exit()', ['--no-warnings'])).toBe('')
  })
})
