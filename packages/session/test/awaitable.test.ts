/** Relations that are awaited one by one in an async session: what is asked for in one tick is one statement. */
import { createEngine, sessionmaker, sql } from '@retort/session/async'
import type { Loaded, StatementEvent } from '@retort/session/async'
import { DataTypes } from 'sequelize'
import { BelongsTo, Column, ForeignKey, Model, Table } from 'sequelize-typescript'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import { must } from './support/must.ts'
import { people } from './support/people.ts'
import { Line, models, Order, tables, User } from './support/shop.ts'
import type { AnySession } from './support/worlds.ts'

@Table({ tableName: 'marks', timestamps: false })
class Mark extends Model {
  @Column({ type: DataTypes.TEXT, primaryKey: true }) declare kind: string
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare year: number
  @ForeignKey(() => User) @Column({ type: DataTypes.BIGINT }) declare userId: string
  @BelongsTo(() => User, 'userId') declare user?: User
}

const marks = `create table marks (kind text, year int, "userId" bigint, primary key (kind, year));
  insert into marks values ('best', 2020, 1), ('best', 2021, 2), ('last', 2020, 1)`

const { url } = await emptyDatabase()
const heard: StatementEvent[] = []
const engine = createEngine({ url, models: [...models, Mark], echo: (event) => void heard.push(event) })
const Session = sessionmaker(engine)
afterAll(() => engine.dispose())

beforeAll(async () => {
  await using session = Session()
  await session.execute(sql.raw(`${tables}; ${marks}`))
  await session.commit()
  await people(session as unknown as AnySession)
})

beforeEach(() => void heard.splice(0))

/** What was sent since the last call, but for the transaction's own commands, in short. */
function sent(): readonly string[] {
  return heard
    .splice(0)
    .filter(({ sql }) => !/^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/.test(sql))
    .map(
      ({ sql, parameters }) =>
        `${/(?:FROM|INTO) "(.+?)"/.exec(sql)?.[1]} ${parameters.join(' ').replaceAll('"', '')}`,
    )
}

type Users = readonly Loaded<User>[]

async function users(session: ReturnType<typeof Session>): Promise<Users> {
  const found = await session.findAll(User, { order: ['telegramId'] })
  heard.splice(0)
  return found
}

const count = (orders: readonly Order[] | undefined) => orders?.length

describe('relations read in one tick', () => {
  test('are one statement, and each read has its own', async () => {
    await using session = Session()
    const read = await Promise.all((await users(session)).map((user) => user.awaitable.orders))
    expect(read.map((orders) => orders?.map(({ userId }) => userId))).toEqual([['1', '1'], ['2'], []])
    expect(sent()).toEqual(['order {1,2,3}'])
  })

  test('are one statement for each relation', async () => {
    await using session = Session()
    const reads = (await users(session)).flatMap((user) => [user.awaitable.orders, user.awaitable.profile])
    const [orders, profile, , none] = await Promise.all(reads)
    expect([count(orders as Order[]), profile === null, none]).toEqual([2, false, null])
    expect(sent()).toEqual(['order {1,2,3}', 'profiles {1,2,3}'])
  })

  test('are one statement a level, wherever each read goes on', async () => {
    await using session = Session()
    const lines = await Promise.all(
      (await users(session)).map(async (user) => {
        const orders = (await user.awaitable.orders) ?? []
        const read = await Promise.all(orders.map(async (order) => (await order.awaitable.lines)?.length))
        return read
      }),
    )
    expect(lines).toEqual([[2, 2], [0], []])
    expect(sent()).toEqual(['order {1,2,3}', 'lines {1,2,3}'])
  })

  test('are gathered from all microtasks of the tick, and not from the next', async () => {
    await using session = Session()
    const [ann, bob, cid] = await users(session)
    const late = async () => {
      for (let turn = 0; turn < 20; turn++) await undefined
      return await bob?.awaitable.orders
    }
    const next = new Promise((resolve) => setImmediate(resolve)).then(() => cid?.awaitable.orders)
    const read = await Promise.all([ann?.awaitable.orders, late(), next])
    expect(read.map(count)).toEqual([2, 1, 0])
    expect(sent()).toEqual(['order {1,2}', 'order {3}'])
  })

  test('are read once where one is asked for twice, and not at all where it is there', async () => {
    await using session = Session()
    const [ann] = await users(session)
    const [one, same] = await Promise.all([ann?.awaitable.orders, ann?.awaitable.orders])
    expect(one).toBe(same)
    expect(await ann?.awaitable.orders).toBe(one)
    expect(sent()).toEqual(['order {1}'])
  })

  test('send nothing for what has no key', async () => {
    await using session = Session()
    const [ann, bob] = await users(session)
    expect(await ann?.awaitable.referrer).toBe(null)
    expect(sent()).toEqual([])
    await session.expire(must(ann))
    expect(await Promise.all([ann?.awaitable.referrer, bob?.awaitable.referrer])).toEqual([null, ann])
  })

  test('read keys that were deferred by one statement more', async () => {
    await using session = Session()
    const orders = await session.findAll(Order, { loadOnly: ['createdAt'], order: ['orderId'] })
    const lines = await session.findAll(Line, { loadOnly: ['quantity'], order: ['orderId', 'productId'] })
    sent()
    const owners = await Promise.all(orders.map((order) => order.awaitable.user))
    expect(owners.map((user) => user?.fullName)).toEqual(['Ann', 'Ann', 'Bob'])
    const read = await Promise.all(lines.map((line) => line.awaitable.order))
    expect(read).toEqual([orders[0], orders[0], orders[1], orders[1]])
    expect(sent()).toEqual(['order 1 2 3', 'users {1,2}', 'order {1,2}'])
  })

  test('read the deferred keys of rows with a key of several columns too', async () => {
    await using session = Session()
    const found = await session.findAll(Mark, { defer: ['userId'], order: ['kind', 'year'] })
    sent()
    const owners = await Promise.all(found.map((mark) => mark.awaitable.user))
    expect(owners.map((user) => user?.fullName)).toEqual(['Ann', 'Bob', 'Ann'])
    expect(sent()).toEqual(['marks best 2020 best 2021 last 2020', 'users {1,2}'])
  })

  test('fail together where the row of one is gone, so that its key cannot be read', async () => {
    await using session = Session()
    const found = await session.findAll(Mark, { defer: ['userId'] })
    await session.execute`delete from marks where year = 2021`
    const reads = await Promise.allSettled(found.map((mark) => mark.awaitable.user))
    expect(reads.map((read) => read.status === 'rejected' && read.reason.code)).toEqual(
      Array(3).fill('STALE_DATA'),
    )
    await session.rollback()
  })

  test('see what is pending', async () => {
    await using session = Session()
    const [ann, , cid] = await users(session)
    session.add(Order.build({ userId: '3' }))
    const read = await Promise.all([ann?.awaitable.orders, cid?.awaitable.orders])
    expect(read.map(count)).toEqual([2, 1])
    await session.rollback()
  })
})

