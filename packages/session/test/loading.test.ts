/** Loading: whatever the strategy, the same graph; and as many statements as promised. */
import type { Model } from 'sequelize'
import { expect } from 'vitest'
import { joined, lateral, selectin, subquery } from '@retort/session/async'
import { people } from './support/people.ts'
import { Line, Order, Product, User } from './support/shop.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'

/** Each relation of a user and beyond, by name, for a strategy. */
const trees = (by: (options?: object) => object): Readonly<Record<string, object>> => ({
  'has many': { orders: by() },
  'has one': { profile: by() },
  'belongs to': { referrer: by() },
  'itself, both ways': { referrals: by(), referrer: by() },
  nested: { orders: by({ load: { lines: by({ load: { product: by() } }) } }) },
  'many to many': { orders: by({ load: { products: by() } }) },
  siblings: { orders: by({ load: { lines: by(), products: by() } }), profile: by(), referrals: by() },
  'with a condition and an order': {
    orders: by({ where: { orderId: [2, 3] }, order: [['orderId', 'DESC']] }),
  },
})

const plain = (instances: readonly Model[]) => instances.map((instance) => instance.toJSON())

inEveryWorld((_stage, it) => {
  for (const [strategy, by] of Object.entries({ joined, subquery, lateral })) {
    for (const name of Object.keys(trees(by))) {
      it(`gives the same graph by ${strategy} and by selectin: ${name}`, async ({ open, sent }) => {
        await people(open())
        const order = ['telegramId']
        await open().findAll(User, { order, load: trees(by)[name] }) // the types of columns are learned once
        sent()
        const found = await open().findAll(User, { order, load: trees(by)[name] })
        await expectGolden(sent(), `load-${strategy}-${name.replaceAll(/\W+/g, '-')}`)
        const expected = await open().findAll(User, { order, load: trees(selectin)[name] })
        await expectGolden(sent(), `load-selectin-${name.replaceAll(/\W+/g, '-')}`)
        expect(plain(found)).toEqual(plain(expected))
        expect(found).toHaveLength(3)
      })
    }
  }

  it('mixes strategies, also below one another', async ({ open, sent }) => {
    await people(open())
    const expected = plain(
      await open().findAll(User, { order: ['telegramId'], load: trees(selectin)['nested'] }),
    )
    sent()
    const below = { orders: joined({ load: { lines: selectin({ load: { product: joined() } }) } }) }
    expect(plain(await open().findAll(User, { order: ['telegramId'], load: below }))).toEqual(expected)
    expect(sent().filter((text) => text.startsWith('SELECT'))).toHaveLength(2)
    const above = { orders: selectin({ load: { lines: joined({ load: { product: selectin() } }) } }) }
    expect(plain(await open().findAll(User, { order: ['telegramId'], load: above }))).toEqual(expected)
    expect(sent().filter((text) => text.startsWith('SELECT'))).toHaveLength(3)
  })

  it('limits parents, whatever they have', async ({ open, sent }) => {
    await people(open())
    sent()
    const options = { order: [['telegramId', 'DESC']], limit: 2, offset: 1 }
    const users = await open().findAll(User, {
      ...options,
      load: { orders: joined({ load: { lines: joined() } }) },
    })
    await expectGolden(sent(), 'load-joined-limit')
    expect(users.map((user) => [user.fullName, user.orders?.length])).toEqual([
      ['Bob', 1],
      ['Ann', 2],
    ])
  })

  it('sends 1 + N statements when relations are read as they come', async ({ open, related, sent }) => {
    await people(open())
    const session = open()
    sent()
    let orders = 0
    for (const user of await session.findAll(User))
      orders += ((await related(user, 'orders')) as unknown[]).length
    expect(orders).toBe(3)
    expect(sent().filter((text) => text.startsWith('SELECT'))).toHaveLength(1 + 3)
    for (const user of await session.findAll(User)) await related(user, 'orders')
    expect(sent()).toHaveLength(1)
  })

  it('reads a to-one relation on demand: null without a key, no SELECT for whom it holds', async ({
    open,
    related,
    sent,
  }) => {
    await people(open())
    const session = open()
    const [ann, bob] = await session.findAll(User, { order: ['telegramId'] })
    sent()
    if (ann === undefined || bob === undefined) throw new Error('nobody is there')
    expect(await related(ann, 'referrer')).toBeNull()
    expect(await related(bob, 'referrer')).toBe(ann)
    expect(await related(bob, 'profile')).toBeNull()
    expect(sent()).toHaveLength(1)
  })

  it('asks for distinct keys once, and fetches each row once', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    const lines = await session.findAll(Line, {
      load: { product: true, order: { load: { user: true } } },
      order: ['orderId', 'productId'],
    })
    expect(lines[1]?.product).toBe(lines[2]?.product)
    expect(lines[0]?.order?.user).toBe(lines[3]?.order?.user)
    await expectGolden(sent(), 'load-distinct')
  })

  it('loads onto an instance that is there already', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const ann = await session.get(User, '1')
    sent()
    expect(await session.get(User, '1', { load: { orders: true } })).toBe(ann)
    expect(ann?.orders).toHaveLength(2)
    expect(sent()).toHaveLength(1)
  })

  it('joins to columns of some attributes only, and keeps the keys', async ({ open }) => {
    await people(open())
    const load = {
      orders: selectin({ attributes: ['createdAt'], load: { products: joined({ attributes: ['title'] }) } }),
    }
    const ann = await open().findOne(User, { attributes: ['fullName'], where: { telegramId: '1' }, load })
    expect(ann?.orders?.map((order) => order.products?.map((product) => product.title))).toEqual([
      ['ink', 'pen'],
      ['pen', 'paper'],
    ])
  })

  it('shows loaded relations in JSON, without going round in circles', async ({ open }) => {
    await people(open())
    const [ann] = await open().findAll(User, {
      order: ['telegramId'],
      load: { orders: { load: { user: true, lines: true } } },
    })
    const text = JSON.parse(JSON.stringify(ann)) as {
      readonly orders: readonly { readonly lines: readonly unknown[] }[]
    }
    expect(text.orders.map((order) => order.lines.length)).toEqual([2, 2])
    expect(ann?.get({ plain: true })).toEqual(ann?.toJSON())
    expect(ann?.get('orders' as never)).toBe(ann?.orders)
  })

  it('loads a relation through a third table anew when its rows have changed', async ({ open }) => {
    await people(open())
    const session = open()
    const order = await session.one(Order, { where: { orderId: 3 }, load: { products: true } })
    expect(order.products).toEqual([])
    await session.insert(Line, [{ orderId: 3, productId: 3, quantity: 1 }])
    for (const by of [joined, selectin]) {
      await session.refresh(order, { load: { products: by() } })
      expect(order.products?.map(({ title }) => title)).toEqual(['paper'])
    }
    expect(order.products?.[0]).toBe(await session.get(Product, 3))
  })

  it('reads aliases that PostgreSQL would cut', async ({ open }) => {
    await people(open())
    let load: object = { referrals: joined() }
    for (let depth = 0; depth < 8; depth++) load = { referrals: joined({ load }) }
    const users = await open().findAll(User, { order: ['telegramId'], load })
    expect(users[0]?.referrals?.map((user) => [user.fullName, user.referrals])).toEqual([
      ['Bob', []],
      ['Cid', []],
    ])
  })
})
