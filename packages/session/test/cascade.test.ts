/** What `add` takes along: everything that can be reached, each table in one statement. */
import { expect } from 'vitest'
import { Line, Order, Product, Profile, User } from './support/shop.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'
import { must } from './support/must.ts'

const ann = () => User.build({ telegramId: '1', fullName: 'Ann' })
const ink = () => Product.build({ title: 'ink', price: '1' })

inEveryWorld((_stage, it) => {
  it('takes new orders with new lines of new products along with one add of a new user', async ({
    open,
    sent,
  }) => {
    const session = open()
    const user = ann()
    user.orders = [1, 2].map((quantity) => {
      const order = Order.build({})
      order.lines = [Line.build({ quantity })]
      must(order.lines[0]).product = Product.build({ title: `p${quantity}`, price: '1' })
      return order
    })
    session.add(user)
    await session.commit()
    await expectGolden(sent(), 'cascade-graph')
    const lines = await open().findAll(Line, { order: ['orderId'] })
    expect(lines.map((line) => [line.orderId, line.productId, line.quantity])).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ])
  })

  it('takes the parent along that a new child names', async ({ open }) => {
    const session = open()
    const order = Order.build({})
    order.user = ann()
    session.add(order)
    await session.commit()
    expect([order.userId, await open().count(User)]).toEqual(['1', 1])
  })

  it('takes a has-one along', async ({ open, sent }) => {
    const session = open()
    const user = ann()
    user.profile = Profile.build({ settings: null } as never)
    session.add(user)
    await session.commit()
    await expectGolden(sent(), 'cascade-has-one')
    expect([user.profile.id, user.profile.userId, user.profile.user === user]).toEqual([1, '1', true])
  })

  it('takes a tree of one table along, parents first', async ({ open, sent }) => {
    const session = open()
    const user = ann()
    user.referrals = [2, 3].map((id) => User.build({ telegramId: `${id}`, fullName: `U${id}` }))
    must(user.referrals[0]).referrals = [User.build({ telegramId: '4', fullName: 'U4' })]
    session.add(user)
    await session.commit()
    await expectGolden(sent(), 'cascade-tree')
    const rows = await open().findAll(User, { order: ['telegramId'] })
    expect(rows.map((row) => row.referrerId)).toEqual([null, '1', '1', '2'])
  })

  it('finds what hangs on far ends: a parent of a child of what was added', async ({ open }) => {
    const session = open()
    const line = Line.build({ quantity: 1 })
    line.product = ink()
    line.order = Order.build({})
    line.order.user = ann()
    line.order.user.referrer = User.build({ telegramId: '2', fullName: 'Bob' })
    session.add(line)
    await session.commit()
    expect([await open().count(User), line.order.user.referrerId]).toEqual([2, '2'])
  })

  it('takes along what a stored object was given', async ({ open }) => {
    const session = open()
    const user = ann()
    session.add(user)
    await session.commit()
    user.referrer = User.build({ telegramId: '2', fullName: 'Bob' })
    await session.commit()
    expect((await open().get(User, '1'))?.referrerId).toBe('2')
  })

  it('takes nothing along that only hangs on something nobody added', async ({ open }) => {
    const session = open()
    const order = Order.build({})
    order.user = ann()
    session.add(order.user)
    await session.commit()
    expect(await open().count(Order)).toBe(1)
    const loose = Order.build({ userId: '1' })
    expect([session.contains(loose), session.new.size]).toEqual([false, 0])
  })

  it('takes an object along once, however many ways lead to it', async ({ open, sent }) => {
    const session = open()
    const product = ink()
    const orders = [1, 2].map((quantity) => {
      const order = Order.build({ userId: '1' })
      order.lines = [Line.build({ quantity })]
      must(order.lines[0]).product = product
      return order
    })
    session.addAll([ann(), ...orders, product, product])
    sent()
    await session.commit()
    expect(sent().filter((text) => text.startsWith('INSERT INTO "Product List"'))).toHaveLength(1)
    expect(await open().count(Product)).toBe(1)
  })

  it('adds the same object twice as one row', async ({ open }) => {
    const session = open()
    const user = ann()
    session.addAll([user, user])
    session.add(user)
    await session.commit()
    expect(await open().count(User)).toBe(1)
  })

  it('brings defaults and generated keys back', async ({ open }) => {
    const session = open()
    const order = Order.build({ userId: '1' })
    session.addAll([ann(), order])
    await session.flush()
    expect([order.orderId, order.createdAt instanceof Date, order.isNewRecord, order.changed()]).toEqual([
      1,
      true,
      false,
      false,
    ])
    expect(await session.get(Order, 1)).toBe(order)
  })

  it('inserts rows that give different columns in one statement, and leaves the rest to defaults', async ({
    open,
    sent,
  }) => {
    const session = open()
    const long = new Date('2001-02-03T04:05:06Z')
    session.addAll([
      User.build({ telegramId: '1', fullName: 'Ann' }),
      User.build({ telegramId: '2', fullName: 'Bob', username: 'bob' }),
      User.build({ telegramId: '3', fullName: 'Cid', createdAt: long }),
    ])
    await session.commit()
    await expectGolden(sent(), 'cascade-uneven')
    const rows = await open().findAll(User, { order: ['telegramId'] })
    expect(rows.map((row) => [row.username, row.createdAt.getTime() === long.getTime()])).toEqual([
      [null, false],
      ['bob', false],
      [null, true],
    ])
  })

  it('gives the order of the statements by foreign keys, not by the order of adding', async ({
    open,
    sent,
  }) => {
    const session = open()
    const [user, product, order] = [ann(), ink(), Order.build({ userId: '1' })]
    const line = Line.build({ quantity: 1 })
    line.order = order
    line.product = product
    session.addAll([line, order, product, user])
    await session.flush()
    const tables = sent().flatMap((text) => /INSERT INTO ("[^"]+")/.exec(text)?.[1] ?? [])
    expect(tables.indexOf('"lines"')).toBe(3)
    expect(tables.indexOf('"users"')).toBeLessThan(tables.indexOf('"order"'))
  })

  it('inserts more rows than one statement takes, each with its own key', async ({ open, sent }) => {
    const session = open()
    const products = Array.from({ length: 10_001 }, (_, index) =>
      Product.build({ title: `p${index}`, price: '1' }),
    )
    session.addAll(products)
    await session.commit()
    expect(sent().filter((text) => text.startsWith('INSERT'))).toHaveLength(2)
    expect([products[0]?.productId, products[10_000]?.productId]).toEqual([1, 10_001])
    expect((await open().get(Product, 10_001))?.title).toBe('p10000')
  })

  it('inserts a chain of rows that refer to each other across pages', async ({ open }) => {
    const session = open()
    const users = Array.from({ length: 10_500 }, (_, index) =>
      User.build({
        telegramId: `${index + 1}`,
        fullName: 'U',
        ...(index === 0 ? {} : { referrerId: `${index}` }),
      }),
    )
    session.addAll(users.toReversed())
    await session.commit()
    expect(await open().count(User, { where: { referrerId: null } })).toBe(1)
  })

  it('refuses an object that another session holds', async ({ open }) => {
    const user = ann()
    open().add(user)
    expect(() => open().add(user)).toThrowError(
      expect.objectContaining({ code: 'ATTACHED_ELSEWHERE' }) as Error,
    )
  })
})