describe('among other operations', () => {
  test('each is read behind what was asked for before it', async () => {
    await using session = Session()
    const [ann, , cid] = await users(session)
    const [before, , after] = await Promise.all([
      ann?.awaitable.orders,
      session.insert(Order, [{ userId: '3' }]),
      cid?.awaitable.orders,
    ])
    expect([count(before), count(after)]).toEqual([2, 1])
    expect(sent().map((each) => each.replace(/ .*/, ''))).toEqual(['order', 'order', 'order'])
    await session.rollback()
  })

  test('what is asked for behind the end of the session is refused, what was asked for before is read', async () => {
    const session = Session()
    const [ann, bob] = await users(session)
    const [before, , after] = await Promise.allSettled([
      ann?.awaitable.orders,
      session.close(),
      bob?.awaitable.orders,
    ])
    expect([before, after]).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'SESSION_CLOSED' } },
    ])
  })

  test('where the statement fails every read does, and a rollback mends it', async () => {
    await using session = Session()
    const [ann, bob] = await users(session)
    await expect(session.execute`select 1/0`).rejects.toThrow('division by zero')
    const read = await Promise.allSettled([ann?.awaitable.orders, bob?.awaitable.orders])
    expect(read).toMatchObject([
      { status: 'rejected', reason: { code: 'ROLLBACK_NEEDED' } },
      { status: 'rejected', reason: { code: 'ROLLBACK_NEEDED' } },
    ])
    await session.rollback()
    expect((await Promise.all([ann?.awaitable.orders, bob?.awaitable.orders])).map(count)).toEqual([2, 1])
  })
})

describe('in callbacks', () => {
  test('are gathered inside a transaction and its savepoints', async () => {
    await using session = Session()
    await session.transaction(async () => {
      const [ann, bob, cid] = await users(session)
      const inner = session.savepoint(async () => await cid?.awaitable.orders)
      const read = await Promise.all([inner, ann?.awaitable.orders, bob?.awaitable.orders])
      expect(read.map(count)).toEqual([0, 2, 1])
    })
    expect(sent()).toEqual(['order {3}', 'order {1,2}'])
  })

  test('wait for nothing that waits for them', async () => {
    await using session = Session()
    const [ann, bob, cid] = await users(session)
    await session.commit()
    let begin = () => {}
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const within = session.transaction(async () => {
      begin()
      // In the same tick the code outside asks for the same relation, which has to wait for this callback.
      await undefined
      return await Promise.all([ann?.awaitable.orders, bob?.awaitable.orders])
    })
    const outside = begun.then(() => cid?.awaitable.orders)
    expect([...(await within), await outside].map(count)).toEqual([2, 1, 0])
    expect(sent()).toEqual(['order {1,2}', 'order {3}'])
  })
})
