/** Set-based writes: many rows, one statement. */
import { fn, Op } from 'sequelize'
import { expect } from 'vitest'
import { people } from './support/people.ts'
import { Line, Order, Product, Profile, User } from './support/shop.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'

const ann = { telegramId: '1', fullName: 'Ann' }

inEveryWorld((_stage, it) => {
  it('inserts many rows in one statement and gives their number', async ({ open, sent }) => {
    const session = open()
    expect(await session.insert(User, [ann, { telegramId: '2', fullName: 'Bob' }])).toBe(2)
    await expectGolden(sent(), 'insert-many')
  })

  it('gives instances with what the database made, as objects of this session', async ({ open }) => {
    const session = open()
    const [added] = (await session.insert(User, [ann], { returning: true })) as User[]
    expect(added).toBeInstanceOf(User)
    expect(added?.createdAt).toBeInstanceOf(Date)
    expect(await session.get(User, '1')).toBe(added)
  })

  it('leaves what a row does not say to the database, row by row', async ({ open, sent }) => {
    const session = open()
    await session.insert(User, [ann, { telegramId: '2', fullName: 'Bob', username: 'bob' }])
    await expectGolden(sent(), 'insert-uneven')
    expect((await session.findAll(User, { order: ['telegramId'] })).map((user) => user.username)).toEqual([
      null,
      'bob',
    ])
  })

  it('updates the named attributes of a row whose key is taken', async ({ open, sent }) => {
    const session = open()
    const [first] = (await session.insert(User, [ann], { returning: true })) as User[]
    sent()
    const onConflict = { target: ['telegramId'], update: ['fullName'] }
    const [again] = (await session.insert(User, [{ ...ann, fullName: 'Anna' }], {
      onConflict,
      returning: true,
    })) as User[]
    await expectGolden(sent(), 'insert-conflict-update')
    expect(again).toBe(first)
    expect(first?.fullName).toBe('Anna')
  })

  it('leaves a row alone whose key is taken, where nothing is to be updated', async ({ open }) => {
    const session = open()
    await session.insert(User, [ann])
    const onConflict = { target: ['telegramId'] }
    expect(await session.insert(User, [{ ...ann, fullName: 'Anna' }], { onConflict })).toBe(0)
    expect((await session.get(User, '1'))?.fullName).toBe('Ann')
  })

  it('inserts nothing for no rows, and says what it does not know', async ({ open, sent }) => {
    const session = open()
    expect(await session.insert(User, [])).toBe(0)
    expect(sent()).toEqual([])
    await expect(async () => session.insert(User, [{ ...ann, nope: 1 }])).rejects.toMatchObject({
      code: 'UNKNOWN_ATTRIBUTE',
    })
  })

  it('inserts more rows than one page, in order', async ({ open, sent }) => {
    const session = open()
    await session.insert(User, [ann])
    sent()
    const rows = Array.from({ length: 20_001 }, () => ({ userId: '1' }))
    const orders = (await session.insert(Order, rows, { returning: true })) as Order[]
    expect(sent()).toHaveLength(3)
    expect(orders.map((order) => order.orderId)).toEqual(rows.map((_row, index) => index + 1))
  })

  it('inserts values that do not travel in an array', async ({ open }) => {
    const session = open()
    await session.insert(User, [ann, { telegramId: '2', fullName: fn('upper', 'bob') }])
    expect((await session.get(User, '2'))?.fullName).toBe('BOB')
    await session.insert(Profile, [
      { userId: '1', settings: { quote: `'"{},` } },
      { userId: '2', settings: null },
    ])
    expect((await session.findOne(Profile, { where: { userId: '1' } }))?.settings).toEqual({ quote: `'"{},` })
  })

  it('complains where a cast would have cut', async ({ open }) => {
    const session = open()
    const long = 'x'.repeat(256)
    const rows = [ann, { telegramId: '2', fullName: long }]
    await expect(async () => session.insert(User, rows)).rejects.toThrow(/too long/)
  })

  it('updates by condition, touches updatedAt, and lets instances know', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const bob = await session.get(User, '2')
    sent()
    expect(await session.update(User, { username: 'new' }, { where: { referrerId: '1' } })).toBe(2)
    await expectGolden(sent(), 'update-where')
    expect((await session.get(User, '2'))?.username).toBe('new')
    expect(bob?.username).toBe('new')
  })

  it('destroys by condition', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    expect(await session.destroy(Line, { where: { quantity: { [Op.gt]: 2 } } })).toBe(2)
    await expectGolden(sent(), 'destroy-where')
    expect(await session.count(Line)).toBe(2)
  })

  it('names constraint violations as Sequelize does, with the statement on the error and not in its words', async ({
    open,
  }) => {
    await people(open())
    const session = open()
    const failing = async (run: () => unknown) => {
      try {
        await run()
      } catch (error) {
        await session.rollback()
        return error as Error & { readonly sql: string; readonly parameters: readonly unknown[] }
      }
      throw new Error('nothing failed')
    }
    const unique = await failing(() => session.insert(User, [{ ...ann, fullName: 'secret' }]))
    expect(unique).toMatchObject({ name: 'SequelizeUniqueConstraintError', fields: { telegram_id: '1' } })
    expect(unique.sql).toMatch(/^INSERT INTO "users"/)
    expect(unique.parameters).toContain('secret')
    expect(unique.message).not.toMatch(/secret|INSERT/)
    const orphan = await failing(() => session.insert(Order, [{ userId: '77' }]))
    expect(orphan).toMatchObject({ name: 'SequelizeForeignKeyConstraintError', table: 'order' })
    const restricted = await failing(() => session.destroy(Product, { where: { productId: 1 } }))
    expect(restricted.name).toBe('SequelizeForeignKeyConstraintError')
  })

  it('takes no statement after one that failed, until it is rolled back', async ({ open }) => {
    const session = open()
    await expect(async () => session.execute`select 1/0`).rejects.toThrow(/division by zero/)
    await expect(async () => session.count(User)).rejects.toMatchObject({ code: 'ROLLBACK_NEEDED' })
    await expect(async () => session.commit()).rejects.toMatchObject({ code: 'ROLLBACK_NEEDED' })
    await session.rollback()
    expect(await session.count(User)).toBe(0)
  })
})
