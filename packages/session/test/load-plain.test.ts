/** Plain objects: values and loaded relations, and nothing that keeps track of them. */
import { joined, lateral, selectin, subquery } from '@retort/session/async'
import type { Model } from 'sequelize'
import { describe, expect } from 'vitest'
import { must } from './support/must.ts'
import { people } from './support/people.ts'
import { Line, User } from './support/shop.ts'
import { inEveryWorld } from './support/worlds.ts'

type By = <O extends object>(options?: O) => object

const strategies: Readonly<Record<string, By>> = { selectin, joined, subquery, lateral }
const byTelegram = ['telegramId']

describe('plain objects', () => {
  inEveryWorld((_stage, it) => {
    it('have what was asked for, and nothing that keeps track of them', async ({ open }) => {
      await people(open())
      const session = open()
      const load = { orders: { attributes: ['createdAt'], load: { lines: { attributes: ['quantity'] } } } }
      const users = await session.findAll(User, {
        attributes: ['fullName'],
        order: byTelegram,
        load,
        plain: true,
      })
      expect(users).toMatchObject([
        {
          fullName: 'Ann',
          orders: [
            { lines: [{ quantity: 1 }, { quantity: 2 }] },
            { lines: [{ quantity: 3 }, { quantity: 4 }] },
          ],
        },
        { fullName: 'Bob', orders: [{ lines: [] }] },
        { fullName: 'Cid', orders: [] },
      ])
      const [ann] = users as unknown as readonly { orders: readonly object[] }[]
      expect(Object.keys(must(ann))).toEqual(['fullName', 'orders'])
      expect(Object.keys(must(ann?.orders[0]))).toEqual(['createdAt', 'lines'])
      expect(Object.getPrototypeOf(ann)).toBe(Object.prototype)
      expect(session.contains(ann as unknown as Model)).toBe(false)
      const whole = must(await session.get(User, '1'))
      expect(whole.username).toBeNull()
      expect([...session.dirty, ...session.new]).toEqual([])
    })

    it('are new ones for each read, and know nothing of what is held', async ({ open }) => {
      await people(open())
      const session = open()
      const ann = must(await session.get(User, '1'))
      ann.fullName = 'Anna'
      const [first] = await session.findAll(User, { order: byTelegram, plain: true })
      const [second] = await session.findAll(User, { order: byTelegram, plain: true })
      expect(first).not.toBe(ann)
      expect(first).not.toBe(second)
      expect(first?.fullName).toBe('Anna')
      must(first).fullName = 'nobody'
      await session.commit()
      expect((await open().get(User, '1'))?.fullName).toBe('Anna')
    })

    it('come one at a time, too', async ({ open }) => {
      await people(open())
      const session = open()
      const options = {
        attributes: ['fullName'],
        load: { orders: { attributes: ['orderId'], limit: 1 } },
        plain: true,
      }
      const bob = { fullName: 'Bob', orders: [{ orderId: 3 }] }
      expect(await session.findOne(User, { ...options, order: [['telegramId', 'DESC']], offset: 1 })).toEqual(
        bob,
      )
      expect(await session.one(User, { ...options, where: { telegramId: '2' } })).toEqual(bob)
      expect(await session.oneOrNone(User, { ...options, where: { telegramId: '9' } })).toBeNull()
    })

    it('have lists of their own, though parents share the key', async ({ open }) => {
      await people(open())
      for (const by of Object.values(strategies)) {
        const load = { order: by({ load: { lines: by() } }) }
        const lines = await open().findAll(Line, { order: ['orderId', 'productId'], load, plain: true })
        const shown = lines as unknown as { order: { lines: object[] } }[]
        expect(shown.map(({ order }) => order.lines.length)).toEqual([2, 2, 2, 2])
      }
    })
  })
})
