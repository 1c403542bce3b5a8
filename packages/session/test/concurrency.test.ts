/** One async session in many hands: calls that overlap wait for each other, those of a callback go first. */
import * as async from '@retort/session/async'
import type { StatementEvent } from '@retort/session/async'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import { models, Product, tables, User } from './support/shop.ts'

const heard: string[] = []
const opened: { engine?: async.Engine } = {}
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const user = (id: number) => User.build({ telegramId: `${id}`, fullName: `U${id}` })

beforeAll(async () => {
  const { url } = await emptyDatabase()
  const echo = ({ sql }: StatementEvent) => void heard.push(sql)
  opened.engine = async.createEngine({ url, models, echo, pool: { max: 3 } })
  await using session = open()
  await session.execute(async.sql.raw(tables))
  await session.commit()
})
afterAll(() => opened.engine?.dispose())

beforeEach(async () => {
  await using session = open()
  await session.execute`truncate users, "Product List" cascade`
  await session.commit()
  heard.length = 0
})

function open(): async.Session {
  if (opened.engine === undefined) throw new Error('There is no engine.')
  return async.sessionmaker(opened.engine)()
}

const firsts = () => heard.map((text) => text.split(' ').slice(0, 2).join(' '))

test('overlapping calls are answered one after the other, in the order of calling', async () => {
  await using session = open()
  const order: number[] = []
  const numbers = [1, 2, 3, 4, 5]
  await Promise.all(
    numbers.map(async (number) => {
      const [row] = await session.execute<{
        n: number
      }>`select ${number}::int as n, pg_sleep(${(6 - number) / 200})`
      order.push(row?.n ?? 0)
    }),
  )
  expect(order).toEqual(numbers)
  expect(heard.filter((text) => text === 'BEGIN')).toHaveLength(1)
})

test('adds between overlapping calls go into the flush that follows', async () => {
  await using session = open()
  session.add(user(1))
  const first = session.flush()
  session.add(user(2))
  const count = session.count(User)
  await first
  expect(await count).toBe(2)
})

test('an object added while a flush is on its way is written by the next', async () => {
  await using session = open()
  session.addAll([user(1), user(2)])
  const flushing = session.flush()
  await Promise.resolve()
  session.add(user(3))
  await flushing
  await session.commit()
  await using other = open()
  expect(await other.count(User)).toBe(3)
})

test('a change made while a flush is on its way is not lost', async () => {
  await using session = open()
  const ann = user(1)
  session.add(ann)
  await session.commit()
  ann.fullName = 'one'
  const flushing = session.flush()
  await Promise.resolve()
  await Promise.resolve()
  ann.username = 'two'
  await flushing
  await session.commit()
  await using other = open()
  const found = await other.get(User, '1')
  expect([found?.fullName, found?.username]).toEqual(['one', 'two'])
})

test('a new object that is related while a flush is on its way is written by the next', async () => {
  await using session = open()
  const [ann, bob] = [user(1), user(2)]
  session.add(ann)
  await session.commit()
  ann.fullName = 'one'
  const flushing = session.flush()
  await Promise.resolve()
  await Promise.resolve()
  ann.referrer = bob
  await flushing
  await session.commit()
  await using other = open()
  expect((await other.get(User, '1'))?.referrerId).toBe('2')
})

test('a call that fails does not stop those that wait behind it, which need a rollback', async () => {
  await using session = open()
  const calls = [session.execute`select 1/0`, session.count(User), session.rollback(), session.count(User)]
  const results = await Promise.allSettled(calls)
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled'])
  expect(results[1]).toMatchObject({ reason: { code: 'ROLLBACK_NEEDED' } })
})

test('calls inside of a callback are answered at once, in order, also several at a time', async () => {
  await using session = open()
  const order: string[] = []
  const body = async () => {
    session.add(user(1))
    const calls = [1, 2, 3].map(async (number) => {
      await session.execute`select ${number}::int`
      order.push(`${number}`)
    })
    await Promise.all([...calls, session.flush().then(() => order.push('flushed'))])
  }
  await session.transaction(body)
  expect(order).toEqual(['1', '2', '3', 'flushed'])
  await using other = open()
  expect(await other.count(User)).toBe(1)
})

