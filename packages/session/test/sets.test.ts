/** Writes of many rows: what is inserted, updated and destroyed by one statement, and how the session's objects keep in step. */
import { col, fn, literal, Op } from 'sequelize'
import { expect } from 'vitest'
import { people } from './support/people.ts'
import { Line, Order, Product, User } from './support/shop.ts'
import type { AnySession } from './support/worlds.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'

const ann = { telegramId: '1', fullName: 'Ann' }
const bob = { telegramId: '2', fullName: 'Bob' }
const usernames = async (session: AnySession) =>
  session.scalars(User, { attributes: ['username'], order: ['telegramId'] })

inEveryWorld((_stage, it) => {
  it('inserts the rows of a generator, a page at a time', async ({ open, sent }) => {
    const session = open()
    function* rows() {
      for (let index = 1; index <= 10_001; index++) yield { telegramId: String(index), fullName: `${index}` }
    }
    expect(await session.insert(User, rows())).toBe(10_001)
    expect(sent().filter((text) => text.startsWith('INSERT'))).toHaveLength(2)
    expect(await session.count(User)).toBe(10_001)
  })

  it('inserts a hundred thousand rows', async ({ open }) => {
    const session = open()
    const rows = Array.from({ length: 100_000 }, (_, index) => ({
      telegramId: String(index + 1),
      fullName: 'x',
    }))
    expect(await session.insert(User, rows)).toBe(100_000)
    expect(await session.count(User)).toBe(100_000)
  })

  it('passes on what a generator of rows throws; what it gave before is taken back by a rollback', async ({
    open,
  }) => {
    const session = open()
    function* rows() {
      for (let index = 1; index <= 10_000; index++) yield { telegramId: String(index), fullName: 'x' }
      throw new Error('no more')
    }
    await expect(async () => session.insert(User, rows())).rejects.toThrow('no more')
    await session.rollback()
    expect(await session.count(User)).toBe(0)
  })

  it('inserts rows that give nothing, each with the defaults of the database', async ({ open }) => {
    const session = open()
    await session.insert(User, [ann])
    await session.execute`alter table "order" alter user_id set default 1`
    expect(await session.insert(Order, [{}, {}] as never)).toBe(2)
    await session.execute`alter table "order" alter user_id drop default`
    expect(await session.count(Order, { where: { userId: '1' } })).toBe(2)
  })

  it('inserts rows of different shapes, each with what it gives', async ({ open, sent }) => {
    const session = open()
    await session.insert(User, [
      ann,
      { ...bob, username: 'bob' },
      { telegramId: '3', fullName: fn('upper', 'cid'), username: undefined },
      { telegramId: '4', fullName: 'Dan', username: null },
    ])
    await expectGolden(sent(), 'insert-shapes')
    expect(await session.scalars(User, { attributes: ['fullName'], order: ['telegramId'] })).toEqual([
      'Ann',
      'Bob',
      'CID',
      'Dan',
    ])
    expect(await usernames(session)).toEqual([null, 'bob', null, null])
  })

  it('takes texts in expressions as they are', async ({ open }) => {
    const session = open()
    await session.insert(User, [
      { telegramId: '1', fullName: fn('concat', 'US$ 5', '$1') },
      { telegramId: '2', fullName: fn('upper', literal(`'$$'`)) },
    ])
    expect(await session.scalars(User, { attributes: ['fullName'], order: ['telegramId'] })).toEqual([
      'US$ 5$1',
      '$$',
    ])
    await session.update(
      User,
      { username: fn('concat', '$2 ', col('full_name')) },
      { where: { telegramId: '1' } },
    )
    expect(await session.findAll(User, { where: { username: fn('concat', '$2', ' US$ 5$1') } })).toHaveLength(
      1,
    )
  })

  it('gives back the attributes that are named, as plain objects, and nothing else', async ({
    open,
    sent,
  }) => {
    const session = open()
    const named = { returning: ['fullName', 'telegramId'] } as const
    expect(await session.insert(User, [bob, ann], named)).toEqual([
      { fullName: bob.fullName, telegramId: bob.telegramId },
      { fullName: ann.fullName, telegramId: ann.telegramId },
    ])
    expect(sent().at(-1)).toContain('RETURNING "full_name", "telegram_id"')
    const where = { telegramId: ann.telegramId }
    expect(await session.update(User, { username: 'x' }, { where, returning: ['username'] })).toEqual([
      { username: 'x' },
    ])
    expect(await session.destroy(User, { where, returning: ['username', 'telegramId'] })).toEqual([
      { username: 'x', telegramId: ann.telegramId },
    ])
    expect(await session.count(User)).toBe(1)
  })

  it('refuses to give back what there is not', async ({ open }) => {
    const session = open()
    const returning = (names: readonly string[]) => async () =>
      session.insert(User, [bob], { returning: names })
    await expect(returning(['nothing'])()).rejects.toMatchObject({ code: 'UNKNOWN_ATTRIBUTE' })
    await expect(returning([])()).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    expect(await session.count(User)).toBe(0)
  })

  it("gives the instances of inserted rows in their order, as the session's objects", async ({
    open,
    sent,
  }) => {
    const session = open()
    const users = (await session.insert(User, [bob, ann], { returning: true })) as User[]
    expect(users.map((user) => user.fullName)).toEqual(['Bob', 'Ann'])
    sent()
    expect(await session.get(User, '1')).toBe(users[1])
    expect(sent()).toEqual([])
    const [order] = (await session.insert(Order, [{ userId: '1' }], { returning: true })) as Order[]
    expect(order?.orderId).toBe(1)
    await session.rollback()
    expect(await session.get(User, '1')).toBeNull()
    expect(await session.count(User)).toBe(0)
  })

  it('updates what is there where a key is taken, and gives all rows', async ({ open, sent }) => {
    const session = open()
    await session.insert(User, [ann])
    sent()
    const onConflict = { target: ['telegramId'], update: ['fullName', 'username'] }
    const rows = [
      { ...ann, fullName: 'Anna', username: 'a' },
      { ...bob, username: 'b' },
    ]
    const users = (await session.insert(User, rows, { onConflict, returning: true })) as User[]
    expect(users.map((user) => user.fullName)).toEqual(['Anna', 'Bob'])
    await expectGolden(sent(), 'insert-conflict-many')
    expect(await session.insert(User, rows, { onConflict })).toBe(2)
  })

  it('leaves what is there where a key is taken, and gives the other rows', async ({ open }) => {
    const session = open()
    await session.insert(User, [ann])
    const onConflict = { target: ['telegramId'] }
    const users = (await session.insert(User, [{ ...ann, fullName: 'Anna' }, bob], {
      onConflict,
      returning: true,
    })) as User[]
    expect(users.map((user) => user.fullName)).toEqual(['Bob'])
    expect(await session.insert(User, [ann, bob], { onConflict: { ...onConflict, update: [] } })).toBe(0)
    expect((await session.get(User, '1'))?.fullName).toBe('Ann')
  })

  it('updates where a composite key is taken', async ({ open }) => {
    await people(open())
    const session = open()
    const line = await session.get(Line, { orderId: 1, productId: 1 })
    const onConflict = { target: ['orderId', 'productId'], update: ['quantity'] }
    expect(
      await session.insert(
        Line,
        [
          { orderId: 1, productId: 1, quantity: 9 },
          { orderId: 3, productId: 1, quantity: 1 },
        ],
        { onConflict },
      ),
    ).toBe(2)
    expect((await session.get(Line, { orderId: 1, productId: 1 }))?.quantity).toBe(9)
    expect(line?.quantity).toBe(9)
  })

  it('says what it does not know of a conflict', async ({ open }) => {
    const session = open()
    for (const onConflict of [{ target: ['nope'] }, { target: ['telegramId'], update: ['nope'] }]) {
      await expect(async () => session.insert(User, [ann], { onConflict })).rejects.toMatchObject({
        code: 'UNKNOWN_ATTRIBUTE',
      })
    }
  })

  it('updates by expressions of the row', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    expect(await session.update(Line, { quantity: literal('quantity * 2') }, { where: { orderId: 1 } })).toBe(
      2,
    )
    expect(await session.update(User, { username: fn('lower', col('full_name')) }, { where: {} })).toBe(3)
    await expectGolden(sent(), 'update-expressions')
    expect(await usernames(session)).toEqual(['ann', 'bob', 'cid'])
  })

  it('gives the instances of updated rows, and overwrites what the session holds', async ({ open }) => {
    await people(open())
    const session = open()
    const held = await session.get(User, '2')
    const users = (await session.update(
      User,
      { username: 'x' },
      { where: { referrerId: '1' }, returning: true },
    )) as User[]
    expect(users.map((user) => user.username)).toEqual(['x', 'x'])
    expect(users).toContain(held)
    expect(held?.username).toBe('x')
    await session.rollback()
    expect((await session.get(User, '2'))?.username).toBeNull()
    expect(held?.username).toBeNull()
  })

  it('writes pending changes first, and those of one object survive the update of another attribute', async ({
    open,
  }) => {
    await people(open())
    const session = open()
    const user = (await session.get(User, '1')) as User
    user.fullName = 'Anna'
    await session.update(User, { username: 'x' }, { where: { fullName: 'Anna' } })
    expect(await session.get(User, '1')).toBe(user)
    expect([user.fullName, user.username]).toEqual(['Anna', 'x'])
  })

  it('updates a key, after which the row is found by the new one', async ({ open }) => {
    await people(open())
    const session = open()
    const cid = await session.get(User, '3')
    const [moved] = (await session.update(
      User,
      { telegramId: '33' },
      { where: { telegramId: '3' }, returning: true },
    )) as User[]
    expect(moved?.telegramId).toBe('33')
    expect(await session.get(User, '3')).toBeNull()
    expect((await session.get(User, '33'))?.fullName).toBe('Cid')
    expect(cid?.fullName).toBe('Cid')
  })

  it('refuses to write some of the rows that fit', async ({ open, sent }) => {
    const session = open()
    sent()
    const some = { where: {}, limit: 1 }
    await expect(async () => session.update(User, { username: 'x' }, some)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    })
    await expect(async () => session.destroy(User, some)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    expect(sent()).toEqual([])
  })

  it('leaves alone what is undefined, and clears what is null', async ({ open }) => {
    await people(open())
    const session = open()
    await session.update(User, { username: null, fullName: undefined }, { where: { telegramId: '3' } })
    expect((await session.get(User, '3'))?.toJSON()).toMatchObject({ fullName: 'Cid', username: null })
  })

  it('says which attribute there is not, and counts nothing where nothing fits', async ({ open }) => {
    await people(open())
    const session = open()
    await expect(async () => session.update(User, { nope: 1 }, { where: {} })).rejects.toMatchObject({
      code: 'UNKNOWN_ATTRIBUTE',
    })
    expect(await session.update(User, { username: 'x' }, { where: { telegramId: '9' } })).toBe(0)
    expect(
      await session.update(User, { username: 'x' }, { where: { telegramId: '9' }, returning: true }),
    ).toEqual([])
    expect(await session.destroy(User, { where: { telegramId: '9' } })).toBe(0)
    expect(await session.destroy(User, { where: { telegramId: '9' }, returning: true })).toEqual([])
  })

  it('destroys rows and gives them as they were, as objects of no session', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const held = await session.get(Line, { orderId: 1, productId: 1 })
    sent()
    const gone = (await session.destroy(Line, { where: { orderId: 1 }, returning: true })) as Line[]
    await expectGolden(sent(), 'destroy-returning')
    expect(gone.map((line) => line.quantity).toSorted()).toEqual([1, 2])
    expect(gone).toContain(held)
    expect(gone.some((line) => session.contains(line))).toBe(false)
    expect(await session.get(Line, { orderId: 1, productId: 1 })).toBeNull()
    await session.rollback()
    expect(await session.get(Line, { orderId: 1, productId: 1 })).toBe(held)
  })

  it('knows that a destroy may reach other tables', async ({ open }) => {
    await people(open())
    const session = open()
    const bob = await session.get(User, '2')
    const order = await session.get(Order, 3)
    expect(await session.destroy(User, { where: { telegramId: '2' } })).toBe(1)
    expect(await session.get(Order, 3)).toBeNull()
    expect([bob?.fullName, order?.orderId]).toEqual(['Bob', 3])
  })

  it('writes among more values than a statement takes parameters', async ({ open }) => {
    await people(open())
    const session = open()
    const where = { telegramId: Array.from({ length: 70_000 }, (_, index) => String(index + 2)) }
    expect(await session.update(User, { username: `it's` }, { where })).toBe(2)
    expect(await session.destroy(User, { where })).toBe(2)
    expect(await session.count(Product, { where: { title: { [Op.ne]: null } } })).toBe(3)
  })
})
