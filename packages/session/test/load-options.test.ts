/** What can be said of a branch: how many rows for each parent, which, of whom, and the rows between two tables. */
import { joined, joinRow, lateral, selectin, subquery } from '@retort/session/async'
import { Op } from 'sequelize'
import { describe, expect } from 'vitest'
import { must } from './support/must.ts'
import { people } from './support/people.ts'
import { Line, Order, User } from './support/shop.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'

type By = <O extends object>(options?: O) => object

const strategies: Readonly<Record<string, By>> = { selectin, joined, subquery, lateral }
const byTelegram = ['telegramId']
const selects = (statements: readonly string[]) => statements.filter((text) => text.startsWith('SELECT'))

describe('of a branch', () => {
  inEveryWorld((_stage, it) => {
    for (const [name, by] of Object.entries(strategies)) {
      it(`limits children for each parent by ${name}`, async ({ open, sent }) => {
        await people(open())
        const latest = { orders: by({ order: [['orderId', 'DESC']], limit: 1 }) }
        const read = () => open().findAll(User, { order: byTelegram, load: latest })
        await read()
        sent()
        const users = await read()
        await expectGolden(sent(), `load-${name}-limit-each`)
        expect(users.map(({ orders }) => must(orders).map(({ orderId }) => orderId))).toEqual([[2], [3], []])
      })

      it(`skips children of each parent by ${name}`, async ({ open }) => {
        await people(open())
        const rest = { orders: by({ order: [['orderId', 'DESC']], offset: 1, limit: 5 }) }
        const users = await open().findAll(User, { order: byTelegram, load: rest })
        expect(users.map(({ orders }) => must(orders).map(({ orderId }) => orderId))).toEqual([[1], [], []])
        const without = { orders: by({ limit: 0 }) }
        const none = await open().findAll(User, { order: byTelegram, load: without, plain: true })
        expect(none.map(({ orders }) => orders)).toEqual([[], [], []])
      })

      it(`limits rows behind a third table for each parent by ${name}`, async ({ open, sent }) => {
        await people(open())
        const load = {
          products: by({ order: [['title', 'ASC']], limit: 1, through: { attributes: ['quantity'] } }),
        }
        const read = () => open().findAll(Order, { order: ['orderId'], load, plain: true })
        await read()
        sent()
        const orders = await read()
        await expectGolden(sent(), `load-${name}-limit-each-through`)
        const found = orders as unknown as { products: { title: string; Line: object }[] }[]
        expect(found.map(({ products }) => products.map(({ title, Line }) => [title, Line]))).toEqual([
          [['ink', { quantity: 1 }]],
          [['paper', { quantity: 4 }]],
          [],
        ])
      })

      it(`gives only parents that have what is required by ${name}, and counts them`, async ({
        open,
        sent,
      }) => {
        await people(open())
        const load = { orders: by({ required: true, where: { orderId: { [Op.gt]: 1 } } }) }
        const read = () =>
          open().findAll(User, { order: [['telegramId', 'DESC']], limit: 1, offset: 1, load })
        await read()
        sent()
        const users = await read()
        await expectGolden(sent(), `load-${name}-required`)
        expect(users.map(({ fullName, orders }) => [fullName, orders?.length])).toEqual([['Ann', 1]])
      })

      it(`requires by ${name} what is further away`, async ({ open }) => {
        await people(open())
        const having = { where: { quantity: { [Op.gt]: 3 } }, required: true }
        const load = { orders: by({ load: { lines: by(having) } }) }
        const lax = await open().findAll(User, { order: byTelegram, load })
        expect(lax.map(({ orders }) => orders?.length)).toEqual([1, 0, 0])
        const strict = { orders: by({ required: true, load: { lines: by(having) } }) }
        const [ann, ...others] = await open().findAll(User, { order: byTelegram, load: strict })
        expect(others).toEqual([])
        expect(ann?.orders?.map(({ orderId }) => orderId)).toEqual([2])
      })
    }

    it('loads what is required of an object that the session holds already', async ({ open }) => {
      await people(open())
      const session = open()
      const [ann] = await session.findAll(User, { order: byTelegram })
      const required = { orders: selectin({ required: true, where: { orderId: 99 } }) }
      const order = await session.one(Order, { where: { orderId: 1 }, load: { user: { load: required } } })
      expect(order.user).toBeNull()
      const again = await session.one(Order, { where: { orderId: 2 }, load: { user: true } })
      expect(again.user).toBe(ann)
    })

    it('repeats the query of parents that the session holds already', async ({ open }) => {
      await people(open())
      const session = open()
      const held = await session.findAll(User, { order: byTelegram, where: { telegramId: '1' } })
      const load = { user: selectin({ load: { orders: subquery({ load: { lines: subquery() } }) } }) }
      const orders = await session.findAll(Order, { order: ['orderId'], load })
      expect(orders.map(({ user }) => user?.orders?.length)).toEqual([2, 2, 1])
      expect(held[0]?.orders?.map(({ lines }) => lines?.length)).toEqual([2, 2])
    })

    for (const [name, by] of Object.entries(strategies)) {
      it(`locks the rows that are asked for, and no other, by ${name}`, async ({ open, sent }) => {
        await people(open())
        const load = { orders: by({ limit: 1 }), referrer: by(), profile: by() }
        for (const more of [{}, { limit: 2 }]) {
          const session = open()
          sent()
          const options = { order: byTelegram, where: { telegramId: ['1', '2'] }, lock: true, load, ...more }
          const [ann, bob] = await session.findAll(User, options)
          expect([ann?.orders?.length, bob?.orders?.length, bob?.referrer?.fullName]).toEqual([1, 1, 'Ann'])
          expect(sent().filter((text) => text.includes('FOR UPDATE OF "User"'))).toHaveLength(1)
          const other = open()
          const free = { lock: true, skipLocked: true, order: byTelegram }
          expect((await other.findAll(User, free)).map(({ fullName }) => fullName)).toEqual(['Cid'])
          expect(await other.findAll(Order, { ...free, order: ['orderId'] })).toHaveLength(3)
          await session.rollback()
          await other.rollback()
        }
      })
    }

    it('repeats no query that locks: the second time it could lock other rows', async ({ open, sent }) => {
      await people(open())
      const [session, other] = [open(), open()]
      await other.get(User, '1', { lock: true })
      sent()
      const load = {
        orders: subquery({ load: { lines: subquery() } }),
        referrer: joined({ load: { orders: subquery() } }),
      }
      const options = { order: byTelegram, limit: 1, lock: true, skipLocked: true, load }
      const [bob] = await session.findAll(User, options)
      expect(bob?.fullName).toBe('Bob')
      expect(bob?.orders?.map(({ lines }) => lines)).toEqual([[]])
      expect(bob?.referrer?.orders).toHaveLength(2)
      expect(sent().filter((text) => text.includes('FOR UPDATE'))).toHaveLength(1)
    })
  })
})