test('calls from outside wait until the callback is done', async () => {
  await using session = open()
  const order: string[] = []
  const body = async () => {
    await pause(30)
    await session.execute`select 'inside'`
    order.push('inside')
  }
  const transaction = session.transaction(body).then(() => order.push('transaction'))
  await pause(10)
  await session.execute`select 'outside'`
  order.push('outside')
  await transaction
  expect(order).toEqual(['inside', 'transaction', 'outside'])
  expect(firsts()).toEqual(['BEGIN', "select 'inside'", 'COMMIT', 'BEGIN', "select 'outside'"])
})

test('savepoints nest in callbacks of callbacks, and siblings follow each other', async () => {
  await using session = open()
  await session.transaction(async () => {
    await Promise.all(
      [1, 2, 3].map((id) =>
        session.savepoint(async () => {
          session.add(user(id))
          await session.savepoint(() => void session.add(user(id + 10)))
          await pause(5)
        }),
      ),
    )
  })
  const names = heard.flatMap((text) => /^(?:SAVEPOINT|RELEASE SAVEPOINT) (\w+)/.exec(text)?.[1] ?? [])
  expect(names).toEqual([1, 2, 2, 1, 3, 4, 4, 3, 5, 6, 6, 5].map((number) => `retort_${number}`))
  await using other = open()
  expect(await other.count(User)).toBe(6)
})

test('one of two savepoints at once that fails takes back its own only', async () => {
  await using session = open()
  const failing = async () => {
    session.add(user(2))
    await session.flush()
    await pause(5)
    throw new Error('no')
  }
  await session.transaction(async () => {
    const both = [session.savepoint(() => void session.add(user(1))), session.savepoint(failing)]
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  })
  await using other = open()
  expect((await other.findAll(User)).map(({ telegramId }) => telegramId)).toEqual(['1'])
})

test('what a callback does without awaiting it belongs to its transaction', async () => {
  await using session = open()
  await session.transaction(() => {
    session.add(user(1))
    void session.execute`insert into "Product List" (title, price) values ('late', 1)`
  })
  await using other = open()
  expect([await other.count(User), await other.count(Product)]).toEqual([1, 1])
})

test('what a callback does after it has ended waits in the line of the session', async () => {
  await using session = open()
  const late: Promise<unknown>[] = []
  await session.transaction(async () => {
    late.push(pause(30).then(() => session.execute`select 'late'`))
    await session.execute`select 'early'`
  })
  await Promise.all(late)
  expect(firsts()).toEqual(['BEGIN', "select 'early'", 'COMMIT', 'BEGIN', "select 'late'"])
})

test('hooks use the session that runs them, without waiting for themselves', async () => {
  const name = 'concurrency'
  User.addHook('beforeCreate', name, async (_instance, options) => {
    const { session } = options as unknown as { readonly session: async.Session }
    await session.execute`insert into "Product List" (title, price) values ('hook', 1)`
  })
  try {
    await using session = open()
    session.addAll([user(1), user(2)])
    await session.commit()
  } finally {
    User.removeHook('beforeCreate', name)
  }
  await using other = open()
  expect([await other.count(User), await other.count(Product)]).toEqual([2, 2])
})

test('two sessions in one async context do not share their lines', async () => {
  await using one = open()
  await using two = open()
  const order: string[] = []
  await one.transaction(async () => {
    await two.transaction(async () => {
      await one.execute`select 1`
      order.push('one inside of two')
      two.add(user(1))
    })
    order.push('two')
  })
  expect(order).toEqual(['one inside of two', 'two'])
})

test('overlapping gets find a row by each way to write its key', async () => {
  await using session = open()
  session.addAll([user(1), user(2)])
  await session.commit()
  heard.length = 0
  await using other = open()
  const keys = ['2', '01', '1', '+1', '4', '5']
  const found = await Promise.all(keys.map((key) => other.get(User, key)))
  expect(found.map((each) => each?.fullName)).toEqual(['U2', 'U1', 'U1', 'U1', undefined, undefined])
  expect(firsts().filter((text) => text.startsWith('SELECT'))).toHaveLength(4)
  expect(new Set(found.slice(1, 4)).size).toBe(1)
})

test('a prepared statement takes as many NULLs as the protocol has room for', async () => {
  await using session = open()
  const none = Array.from({ length: 40_000 }, () => null)
  const text = ['select num_nulls(variadic array[', ...none.slice(1).map(() => '::int, '), '::int]) as count']
  const strings = Object.assign(text, { raw: text })
  for (let time = 0; time < 2; time++)
    expect(await session.execute(strings, ...none)).toEqual([{ count: 40_000 }])
})
