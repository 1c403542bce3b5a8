/** Defects of Sequelize 6 that a session does not have: each shown on Sequelize itself, and then on the session. */
import * as async from '@retort/session/async'
import { Sequelize } from 'sequelize-typescript'
import { ConnectionAcquireTimeoutError } from 'sequelize'
import type { Transaction } from 'sequelize'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import { must } from './support/must.ts'
import { Line, models, Order, Product, tables, User } from './support/shop.ts'

const place = { url: '' }
const opened: { sequelize?: Sequelize; engine?: async.Engine } = {}

beforeAll(async () => {
  place.url = (await emptyDatabase()).url
  opened.engine = async.createEngine({ url: place.url, models })
  await using session = open()
  await session.execute(async.sql.raw(tables))
  await session.commit()
})
afterAll(() => opened.engine?.dispose())
beforeEach(async () => {
  await using session = open()
  await session.execute`truncate users, "Product List", "order", lines, profiles restart identity cascade`
  await session.commit()
})

function open(): async.Session {
  return async.sessionmaker(must(opened.engine))()
}

/** Sequelize by itself, with these models; they are the engine's again afterwards. */
async function withSequelize<T>(max: number, body: (sequelize: Sequelize) => Promise<T>): Promise<T> {
  const pool = { max, acquire: 500 }
  const sequelize = new Sequelize(place.url, { dialect: 'postgres', logging: false, pool, models })
  try {
    return await body(sequelize)
  } finally {
    await sequelize.close()
  }
}

const user = (id: string) => ({ telegramId: id, fullName: `U${id}` })

describe('composite keys that look alike when they are joined: (1, 11) and (11, 1)', () => {
  /** Eleven orders and products; lines (1, 11) and (11, 1), which are read with their orders' lines. */
  beforeEach(async () => {
    await using session = open()
    await session.insert(User, [user('1')])
    await session.insert(
      Order,
      Array.from({ length: 11 }, () => ({ userId: '1' })),
    )
    await session.insert(
      Product,
      Array.from({ length: 11 }, (_, index) => ({ title: `${index}`, price: '1' })),
    )
    await session.insert(Line, [
      { orderId: 1, productId: 11, quantity: 1 },
      { orderId: 11, productId: 1, quantity: 2 },
    ])
    await session.commit()
  })

  test('Sequelize loses one of them where a to-many include joins', async () => {
    const found = await withSequelize(1, () =>
      Line.findAll({
        include: [{ model: Order, include: [{ model: Line }] }],
        order: ['orderId'],
      }),
    )
    expect(found).toHaveLength(1)
  })

  test('a session gives both, however they are loaded', async () => {
    await using session = open()
    for (const strategy of [async.joined, async.selectin]) {
      const found = await session.findAll(Line, {
        order: ['orderId'],
        load: { order: strategy({ load: { lines: strategy({}) } }) },
      })
      expect(found.map(({ orderId, productId, quantity }) => [orderId, productId, quantity])).toEqual([
        [1, 11, 1],
        [11, 1, 2],
      ])
    }
  })
})

describe('a savepoint in a savepoint, of which the outer one is rolled back', () => {
  test('Sequelize keeps the row of the outer one, since both have one name', async () => {
    await withSequelize(1, (sequelize) =>
      sequelize.transaction(async (transaction) => {
        const outer = await sequelize.transaction({ transaction } as object)
        await User.create(user('1'), { transaction: outer })
        const inner = await sequelize.transaction({ transaction: outer } as object)
        await User.create(user('2'), { transaction: inner })
        await inner.commit()
        await outer.rollback()
      }),
    )
    await using session = open()
    expect((await session.findAll(User)).map(({ telegramId }) => telegramId)).toEqual(['1'])
  })

  test('a session takes both back', async () => {
    await using session = open()
    await session.transaction(async () => {
      const outer = session.savepoint(async () => {
        session.add(User.build(user('1')))
        await session.savepoint(() => void session.add(User.build(user('2'))))
        throw new Error('roll back')
      })
      await expect(outer).rejects.toThrow('roll back')
    })
    expect(await session.count(User)).toBe(0)
  })
})

describe('a query that forgets its transaction, in a pool of one', () => {
  test('Sequelize waits for the connection that its own transaction holds, until it times out', async () => {
    const begun = performance.now()
    const failure = await withSequelize(1, (sequelize) =>
      sequelize
        .transaction(async (transaction) => {
          await User.create(user('1'), { transaction })
          await User.count()
        })
        .catch((error: unknown) => error),
    )
    expect(failure).toBeInstanceOf(ConnectionAcquireTimeoutError)
    expect(performance.now() - begun).toBeGreaterThan(450)
  })

  test('nothing can be forgotten in a session: its calls are in its transaction', async () => {
    const engine = async.createEngine({ url: place.url, models, pool: { max: 1, acquire: 500 } })
    try {
      await using session = async.sessionmaker(engine)()
      const counted = await session.transaction(async () => {
        session.add(User.build(user('1')))
        return await session.count(User)
      })
      expect(counted).toBe(1)
    } finally {
      await engine.dispose()
    }
  })
})

describe('a serialization failure inside of a transaction, and `retry`', () => {
  const retry = { match: [/could not serialize/], max: 3 }
  const raise = "do $$ begin raise exception 'could not serialize' using errcode = '40001'; end $$"

  test('Sequelize repeats the statement in the transaction that is aborted already', async () => {
    const failure = await withSequelize(1, (sequelize) =>
      sequelize
        .transaction((transaction: Transaction) => sequelize.query(raise, { transaction, retry } as object))
        .catch((error: unknown) => error as { readonly parent?: { readonly code?: string } }),
    )
    expect(failure).toMatchObject({ parent: { code: '25P02' } })
  })

  test('a session repeats the whole transaction', async () => {
    const Session = async.sessionmaker(must(opened.engine))
    let attempts = 0
    const unit = async (session: async.Session) => {
      attempts += 1
      session.add(User.build(user('1')))
      await session.flush()
      if (attempts < 3) await session.execute(async.sql.raw(raise))
    }
    await Session.retrying(unit, { delay: 1 })
    await using session = open()
    expect([attempts, await session.count(User)]).toEqual([3, 1])
  })
})

describe('a deadlock of two transactions', () => {
  const update = (id: string) => `update users set username = 'x' where telegram_id = ${id}`
  const pause = () => new Promise((resolve) => setTimeout(resolve, 100))
  beforeEach(async () => {
    await using session = open()
    await session.insert(User, [user('1'), user('2')])
    await session.commit()
  })

  test('Sequelize gives one of them up', async () => {
    const results = await withSequelize(2, (sequelize) =>
      Promise.allSettled(
        [
          ['1', '2'],
          ['2', '1'],
        ].map((ids) =>
          sequelize.transaction(async (transaction) => {
            for (const id of ids) {
              await sequelize.query(update(id), { transaction })
              await pause()
            }
          }),
        ),
      ),
    )
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('units of sessions both succeed', async () => {
    const Session = async.sessionmaker(must(opened.engine))
    const unit = (ids: readonly string[]) => async (session: async.Session) => {
      for (const id of ids) {
        await session.execute(async.sql.raw(update(id)))
        await pause()
      }
    }
    const all = [
      ['1', '2'],
      ['2', '1'],
    ].map((ids) => Session.retrying(unit(ids), { delay: 1 }))
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
  })
})
