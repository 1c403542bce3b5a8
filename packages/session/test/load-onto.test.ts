/** `session.load`: relations brought to instances that are here, a statement for each branch however many there are. */
import type { Model } from 'sequelize'
import { expect } from 'vitest'
import { joined, joinRow, lateral, raise, selectin } from '@retort/session/async'
import { people } from './support/people.ts'
import { Line, Order, Product, Profile, User } from './support/shop.ts'
import { inEveryWorld } from './support/worlds.ts'

const selects = (sent: readonly string[]) => sent.filter((text) => text.startsWith('SELECT'))

inEveryWorld((_stage, it) => {
  it('gives the same instance, with its relations and those beyond', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const ann = await session.one(User, { where: { telegramId: '1' } })
    sent()
    expect(
      await session.load(ann, { orders: { order: ['orderId'], load: { lines: true } }, profile: true }),
    ).toBe(ann)
    expect(selects(sent())).toHaveLength(3)
    expect(ann.orders?.map((order) => order.lines?.length)).toEqual([2, 2])
    expect(ann.profile?.settings).toEqual({ dark: true })
    expect(sent()).toEqual([])
  })

  it('sends one statement for each branch, whatever the number of instances', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const users = await session.findAll(User, { order: ['telegramId'] })
    const tree = { orders: selectin({ load: { products: lateral() } }), profile: joined(), referrals: true }
    for (const some of [users.slice(0, 1), users.slice(0, 2), users]) {
      sent()
      expect(await session.load(some, tree)).toEqual(some)
      expect(selects(sent())).toHaveLength(3)
    }
    expect(users.map((user) => [user.orders?.length, user.profile?.id, user.referrals?.length])).toEqual([
      [2, 1, 2],
      [1, undefined, 0],
      [0, undefined, 0],
    ])
  })

  it('takes any iterable, each instance once, and sends nothing for none', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const users = await session.findAll(User, { order: ['telegramId'] })
    function* twice() {
      yield* users
      yield* users
    }
    sent()
    expect(await session.load(new Set<User>(), { orders: true })).toEqual([])
    expect(sent()).toEqual([])
    expect(await session.load(twice(), { orders: true })).toEqual([...users, ...users])
    expect(users.map((user) => user.orders?.length)).toEqual([2, 1, 0])
    expect(sent()).toHaveLength(1)
  })

  it('loads onto instances of several models at once', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const orders = await session.findAll(Order, { order: ['orderId'] })
    const profiles = await session.findAll(Profile)
    sent()
    const all: Model[] = [...orders, ...profiles]
    expect(await session.load(all, { user: { where: { fullName: ['Ann', 'Bob'] } } })).toEqual(all)
    expect(selects(sent())).toHaveLength(2)
    expect(orders.map((order) => order.user?.fullName)).toEqual(['Ann', 'Ann', 'Bob'])
    expect(profiles[0]?.user).toBe(orders[0]?.user)
  })

  it('takes what a relation has, and what the session holds costs nothing', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const ann = await session.one(User, { where: { telegramId: '1' }, load: { orders: true } })
    const orders = ann.orders ?? []
    sent()
    await session.load(orders, { lines: { load: { product: true } }, user: true })
    expect(selects(sent())).toHaveLength(2)
    expect(orders.flatMap((order) => order.lines?.map((line) => line.product?.title)).toSorted()).toEqual([
      'ink',
      'paper',
      'pen',
      'pen',
    ])
    expect(orders.map((order) => order.user)).toEqual([ann, ann])
  })

  it('reads again what is loaded already, and leaves what is not written', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = await session.one(User, { where: { telegramId: '1' }, load: { orders: true } })
    const other = open()
    await other.insert(Order, [{ userId: '1' }])
    await other.commit()
    ann.fullName = 'Anna'
    await session.load(ann, { orders: true })
    expect(ann.orders).toHaveLength(3)
    expect(ann.fullName).toBe('Anna')
  })

  it('limits for each parent, and brings the rows between', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const orders = await session.findAll(Order, { order: ['orderId'] })
    sent()
    await session.load(orders, { products: { limit: 1, order: [['price', 'DESC']], through: true } })
    expect(selects(sent())).toHaveLength(1)
    const found = orders.flatMap((order) =>
      (order.products ?? []).map((product) => [
        product.title,
        joinRow(order, 'products', product, Line)?.quantity,
      ]),
    )
    expect(found).toEqual([
      ['ink', 1],
      ['pen', 3],
    ])
    const [product] = orders[0]?.products ?? []
    if (orders[0] === undefined || product === undefined) throw new Error('nothing was read')
    const [order] = orders
    expect(() => joinRow(order, 'products', product, User)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringContaining('of Line, not of User'),
      }),
    )
  })

  it('brings rows between as instances of its own, which are written when they change', async ({
    open,
    sent,
  }) => {
    await people(open())
    const session = open()
    const order = await session.one(Order, { where: { orderId: 1 } })
    await session.load(order, { products: { order: ['title'], through: { attributes: ['quantity'] } } })
    const [ink] = order.products ?? []
    const line = ink && joinRow(order, 'products', ink, Line)
    if (line === undefined) throw new Error('nothing is between')
    expect(await session.get(Line, { orderId: 1, productId: 1 })).toBe(line)
    line.quantity = 9
    sent()
    await session.commit()
    expect(sent().filter((text) => text.startsWith('UPDATE'))).toHaveLength(1)
    expect(
      await open().scalars(Line, { attributes: ['quantity'], where: { orderId: 1, productId: 1 } }),
    ).toEqual([9])
  })

  it('leaves out rows without a required child beyond, even of a row that the session holds', async ({
    open,
  }) => {
    await people(open())
    const session = open()
    const orders = await session.findAll(Order, { order: ['orderId'] })
    const users = await session.findAll(User)
    await session.load(orders, { user: { load: { profile: { required: true } } } })
    expect(users).toHaveLength(3)
    expect(orders.map((order) => order.user?.profile?.id)).toEqual([1, 1, undefined])
    expect(orders[2]?.user ?? null).toBeNull()
  })

  it('says of an instance what reading a relation does', async ({ open, related }) => {
    await people(open())
    const session = open()
    const ann = await session.one(User, { where: { telegramId: '1' }, load: { referrals: raise() } })
    await session.load(ann, { orders: raise() })
    await expect((async () => related(ann, 'referrals'))()).rejects.toMatchObject({
      code: 'RELATION_NOT_LOADED',
    })
    await expect((async () => related(ann, 'orders'))()).rejects.toMatchObject({
      code: 'RELATION_NOT_LOADED',
    })
    expect(await related(ann, 'profile')).toMatchObject({ userId: '1' })
  })

  it('inserts an added instance first', async ({ open }) => {
    await people(open())
    const session = open()
    const dan = User.build({ telegramId: '9', fullName: 'Dan', referrerId: '1' })
    session.add(dan)
    const loaded = await session.load(dan, { orders: true, referrer: true })
    expect(loaded).toBe(dan)
    expect([loaded.orders, loaded.referrer?.telegramId]).toEqual([[], '1'])
  })

  it('refuses what is neither an instance nor a list', async ({ open }) => {
    const session = open()
    for (const given of [undefined, null, User, { telegramId: '1' }]) {
      const load = async () => session.load(given as unknown as Model, {})
      await expect(load()).rejects.toMatchObject({
        code: 'INVALID_OPTION',
        message: 'load() takes an instance, or a list of instances.',
      })
    }
  })

  it('refuses an instance of another session, or of none, and a relation that is none', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = await session.one(User, { where: { telegramId: '1' } })
    const stranger = await open().one(User, { where: { telegramId: '2' } })
    const load = async (given: Iterable<Model> | Model, tree: object) => session.load(given as Model, tree)
    await expect(load(stranger, { orders: true })).rejects.toMatchObject({ code: 'NOT_IN_SESSION' })
    await expect(load([ann, stranger], { orders: true })).rejects.toMatchObject({ code: 'NOT_IN_SESSION' })
    await expect(load(Product.build({ title: 'x', price: '1' }), { lines: true })).rejects.toMatchObject({
      code: 'NOT_IN_SESSION',
    })
    await expect(load(ann, { ordrs: true })).rejects.toMatchObject({ code: 'UNKNOWN_RELATION' })
    await expect(load(ann, { orders: { attributes: ['x'] } })).rejects.toMatchObject({
      code: 'UNKNOWN_ATTRIBUTE',
    })
  })
})
