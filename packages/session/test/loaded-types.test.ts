/** What the compiler knows of loading: each `@ts-expect-error` below is an error that `npm run typecheck` insists on. */
import { Op } from 'sequelize'
import type { Model, ModelStatic } from 'sequelize'
import { expect, expectTypeOf, test } from 'vitest'
import { joined, joinRow, lateral, lazy, raise, selectin, subquery } from '@retort/session/async'
import type * as async from '@retort/session/async'
import type * as blocking from '@retort/session/sync'
import { Line, Order, Product, User } from './support/shop.ts'
import type { Profile } from './support/shop.ts'

/** Only compiled, never called. */
type Examples = Record<string, (session: async.Session, other: blocking.Session) => unknown>

declare const sometimes: boolean

const examples: Examples = {
  'strategies mix, each with what is beyond it': async (session) => {
    const load = {
      orders: lateral({
        limit: 3,
        order: [['createdAt', 'DESC']],
        load: { lines: subquery({ load: { product: joined() } }), products: { through: true } },
      }),
      referrer: selectin({ load: { profile: true } }),
      profile: raise(),
    } as const
    const user = await session.one(User, { load })
    expectTypeOf(user.orders[0]?.lines[0]?.product.title).toEqualTypeOf<string | undefined>()
    expectTypeOf(user.orders[0]?.products[0]?.price).toEqualTypeOf<string | undefined>()
    expectTypeOf(user.referrer?.profile?.id).toExtend<number | undefined>()
    // @ts-expect-error not loaded: it throws
    return user.profile.id
  },
  'what is left to be read, or raises, is not there': async (session) => {
    const user = await session.one(User, { load: { orders: lazy(), referrals: raise(), profile: undefined } })
    // @ts-expect-error lazy
    void user.orders.length
    // @ts-expect-error raises
    void user.referrals.length
    // @ts-expect-error not loaded
    void user.profile.id
    expectTypeOf((await user.awaitable.orders).length).toEqualTypeOf<number>()
    const [order] = await session.findAll(Order, {
      load: { user: { load: { orders: { strategy: 'lazy' } } } },
    })
    // @ts-expect-error lazy
    return order?.user.orders.length
  },
  'what is loaded sometimes may be undefined': async (session) => {
    const orders = sometimes ? ({ load: { lines: true } } as const) : undefined
    const user = await session.one(User, { load: { orders, referrer: sometimes ? true : lazy() } })
    // @ts-expect-error it may not be loaded
    void user.orders.length
    expectTypeOf(user.orders?.[0]?.lines[0]?.quantity).toEqualTypeOf<number | undefined>()
    // @ts-expect-error it may not be loaded
    void user.referrer.fullName
    const spread = await session.one(User, {
      load: { profile: true, ...(sometimes ? { orders: true } : {}) },
    })
    // @ts-expect-error it may not be loaded
    return spread.orders.length
  },
  'a parent without a required child is not there, so that the child is': async (session) => {
    const user = await session.one(User, { load: { referrer: { required: true }, profile: joined() } })
    expectTypeOf(user.referrer.fullName).toEqualTypeOf<string>()
    // @ts-expect-error it may be null
    void user.profile.id
    const held = await session.get(User, '1', { load: { referrer: { required: true } } })
    // @ts-expect-error whom the session holds is given anyway
    return held?.referrer.fullName
  },
  'names with a typo do not compile, wherever they are': async (session) => {
    // @ts-expect-error it is orders
    await session.findAll(User, { load: { referrer: true, ordrs: true } })
    // @ts-expect-error it is lines
    await session.one(User, { load: { orders: joined({ load: { products: true, lins: selectin() } }) } })
    // @ts-expect-error it is limit
    await session.findOne(User, { load: { orders: selectin({ limt: 3, order: ['orderId'] }) } })
    // @ts-expect-error it is createdAt
    await session.oneOrNone(User, { load: { orders: { order: [['createdAd', 'DESC']] } } })
    // @ts-expect-error it is orderId
    await session.findAll(User, { load: { orders: subquery({ attributes: ['orderID'] }) } })
    // @ts-expect-error it is title
    await session.findAll(Order, { load: { products: { loadOnly: ['titel'] } } })
    // @ts-expect-error it is userId
    await session.findAll(User, { load: { orders: { where: { orderId: 1, userID: '1' } } } })
    // @ts-expect-error it is DESC
    await session.findAll(User, { load: { orders: { order: [['createdAt', 'DOWN']] } } })
    // @ts-expect-error it is orders
    await session.get(User, '1', { load: { order: true } })
    const load = { orders: { load: { lines: true, linse: true } } } as const
    // @ts-expect-error it is lines
    await session.findAll(User, { load })
    // @ts-expect-error it is orders
    const rows = session.stream(User, { load: { profile: true, ordrs: true } })
    return rows
  },
  'nor do options that do not exist, or are of another kind': async (session, other) => {
    // @ts-expect-error a number
    await session.findAll(User, { load: { orders: { limit: '3' } } })
    // @ts-expect-error true, or options
    await session.findAll(Order, { load: { products: { through: 'lines' } } })
    // @ts-expect-error no such strategy
    await session.findAll(User, { load: { orders: { strategy: 'eager' } } })
    // @ts-expect-error what is lazy has no options
    await session.findAll(User, { load: { orders: { strategy: 'lazy', limit: 3 } } })
    // @ts-expect-error true, or options
    await session.findAll(User, { load: { orders: 'joined' } })
    // @ts-expect-error it is orders
    other.findAll(User, { load: { profile: true, ordrs: true } })
    // @ts-expect-error rows as they are have no relations
    await session.findAll(User, { raw: true, load: { orders: true } })
  },
  'conditions are as anywhere': async (session) => {
    const monday = new Date()
    const load = {
      orders: selectin({ where: { [Op.or]: [{ orderId: [1, 2] }, { createdAt: { [Op.gt]: monday } }] } }),
    }
    const between = { orders: { where: { orderId: { [Op.between]: [1, 2] } } } } as const
    await session.findAll(User, { load })
    await session.findAll(User, { load: { orders: { where: { '$user.full_name$': 'Ann' } } } })
    return session.findAll(User, {
      load: { profile: { where: { id: { [Op.in]: [1, 2] } } }, ...between },
    })
  },
  'a load of which nothing is known brings what may be there': async (session) => {
    const read = (load: async.Load<User>) => session.one(User, { load })
    const options: async.FindOptions<User> = { load: { orders: true } }
    // @ts-expect-error it may not be loaded
    void (await session.findAll(User, options))[0]?.orders.length
    return (await read({ orders: true })).orders?.length
  },
  'a model of which nothing is known takes any name': async (session) => {
    const model: ModelStatic<Model> = User
    const [found] = await session.findAll(model, { load: { orders: { load: { lines: true } } } })
    const child = Order.build({ userId: '1' })
    return found && joinRow(found, 'orders', child)?.get('quantity')
  },
  'plain objects hold what was chosen and loaded': async (session, other) => {
    const attributes = ['telegramId', 'username'] as const
    const load = { orders: { loadOnly: ['orderId'], load: { lines: { defer: ['quantity'] } } } } as const
    type Shape = {
      telegramId: string
      username: async.Plain<User>['username']
      orders: { orderId: number; lines: { orderId: number; productId: number }[] }[]
    }
    const users = await session.findAll(User, { plain: true, attributes, load })
    expectTypeOf(users).toExtend<Shape[]>()
    expectTypeOf<Shape>().toExtend<NonNullable<(typeof users)[number]>>()
    expectTypeOf(await session.one(User, { plain: true, attributes, load })).toExtend<Shape>()
    expectTypeOf(await session.findOne(User, { plain: true, attributes, load })).toExtend<Shape | null>()
    expectTypeOf(await session.oneOrNone(User, { plain: true, attributes, load })).toExtend<Shape | null>()
    for await (const user of session.stream(User, { plain: true, attributes, load }))
      expectTypeOf(user).toExtend<Shape>()
    expectTypeOf(other.findAll(User, { plain: true, attributes, load })).toExtend<Shape[]>()
    expectTypeOf(other.one(User, { plain: true, attributes, load })).toExtend<Shape>()
    expectTypeOf(other.findOne(User, { plain: true, attributes, load })).toExtend<Shape | null>()
    expectTypeOf(other.oneOrNone(User, { plain: true, attributes, load })).toExtend<Shape | null>()
    for (const user of other.stream(User, { plain: true, attributes, load }))
      expectTypeOf(user).toExtend<Shape>()
  },
  'and nothing else': async (session, other) => {
    const user = await session.one(User, { plain: true, load: { referrer: true, orders: lazy() } })
    expectTypeOf(user.fullName).toEqualTypeOf<string>()
    expectTypeOf(user.username).extract<null>().toEqualTypeOf<null>()
    expectTypeOf(user.referrer).extract<null>().toEqualTypeOf<null>()
    // @ts-expect-error it has no methods
    void user.save
    // @ts-expect-error nor has what is loaded
    void user.referrer?.save
    // @ts-expect-error nothing to await
    void user.awaitable
    // @ts-expect-error not loaded
    void user.profile
    // @ts-expect-error not loaded
    void user.orders
    const [some] = await session.findAll(User, { plain: true, loadOnly: ['fullName'] })
    // @ts-expect-error not chosen
    void some?.telegramId
    const [rest] = await session.findAll(User, { plain: true, defer: ['fullName'] })
    expectTypeOf(rest?.telegramId).toEqualTypeOf<string | undefined>()
    // @ts-expect-error left out
    void rest?.fullName
    const [without] = other.findAll(User, { plain: true, attributes: { exclude: ['fullName'] } })
    // @ts-expect-error left out
    void without?.fullName
    // @ts-expect-error a session holds no plain objects
    session.add(user)
  },
  'plain objects with names of their own, or of a list that is not known': async (session) => {
    const [user] = await session.findAll(User, {
      plain: true,
      attributes: ['fullName', ['telegramId', 'telegram']],
    })
    expectTypeOf(user).toEqualTypeOf<{ fullName: string; telegram: string } | undefined>()
    const names: ('fullName' | 'username')[] = []
    const [some] = await session.findAll(User, { plain: true, attributes: names })
    expectTypeOf(some?.fullName).toEqualTypeOf<string | undefined>()
    const one = await session.one(User, { plain: true, attributes: names })
    expectTypeOf(one.fullName).toEqualTypeOf<string | undefined>()
    const named: async.Plain<User, { orders: true }, ['fullName']> = { fullName: 'Ann', orders: [] }
    return named
  },
  'typos in plain reads': async (session) => {
    // @ts-expect-error it is fullName
    await session.findAll(User, { plain: true, attributes: ['telegramId', 'fulName'] })
    // @ts-expect-error it is fullName
    await session.one(User, { plain: true, loadOnly: ['fulName'] })
    // @ts-expect-error it is fullName
    await session.findOne(User, { plain: true, defer: ['fulName'] })
    // @ts-expect-error it is username
    await session.findAll(User, { plain: true, where: { usrname: 'x' } })
    // @ts-expect-error it is orders
    await session.findAll(User, { plain: true, load: { profile: true, ordrs: true } })
    // @ts-expect-error one or the other
    await session.findAll(User, { plain: true, raw: true })
    // @ts-expect-error it is limit
    await session.findAll(User, { plain: true, limt: 1 })
  },
  'the row between, plain and as an instance': async (session) => {
    const load = { products: { through: { attributes: ['quantity'] } } } as const
    const plain = await session.one(Order, { plain: true, load })
    expectTypeOf(plain.products[0]?.['Line']?.['quantity']).toBeUnknown()
    // @ts-expect-error it is title
    void plain.products[0]?.titel
    const order = await session.one(Order, { load })
    const [pen] = order.products
    if (pen === undefined) return
    expectTypeOf(joinRow(order, 'products', pen, Line)?.quantity).toEqualTypeOf<number | undefined>()
    expectTypeOf(joinRow(order, 'products', pen)?.isNewRecord).toEqualTypeOf<boolean | undefined>()
    joinRow(Order.build({ userId: '1' }), 'products', Product.build({ title: 'pen', price: '1' }), Line)
    const [other] = await session.findAll(Product, { load: { lines: true } })
    if (other !== undefined) joinRow(order, 'products', other)
    // @ts-expect-error it is products
    joinRow(order, 'product', pen)
    // @ts-expect-error an order is no product
    joinRow(order, 'products', order)
  },
  'load gives the same instances, with more of them there': async (session) => {
    const [found] = await session.findAll(User, { load: { profile: true } })
    if (found === undefined) return
    const user = await session.load(found, { orders: { load: { lines: true } } })
    expectTypeOf(user.orders[0]?.lines[0]?.quantity).toEqualTypeOf<number | undefined>()
    expectTypeOf(user.profile).toExtend<Profile | null>()
    for (const order of await session.load(user.orders, {
      products: true,
      user: { load: { profile: true } },
    })) {
      expectTypeOf(order.products[0]?.title).toEqualTypeOf<string | undefined>()
      expectTypeOf(order.user.profile?.id).toExtend<number | undefined>()
      expectTypeOf(order.lines[0]?.quantity).toEqualTypeOf<number | undefined>()
    }
    const users = await session.load(await session.findAll(User), { orders: selectin({ limit: 1 }) })
    expectTypeOf(users[0]?.orders[0]?.orderId).toExtend<number | undefined>()
    const fresh = await session.load(new Set([User.build({ telegramId: '1', fullName: 'x' })]), {
      referrer: true,
    })
    expectTypeOf(fresh[0]?.referrer?.fullName).toEqualTypeOf<string | undefined>()
    expectTypeOf(fresh[0]?.awaitable.orders).toExtend<Promise<readonly Order[]> | undefined>()
    const product = await session.one(Product)
    expectTypeOf((await session.load(product, { lines: true })).lines[0]?.quantity).toEqualTypeOf<
      number | undefined
    >()
    // @ts-expect-error it is orders
    await session.load(found, { ordrs: true })
    // @ts-expect-error it is lines
    await session.load(user.orders, { products: true, lins: true })
    // @ts-expect-error nothing is left out for want of a required child
    return (await session.load(found, { referrer: { required: true } })).referrer.fullName
  },
  'load in the blocking world': (_session, other) => {
    const [found] = other.findAll(User)
    if (found === undefined) return
    const user = other.load(found, { orders: { load: { lines: true } } })
    expectTypeOf(user.orders[0]?.lines[0]?.quantity).toEqualTypeOf<number | undefined>()
    expectTypeOf(other.load(user.orders, { products: true })[0]?.products[0]?.title).toEqualTypeOf<
      string | undefined
    >()
    // @ts-expect-error it is orders
    other.load(found, { profile: true, ordrs: true })
  },
}

test('the compiler has seen every example', () => {
  expect(Object.values(examples).every((example) => typeof example === 'function')).toBe(true)
  expect(Object.keys(examples)).toHaveLength(16)
})
