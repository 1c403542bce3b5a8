/** `retrying` runs a whole unit again where PostgreSQL says that this helps, in a fresh session each time. */
import * as async from '@retort/session/async'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import { its, play } from './support/play.ts'
import { must } from './support/must.ts'
import { models, Product, tables, User } from './support/shop.ts'
import { inEveryWorld } from './support/worlds.ts'
import type { AnySession } from './support/worlds.ts'

const serializable = { isolationLevel: 'SERIALIZABLE', delay: 1 } as const

inEveryWorld((stage, it) => {
  const failing = (code: string) => Object.assign(new Error(code), { code })

  it('gives what the first attempt that succeeds gives, committed', async ({ open, retrying }) => {
    const result = await retrying((session) => {
      session.add(User.build({ telegramId: '1', fullName: 'Ann' }))
      return 7
    })
    expect([result, await open().count(User)]).toEqual([7, 1])
  })

  for (const code of ['40001', '40P01']) {
    it(`tries again after ${code}, in a session of its own each time`, async ({ open, retrying }) => {
      const sessions: AnySession[] = []
      const result = await retrying(
        (session) => {
          sessions.push(session)
          session.add(User.build({ telegramId: '1', fullName: `attempt ${sessions.length}` }))
          if (sessions.length < 3) throw failing(code)
          return sessions.length
        },
        { delay: 1 },
      )
      expect([result, new Set(sessions).size]).toEqual([3, 3])
      expect((await open().findAll(User)).map(({ fullName }) => fullName)).toEqual(['attempt 3'])
      await expect(async () => must(sessions[0]).count(User)).rejects.toMatchObject({
        code: 'SESSION_CLOSED',
      })
    })
  }

  it('throws what the last attempt threw when there are no more', async ({ retrying }) => {
    const failures: Error[] = []
    const body = () => {
      failures.push(failing('40001'))
      throw must(failures.at(-1))
    }
    await expect(retrying(body, { attempts: 3, delay: 1 })).rejects.toSatisfy(
      (error) => error === failures[2],
    )
    expect(failures).toHaveLength(3)
  })

  it('tries nothing again after another failure', async ({ retrying }) => {
    let attempts = 0
    const body = function* (session: AnySession) {
      attempts += 1
      yield* its(session.execute`select 1/0`)
    }
    await expect(retrying((session) => play(stage.blocking, body(session)))).rejects.toMatchObject({
      code: '22012',
    })
    expect(attempts).toBe(1)
  })

  it('runs every attempt under what is said of the transaction', async ({ retrying }) => {
    const body = (session: AnySession) =>
      session.execute`select current_setting('transaction_isolation') as level`
    expect(await retrying(body, serializable)).toEqual([{ level: 'serializable' }])
  })

  it('sees a real serialization failure and then what the other wrote', async ({ open, retrying }) => {
    const first = open()
    first.add(Product.build({ title: 'stock', price: '10' }))
    await first.commit()
    const other = open()
    let attempts = 0
    const body = function* (session: AnySession) {
      attempts += 1
      const stock = must(yield* its(session.findOne(Product)))
      if (attempts === 1) {
        yield* its(other.update(Product, { price: '7' }, { where: {} }))
        yield* its(other.commit())
      }
      stock.price = String(Number(stock.price) - 1)
    }
    await retrying((session) => play(stage.blocking, body(session)), serializable)
    expect([attempts, (await open().findOne(Product))?.price]).toEqual([2, '6.0000'])
  })
})

describe('many at once', () => {
  const place = { url: '' }
  const opened: { engine?: async.Engine } = {}
  beforeAll(async () => {
    place.url = (await emptyDatabase()).url
    opened.engine = async.createEngine({ url: place.url, models })
    const session = async.sessionmaker(opened.engine)()
    await session.execute(async.sql.raw(tables))
    await session.insert(Product, [
      { title: 'one', price: '0' },
      { title: 'two', price: '0' },
    ])
    await session.commit()
    await session.close()
  })
  afterAll(() => opened.engine?.dispose())

  const prices = async () => {
    await using session = async.sessionmaker(must(opened.engine))()
    return (await session.findAll(Product, { order: ['productId'] })).map(({ price }) => Number(price))
  }

  test('async sessions under SERIALIZABLE lose no update', async () => {
    const Session = async.sessionmaker(must(opened.engine))
    const [before = 0] = await prices()
    const increment = async (session: async.Session) => {
      const product = must(await session.get(Product, 1))
      await new Promise((resolve) => setTimeout(resolve, 2))
      product.price = String(Number(product.price) + 1)
    }
    const all = Array.from({ length: 8 }, () =>
      Session.retrying(increment, { ...serializable, attempts: 50 }),
    )
    await Promise.all(all)
    expect((await prices())[0]).toBe(before + 8)
  })

  test('async sessions under SERIALIZABLE skew no write', async () => {
    // Each sets its own row to the sum of both plus one: in any order one after the other, 1 and then 2.
    const Session = async.sessionmaker(must(opened.engine))
    await using reset = Session()
    await reset.update(Product, { price: '0' }, { where: {} })
    await reset.commit()
    const meeting = { there: 0 }
    const sum = (own: number) => async (session: async.Session) => {
      const products = await session.findAll(Product)
      meeting.there += 1
      for (let waited = 0; meeting.there < 2 && waited < 100; waited++)
        await new Promise((resolve) => setTimeout(resolve, 5))
      const total = products.reduce((before, { price }) => before + Number(price), 0)
      must(products.find(({ productId }) => productId === own)).price = String(total + 1)
    }
    await Promise.all([1, 2].map((own) => Session.retrying(sum(own), { ...serializable, attempts: 20 })))
    expect((await prices()).toSorted()).toEqual([1, 2])
  })

  test('a deadlock between async sessions is tried again', async () => {
    const Session = async.sessionmaker(must(opened.engine))
    const before = await prices()
    const attempts = { made: 0 }
    const both = (order: readonly number[]) => async (session: async.Session) => {
      attempts.made += 1
      for (const id of order) {
        await session.execute`update "Product List" set price = price + 1 where "Product Id" = ${id}`
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
    await Promise.all(
      [
        [1, 2],
        [2, 1],
      ].map((order) => Session.retrying(both(order), { delay: 1 })),
    )
    expect(await prices()).toEqual(before.map((price) => price + 2))
    expect(attempts.made).toBeGreaterThan(2)
  })

  test('blocking sessions in two threads under SERIALIZABLE lose no update', async () => {
    const [before = 0] = await prices()
    const work = () =>
      new Promise<number>((resolve, reject) => {
        const worker = new Worker(new URL('./support/counting-thread.js', import.meta.url), {
          workerData: { url: place.url, times: 20 },
        })
        worker.once('message', resolve)
        worker.once('error', reject)
      })
    const tried = await Promise.all([work(), work()])
    expect((await prices())[0]).toBe(before + 40)
    expect(tried.every((attempts) => attempts >= 20)).toBe(true)
  })
})
