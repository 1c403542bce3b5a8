/** What makes no sense in a load, and is refused; expressions, which are not. */
import { containsEager, joined, lateral, selectin, subquery } from '@retort/session/async'
import { literal } from 'sequelize'
import { describe, expect } from 'vitest'
import { codeOf } from './support/code-of.ts'
import { people } from './support/people.ts'
import { Line, Order, User } from './support/shop.ts'
import { inEveryWorld } from './support/worlds.ts'

type By = <O extends object>(options?: O) => object

const strategies: Readonly<Record<string, By>> = { selectin, joined, subquery, lateral }
const byTelegram = ['telegramId']

describe('what makes no sense', () => {
  inEveryWorld((_stage, it) => {
    const wrong: Readonly<Record<string, object>> = {
      'a third table where there is none': { orders: { through: true } },
      'a limit below zero': { orders: { limit: -1 } },
      'half a row': { orders: { limit: 1.5 } },
      'a limit that is a text': { orders: { limit: '1' } },
      'a limit that is nothing': { orders: { limit: null } },
      'an offset below zero': { orders: lateral({ offset: -1 }) },
      'an offset without end': { orders: joined({ offset: Infinity }) },
      'rows of the condition inside JSON': { orders: lateral({ load: { lines: containsEager() } }) },
      'attributes and loadOnly': { orders: { attributes: ['orderId'], loadOnly: ['orderId'] } },
      'a direction that is none': { orders: { order: [['orderId', 'DOWN']] } },
      'an include': { orders: { include: [Line] } },
      'an option that nobody knows': { orders: { limt: 1 } },
      'an option of the third table that nobody knows': {
        orders: { load: { products: { through: { order: [] } } } },
      },
      'a third table that is no object': { orders: { load: { products: { through: false } } } },
      'a branch that is to be left out': { orders: false },
      'a branch that is nothing': { orders: null },
      'a strategy that is not called': { orders: joined },
      'a list of relations': ['orders'],
      'one below a branch': { orders: { load: ['lines'] } },
    }
    for (const [name, load] of Object.entries(wrong)) {
      it(`is refused: ${name}`, async ({ open }) => {
        const session = open()
        for (let time = 0; time < 2; time++) {
          for (const plain of [true, false])
            expect(await codeOf(() => session.findAll(User, { load, plain }))).toBe('INVALID_OPTION')
        }
      })
    }

    it('is refused: attributes and relations that are not there', async ({ open }) => {
      const session = open()
      expect(await codeOf(() => session.findAll(User, { load: { order: true } }))).toBe('UNKNOWN_RELATION')
      const unknown = { orders: { attributes: ['price'] } }
      expect(await codeOf(() => session.findAll(User, { load: unknown }))).toBe('UNKNOWN_ATTRIBUTE')
      const between = { products: { through: { attributes: ['price'] } } }
      expect(await codeOf(() => session.findAll(Order, { load: between }))).toBe('UNKNOWN_ATTRIBUTE')
      expect(await codeOf(() => session.findAll(User, { raw: true, load: { orders: true } }))).toBe(
        'INVALID_OPTION',
      )
    })

    it('is refused with the names that there are', async ({ open }) => {
      const session = open()
      const read = async (load: object) => session.findAll(User, { load })
      await expect(read({ orders: { limt: 1 } })).rejects.toThrow(
        'User.orders has no option "limt". It has where, order, limit, offset, attributes, loadOnly, defer, required, through, load, strategy.',
      )
      await expect(read({ orders: joined })).rejects.toThrow(
        'User.orders takes true, an object, or a strategy that is called: selectin(), joined(). Leave it out to load nothing.',
      )
      await expect(read(['orders'])).rejects.toThrow(
        /^"load" takes an object with relations of User as its names: orders, /u,
      )
    })

    it('is refused: a strategy that nobody knows', async ({ open }) => {
      const load = { orders: { strategy: 'eager' } }
      expect(await codeOf(() => open().findAll(User, { load }))).toBe('INVALID_OPTION')
    })

    it('takes conditions and orders that are expressions', async ({ open }) => {
      await people(open())
      for (const by of Object.values(strategies)) {
        const load = {
          orders: by({ where: literal('mod(order_id, 2) = 1'), order: literal('"Order"."order_id" DESC') }),
        }
        const users = await open().findAll(User, { order: byTelegram, load })
        expect(users.map(({ orders }) => orders?.map(({ orderId }) => orderId))).toEqual([[1], [3], []])
      }
    })
  })
})
