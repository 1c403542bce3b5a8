/** Reads: Sequelize's options, always bound; values as Sequelize gives them. */
import { col, fn, Op, where } from 'sequelize'
import { expect } from 'vitest'
import { sql } from '@retort/session/async'
import { people } from './support/people.ts'
import { Line, Order, Product, Profile, User } from './support/shop.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'

/** What people might type. */
const nasty = [`O'Reilly`, '"; drop table users; --', '$1', 'Zoë 🦊', String.raw`back\slash`, 'a\nb', '']

inEveryWorld((_stage, it) => {
  it('finds by condition, order, limit and offset, with every value bound', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    const fits = { telegramId: { [Op.gte]: '1' }, fullName: ['Ann', 'Bob', 'Cid'] }
    const found = await session.findAll(User, {
      where: fits,
      order: [['fullName', 'DESC']],
      limit: 2,
      offset: 1,
    })
    expect(found.map((user) => user.fullName)).toEqual(['Bob', 'Ann'])
    await expectGolden(sent(), 'find')
  })

  it('finds NULL, and what is not', async ({ open }) => {
    await people(open())
    const session = open()
    expect((await session.findAll(User, { where: { username: null } })).length).toBe(2)
    expect((await session.findAll(User, { where: { username: { [Op.ne]: null } } })).length).toBe(1)
  })

  it('takes what people type as values, never as SQL', async ({ open }) => {
    const session = open()
    await session.insert(
      User,
      nasty.map((fullName, index) => ({ telegramId: String(index + 1), fullName })),
    )
    await session.commit()
    for (const [index, fullName] of nasty.entries()) {
      expect((await session.findAll(User, { where: { fullName } })).map((user) => user.telegramId)).toEqual([
        `${index + 1}`,
      ])
      expect(await session.execute`select telegram_id from users where full_name = ${fullName}`).toHaveLength(
        1,
      )
    }
  })

  it('reads odd identifiers, and columns named otherwise than attributes', async ({ open }) => {
    await people(open())
    const [ink] = await open().findAll(Product, { where: { productId: 1 } })
    expect(ink?.toJSON()).toEqual({ productId: 1, title: 'ink', price: '2.5000' })
  })

  it('keeps the digits of bigint and numeric, and the structure of JSON', async ({ open }) => {
    const session = open()
    await session.insert(User, [{ telegramId: '9223372036854775807', fullName: 'Max' }])
    await session.insert(Profile, [{ userId: '9223372036854775807', settings: { deep: [1, { a: null }] } }])
    await session.insert(Product, [{ title: 'dear', price: '999999999999.9999' }])
    const [profile] = await session.findAll(Profile)
    expect([profile?.userId, profile?.settings]).toEqual(['9223372036854775807', { deep: [1, { a: null }] }])
    expect((await session.findOne(Product))?.price).toBe('999999999999.9999')
  })

  it('reads some attributes, always with the key', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    const [cid] = await session.findAll(User, { attributes: ['username'], where: { telegramId: '3' } })
    expect(cid?.get()).toEqual({ telegramId: '3', username: 'cid' })
    await expectGolden(sent(), 'find-attributes')
    const full = await session.get(User, '3')
    expect([full, full?.fullName]).toEqual([cid, 'Cid'])
  })

  it('aggregates raw rows by group and having', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    const rows = await session.findAll(Line, {
      attributes: ['orderId', [fn('sum', col('quantity')), 'pieces']],
      group: ['orderId'],
      having: where(fn('sum', col('quantity')), Op.gt, 3),
      raw: true,
    })
    expect(rows).toEqual([{ orderId: 2, pieces: '7' }])
    await expectGolden(sent(), 'aggregate')
  })

  it('counts rows, with and without a condition', async ({ open }) => {
    await people(open())
    const session = open()
    expect(await session.count(User)).toBe(3)
    expect(await session.count(User, { where: { referrerId: '1' } })).toBe(2)
  })

  it('gives null, and an empty list, where there is nothing', async ({ open }) => {
    const session = open()
    expect(await session.get(User, '1')).toBeNull()
    expect(await session.findOne(User)).toBeNull()
    expect(await session.findAll(User)).toEqual([])
  })

  it('nests pieces of SQL, splices identifiers, joins lists', async ({ open, sent }) => {
    const session = open()
    const list = sql.join([1, 2, 3].map((each) => sql`(${each}::int)`))
    const rows = await session.execute(
      sql`select ${sql.identifier('odd "name')} from (values ${list}) as t(${sql.identifier('odd "name')}) ${sql.raw('order by 1 desc')}`,
    )
    expect(rows).toEqual([{ 'odd "name': 3 }, { 'odd "name': 2 }, { 'odd "name': 1 }])
    await expectGolden(sent(), 'execute')
  })

  it('prepares what it sends again and again', async ({ open }) => {
    await people(open())
    const session = open()
    const find = (telegramId: string) => session.findAll(User, { where: { telegramId } })
    const prepared = () => session.execute`select name from pg_prepared_statements`
    await find('1')
    const before = await prepared()
    for (const id of ['2', '3']) await find(id)
    expect(before.length).toBeGreaterThan(0)
    expect(await prepared()).toEqual(before)
  })

  it('refuses attributes, keys and includes that it cannot serve, naming what there is', async ({ open }) => {
    const session = open()
    await expect(async () => session.findAll(User, { attributes: ['fulName'] })).rejects.toMatchObject({
      code: 'UNKNOWN_ATTRIBUTE',
    })
    await expect(async () => session.findAll(User, { load: { ordrs: true } })).rejects.toThrow(
      /It has orders, profile, referrals, referrer/,
    )
    for (const include of [['orders'], { orders: true }]) {
      await expect(async () => session.findAll(User, { include })).rejects.toMatchObject({
        code: 'INVALID_OPTION',
      })
    }
    await expect(async () => session.get(Line, 1)).rejects.toMatchObject({ code: 'INVALID_KEY' })
    await expect(async () => session.get(Line, { orderId: 1 })).rejects.toThrow(/orderId and productId/)
    await expect(async () => session.get(User, null)).rejects.toMatchObject({ code: 'INVALID_KEY' })
    expect(await session.count(Order)).toBe(0)
  })
})
