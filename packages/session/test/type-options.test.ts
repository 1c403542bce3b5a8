/** What the compiler knows of options and results: each `@ts-expect-error` below is an error that the type check insists on. */
import type { Attributes } from 'sequelize'
import { col, fn, literal, Op, where } from 'sequelize'
import { expect, expectTypeOf, test } from 'vitest'
import { containsEager, joined, selectin } from '@retort/session/async'
import type * as async from '@retort/session/async'
import type * as blocking from '@retort/session/sync'
import { Line, Order, User } from './support/shop.ts'

/** Only compiled, never called. */
type Examples = Record<string, (session: async.Session, other: blocking.Session) => unknown>

const row = { telegramId: '1', fullName: 'x' }

const examples: Examples = {
  'conditions name attributes, and paths through relations': async (session) => {
    await session.findAll(User, { where: { fullName: { [Op.like]: 'A%' }, username: null } })
    await session.findAll(User, { where: { [Op.or]: [{ fullName: 'x' }, { telegramId: ['1', '2'] }] } })
    await session.findAll(User, { where: { '$orders.createdAt$': { [Op.gt]: new Date() } } })
    await session.findAll(User, { where: where(fn('lower', col('full_name')), 'x') })
    // @ts-expect-error it is fullName
    await session.findAll(User, { where: { fulName: 'x' } })
    // @ts-expect-error it is fullName
    await session.count(User, { where: { fulName: 'x' } })
    // @ts-expect-error it is fullName
    await session.exists(User, { where: { fulName: 'x' } })
    // @ts-expect-error it is fullName
    await session.destroy(User, { where: { fulName: 'x' } })
    // @ts-expect-error it is fullName
    await session.update(User, { username: 'x' }, { where: { fulName: 'x' } })
  },
  'orders name attributes and directions': async (session) => {
    await session.findAll(User, {
      order: ['fullName', ['username', 'DESC NULLS LAST'], [fn('lower', col('a')), 'ASC'], literal('1')],
    })
    // @ts-expect-error it is fullName
    await session.findAll(User, { order: ['fulName'] })
    // @ts-expect-error it is fullName
    await session.findAll(User, { order: [['fulName', 'DESC']] })
    // @ts-expect-error it is DESC
    await session.findAll(User, { order: [['fullName', 'DOWN']] })
    // @ts-expect-error it is orderId
    await session.findAll(User, { load: { orders: { order: ['ordrId'] } } })
  },
  'attributes are those that there are': async (session) => {
    await session.findAll(User, { attributes: ['fullName', [fn('now'), 'at'], ['username', 'label']] })
    await session.findAll(User, { attributes: { include: [[fn('now'), 'at']], exclude: ['createdAt'] } })
    // @ts-expect-error it is fullName
    await session.findAll(User, { attributes: [['fulName', 'label']] })
    // @ts-expect-error it is createdAt
    await session.findAll(User, { attributes: { exclude: ['created'] } })
    // @ts-expect-error it is fullName
    await session.findAll(User, { loadOnly: ['fulName'] })
    // @ts-expect-error it is fullName
    await session.findOne(User, { defer: ['fulName'] })
    // @ts-expect-error a relation is no attribute
    await session.one(User, { loadOnly: ['orders'] })
    // @ts-expect-error it is createdAt
    await session.findAll(User, { load: { orders: { loadOnly: ['created'] } } })
    // @ts-expect-error it is createdAt
    await session.findAll(User, { load: { orders: { defer: ['created'] } } })
  },
  'groups name attributes, and are of plain rows': async (session) => {
    const options = {
      attributes: ['userId', [fn('count', col('*')), 'n']],
      group: ['userId'],
      raw: true,
    } as const
    expectTypeOf(await session.findAll<{ n: string }, Order>(Order, options)).toEqualTypeOf<{ n: string }[]>()
    // @ts-expect-error it is userId
    await session.findAll(Order, { ...options, group: ['userID'] })
    // @ts-expect-error a group has no instances
    await session.findAll(Order, { group: ['userId'] })
  },
  'keys have the attributes of the primary key': async (session, other) => {
    await session.get(Line, { orderId: 1, productId: 2 })
    // @ts-expect-error it is productId
    await session.get(Line, { orderId: 1, product: 2 })
    // @ts-expect-error a truth value is no key
    other.get(User, true)
  },
  'conflicts name attributes': async (session, other) => {
    await session.insert(User, [row], { onConflict: { target: ['telegramId'], update: ['fullName'] } })
    // @ts-expect-error it is telegramId
    await session.insert(User, [row], { onConflict: { target: ['telegram'] } })
    // @ts-expect-error it is fullName
    await session.insert(User, [row], { onConflict: { target: ['telegramId'], update: ['fulName'] } })
    // @ts-expect-error a conflict has a target
    other.insert(User, [row], { onConflict: { update: ['fullName'] } })
  },
  'rows have what they must, and nothing else': async (session, other) => {
    await session.copy(User, [row])
    // @ts-expect-error fullName is missing
    await session.copy(User, [{ telegramId: '1' }])
    // @ts-expect-error it is username
    other.copy(User, [{ ...row, usrname: 'x' }])
    // @ts-expect-error a name is no number
    other.insert(User, [{ ...row, fullName: 1 }])
    // @ts-expect-error a name is no number
    await session.update(User, { fullName: 1 }, { where: {} })
    await session.update(User, { fullName: fn('upper', col('full_name')) }, { where: {} })
  },
  'one is there, one or none may be null': async (session, other) => {
    expectTypeOf((await session.one(User)).fullName).toEqualTypeOf<string>()
    expectTypeOf(other.one(User).orders[0]?.orderId).toExtend<number | undefined>()
    // @ts-expect-error it may be null
    void (await session.oneOrNone(User)).fullName
    // @ts-expect-error it may be null
    void other.oneOrNone(User).fullName
    const user = await session.one(User, { load: { orders: joined({ load: { lines: selectin() } }) } })
    expectTypeOf(user.orders[0]?.lines[0]?.quantity).toEqualTypeOf<number | undefined>()
  },
  'counts are numbers, and whether is yes or no': async (session, other) => {
    expectTypeOf(await session.count(User)).toEqualTypeOf<number>()
    expectTypeOf(other.count(User)).toEqualTypeOf<number>()
    expectTypeOf(await session.exists(User)).toEqualTypeOf<boolean>()
    expectTypeOf(other.exists(User)).toEqualTypeOf<boolean>()
  },
  'scalars are of one attribute, or of one expression': async (session, other) => {
    expectTypeOf(await session.scalars(User, { attributes: ['fullName'] })).toEqualTypeOf<unknown[]>()
    expectTypeOf(other.scalars<string>(User, { attributes: ['fullName'] })).toEqualTypeOf<string[]>()
    // @ts-expect-error one of them
    await session.scalars(User, { attributes: ['fullName', 'username'] })
    // @ts-expect-error it is fullName
    other.scalars(User, { attributes: ['fulName'] })
    // @ts-expect-error of something
    other.scalars(User, {})
  },
  'streams give what a find would give': async (session, other) => {
    for await (const user of session.stream(User, { load: { orders: true } }))
      expectTypeOf(user.orders[0]?.orderId).toExtend<number | undefined>()
    for (const user of other.stream(User, { where: { fullName: 'x' } }, { size: 10 }))
      expectTypeOf(user.orders[0]?.orderId).toExtend<number | undefined>()
    for (const each of other.stream<{ n: number }, User>(User, {
      raw: true,
      attributes: [[literal('1'), 'n']],
    }))
      expectTypeOf(each).toEqualTypeOf<{ n: number }>()
    // @ts-expect-error it is size
    other.stream(User, {}, { page: 10 })
    // @ts-expect-error an async stream has no blocking loop
    for (const user of session.stream(User)) void user
  },
  'what a write gives depends on returning': async (session, other) => {
    const where = { telegramId: '1' }
    expectTypeOf(await session.update(User, { username: 'x' }, { where })).toEqualTypeOf<number>()
    expectTypeOf(await session.update(User, { username: 'x' }, { where, returning: true })).toEqualTypeOf<
      User[]
    >()
    expectTypeOf(other.destroy(User, { where })).toEqualTypeOf<number>()
    expectTypeOf(other.destroy(User, { where, returning: true })).toEqualTypeOf<User[]>()
    expectTypeOf(other.destroy(User, { where, returning: ['fullName'] })).toEqualTypeOf<
      Pick<Attributes<User>, 'fullName'>[]
    >()
    // @ts-expect-error -- a typo in what is to be given back
    other.destroy(User, { where, returning: ['fulName'] })
    expectTypeOf(other.insert(User, [row], { returning: true })).toEqualTypeOf<User[]>()
    expectTypeOf(await session.copy(User, [row])).toEqualTypeOf<number>()
  },
  'locks are those that there are': async (session) => {
    await session.findAll(User, { lock: true, skipLocked: true })
    await session.get(User, '1', { lock: 'UPDATE' as never })
    // @ts-expect-error there is no such lock
    await session.findAll(User, { lock: 'EXCLUSIVE' })
  },
  'strategies keep what they are told': async (session) => {
    await session.findAll(User, {
      where: { '$orders.orderId$': 1 },
      load: { orders: containsEager({ load: { lines: true } }) },
    })
    // @ts-expect-error it is lines
    await session.findAll(User, { load: { orders: containsEager({ load: { lins: true } }) } })
    // @ts-expect-error it is createdAt
    await session.findAll(User, { load: { orders: selectin({ attributes: ['created'] }) } })
    // @ts-expect-error sessions load, Sequelize includes
    await session.findAll(User, { include: ['orders'] })
  },
  'the worlds are not mixed up': async (session, other) => {
    // @ts-expect-error an async session gives promises
    void session.one(User).fullName
    // @ts-expect-error an async session gives promises
    void session.count(User).toFixed()
    // @ts-expect-error a blocking one gives none
    void other.findAll(User).then
    // @ts-expect-error an async session is no blocking one
    const wrong: blocking.Session = session
    // @ts-expect-error a blocking session is no async one
    const alsoWrong: async.Session = other
    return [wrong, alsoWrong]
  },
}

test('the compiler has seen every example of options', () => {
  expect(Object.values(examples).every((example) => typeof example === 'function')).toBe(true)
  expect(Object.keys(examples)).toHaveLength(15)
})