describe('of the rows between two tables', () => {
  inEveryWorld((_stage, it) => {
    for (const [name, by] of Object.entries(strategies)) {
      it(`brings them along by ${name}, as instances of the session`, async ({ open }) => {
        await people(open())
        const session = open()
        const order = await session.one(Order, {
          where: { orderId: 2 },
          load: { products: by({ through: true }) },
        })
        const pen = must(order.products?.find(({ title }) => title === 'pen'))
        const link = must(joinRow(order, 'products', pen, Line))
        expect(link).toBeInstanceOf(Line)
        expect(link.quantity).toBe(3)
        expect(session.contains(link)).toBe(true)
        expect(await session.get(Line, { orderId: 2, productId: 2 })).toBe(link)
        link.quantity = 30
        await session.commit()
        expect(
          await open().scalars(Line, { attributes: ['quantity'], where: { orderId: 2, productId: 2 } }),
        ).toEqual([30])
      })

      it(`nests them in plain objects by ${name}, with the attributes that were asked for`, async ({
        open,
      }) => {
        await people(open())
        const through = { attributes: ['quantity'], where: { quantity: { [Op.gt]: 1 } } }
        const load = { products: by({ attributes: ['title'], through }) }
        const orders = await open().findAll(Order, { attributes: [], order: ['orderId'], load, plain: true })
        expect(orders).toEqual([
          { products: [{ title: 'pen', Line: { quantity: 2 } }] },
          {
            products: [
              { title: 'pen', Line: { quantity: 3 } },
              { title: 'paper', Line: { quantity: 4 } },
            ],
          },
          { products: [] },
        ])
      })
    }

    it('has none where they were not asked for', async ({ open }) => {
      await people(open())
      const order = await open().one(Order, { where: { orderId: 1 }, load: { products: true } })
      const pen = must(order.products?.[1])
      expect(joinRow(order, 'products', pen, Line)).toBeUndefined()
    })

    it('keeps apart whose they are', async ({ open }) => {
      await people(open())
      for (const by of Object.values(strategies)) {
        const orders = await open().findAll(Order, {
          order: ['orderId'],
          load: { products: by({ through: true }) },
        })
        const quantities = orders.map((order) =>
          must(order.products).map((product) => joinRow(order, 'products', product, Line)?.quantity),
        )
        expect(quantities).toEqual([[1, 2], [3, 4], []])
      }
    })
  })
})

describe('get and refresh', () => {
  inEveryWorld((_stage, it) => {
    for (const [name, by] of Object.entries(strategies)) {
      it(`load by ${name}`, async ({ open }) => {
        await people(open())
        const session = open()
        const load = { orders: by({ order: [['orderId', 'DESC']], limit: 1, load: { lines: by() } }) }
        const ann = must(await session.get(User, '1', { load }))
        expect(ann.orders?.map(({ lines }) => lines?.length)).toEqual([2])
        expect(await session.get(User, '1', { load: { orders: by({ where: { orderId: 1 } }) } })).toBe(ann)
        expect(ann.orders?.map(({ orderId }) => orderId)).toEqual([1])
        await session.refresh(ann, { load: { orders: by(), referrals: by({ limit: 1 }) } })
        expect([ann.orders?.length, ann.referrals?.length]).toEqual([2, 1])
        expect(await session.get(User, '99', { load })).toBeNull()
      })
    }
  })
})

describe('many parents', () => {
  inEveryWorld((_stage, it) => {
    for (const [name, by] of Object.entries(strategies)) {
      it(`are streamed with what is said of branches, whatever was asked for: ${name}`, async ({ open }) => {
        await people(open())
        const products = by({ order: [['title', 'DESC']], limit: 1, through: { attributes: ['quantity'] } })
        const load = {
          orders: by({ required: true, limit: 1, order: [['orderId', 'DESC']], load: { products } }),
        }
        for (const plain of [true, false]) {
          const seen: unknown[] = []
          const stream = open().stream(User, { order: byTelegram, load, plain }, { size: 1 })
          for await (const { fullName, orders } of stream)
            seen.push([fullName, must(orders).map((order) => must(order.products).map(({ title }) => title))])
          expect(seen).toEqual([
            ['Ann', [['pen']]],
            ['Bob', [[]]],
          ])
        }
      })
    }

    it('are asked for by pages of their keys', async ({ open, sent }) => {
      const session = open()
      await session.execute`insert into users (telegram_id, full_name) select n, 'U' || n from generate_series(1, 50001) as n`
      await session.execute`insert into "order" (user_id) select n from generate_series(1, 50001, 50) as n`
      sent()
      const load = { orders: { load: { lines: true } } }
      const users = await session.findAll(User, {
        attributes: ['telegramId'],
        order: byTelegram,
        load,
        plain: true,
      })
      expect(selects(sent())).toHaveLength(1 + 2 + 1)
      expect(users.flatMap(({ orders }) => must(orders))).toHaveLength(1_001)
      expect(users.at(-1)).toMatchObject({ telegramId: '50001', orders: [{ userId: '50001', lines: [] }] })
      await session.rollback()
    })
  })
})
