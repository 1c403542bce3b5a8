/** Plans are made once for each shape of a read: other values go into the same statements, and give their own rows. */
import fc from 'fast-check'
import { createEngine, joined, lateral, selectin, sessionmaker, sql, subquery } from '@retort/session/async'
import { col, fn, literal, Op, where as compared } from 'sequelize'
import type { Model, ModelStatic } from 'sequelize'
import { Sequelize } from 'sequelize-typescript'
import type { SequelizeOptions } from 'sequelize-typescript'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import { Booking, Club, clubs, Match, Member, seasons } from './support/clubs.ts'
import { someGoods, someWhere } from './support/good-conditions.ts'
import { Good, goods } from './support/goods.ts'
import { people } from './support/people.ts'
import { Order, User } from './support/shop.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'
import type { AnySession } from './support/worlds.ts'

const numRuns = 10 * Number(process.env['RETORT_PROPERTY_RUNS'] ?? 40)
const seed = Number(process.env['RETORT_PROPERTY_SEED'] ?? 1)

vi.setConfig({ testTimeout: 30_000 + 200 * numRuns })

const byId = [['id', 'ASC']]
const ids = (rows: readonly Model[]) => rows.map((row) => row.get('id' as never))
const date = (day: number) => new Date(Date.UTC(2024, 0, day, 12))

/** Reads the same rows as Sequelize does. */
async function expectSame(session: AnySession, model: ModelStatic<Model>, where: object): Promise<unknown[]> {
  const theirs = ids(await model.findAll({ where: where as never, order: byId as never }))
  expect(ids(await session.findAll(model, { where, order: byId }))).toEqual(theirs)
  return theirs
}

/** Ten goods whose values tell them apart. */
async function ten(session: AnySession): Promise<void> {
  const rows = Array.from({ length: 10 }, (_value, index) => ({
    id: index + 1,
    text: `text ${index}`,
    small: index - 5,
    big: String(9_007_199_254_740_993n + BigInt(index)),
    double: index / 2,
    exact: index / 2,
    flag: index % 2 === 0,
    moment: date(index + 1),
    day: `2024-01-${String(index + 1).padStart(2, '0')}`,
    bytes: Buffer.from([index]),
    mood: index % 2 === 0 ? 'dim' : 'bright',
    tags: [`t${index}`, 'all'],
    numbers: [index],
    jsonb: { at: index, name: `n${index}`, is: index > 4 },
    span: [index, index + 2],
    period: [date(index + 1), date(index + 3)],
  }))
  await session.insert(Good, rows)
  await session.commit()
}

/** Two conditions of one shape each, and whether their plan is the same. */
const pairs: Readonly<Record<string, readonly [object, object, isSame: boolean]>> = {
  'whole numbers': [{ small: 1 }, { small: 2 }, true],
  'numbers below zero': [{ small: -1 }, { small: -2 }, true],
  fractions: [{ exact: 0.5 }, { exact: 1.5 }, true],
  'floating numbers': [{ double: 0.5 }, { double: 1.5 }, false],
  texts: [{ text: 'text 1' }, { text: 'text 2' }, true],
  'big numbers': [{ big: 9_007_199_254_740_994n }, { big: 9_007_199_254_740_995n }, true],
  'big numbers as texts': [{ big: '9007199254740994' }, { big: '9007199254740995' }, true],
  dates: [{ moment: date(2) }, { moment: date(3) }, true],
  days: [{ day: '2024-01-02' }, { day: '2024-01-03' }, true],
  bytes: [{ bytes: Buffer.from([1]) }, { bytes: Buffer.from([2]) }, false],
  enums: [{ mood: 'dim' }, { mood: 'bright' }, true],
  lists: [{ id: [1, 2] }, { id: [3, 4] }, true],
  'lists of texts': [{ text: { [Op.in]: ['text 1', 'x'] } }, { text: { [Op.in]: ['y', 'text 2'] } }, true],
  between: [{ small: { [Op.between]: [-3, 1] } }, { small: { [Op.between]: [-4, 3] } }, true],
  comparisons: [{ id: { [Op.gt]: 3, [Op.lte]: 5 } }, { id: { [Op.gt]: 4, [Op.lte]: 9 } }, true],
  like: [{ text: { [Op.like]: 'text 1%' } }, { text: { [Op.like]: '%2' } }, true],
  'numbers in documents': [{ jsonb: { at: 3 } }, { jsonb: { at: 4 } }, true],
  'texts in documents': [{ jsonb: { name: 'n3' } }, { jsonb: { name: 'n4' } }, true],
  connected: [{ [Op.or]: [{ id: 1 }, { text: 'text 4' }] }, { [Op.or]: [{ id: 2 }, { text: 'x' }] }, true],
  'the start of a text': [
    { text: { [Op.startsWith]: 'text 1' } },
    { text: { [Op.startsWith]: 'text 2' } },
    false,
  ],
  'documents in documents': [
    { jsonb: { [Op.contains]: { at: 3 } } },
    { jsonb: { [Op.contains]: { at: 4 } } },
    false,
  ],
  'numbers in ranges': [{ span: { [Op.contains]: 1 } }, { span: { [Op.contains]: 5 } }, false],
  ranges: [{ span: { [Op.overlap]: [1, 2] } }, { span: { [Op.overlap]: [5, 7] } }, false],
  'ranges of dates': [
    { period: { [Op.overlap]: [date(1), date(2)] } },
    { period: { [Op.overlap]: [date(5), date(6)] } },
    false,
  ],
  'a truth value': [{ flag: true }, { flag: false }, false],
  'nothing and something': [{ text: null }, { text: 'text 1' }, false],
  'lists of other lengths': [{ id: [1, 2] }, { id: [3] }, false],
  'another sign': [{ small: 1 }, { small: -1 }, false],
}

describe('plans of conditions', () => {
  inEveryWorld((_stage, it) => {
    for (const [name, [one, other, isSame]] of Object.entries(pairs)) {
      it(`give each its own rows, and are ${isSame ? 'the same' : 'not the same'}: ${name}`, async ({
        open,
      }) => {
        await ten(open())
        const session = open()
        const [first, second] = [await expectSame(session, Good, one), await expectSame(session, Good, other)]
        expect(first).not.toEqual(second)
        expect(await expectSame(session, Good, one)).toEqual(first)
        const plan = (where: object) => session.plan(Good, { where, order: byId })
        expect(plan(one) === plan(other)).toBe(isSame)
      })
    }

    it('give what Sequelize finds, for any condition', async ({ open }) => {
      const [rows = []] = fc.sample(someGoods, { numRuns: 1, seed })
      const session = open()
      await session.insert(Good, rows)
      await session.commit()
      const property = fc.asyncProperty(
        someWhere,
        async (where) => void (await expectSame(session, Good, where)),
      )
      await fc.assert(property, { numRuns, seed })
    })

    it('are made anew for expressions, which stay what they are', async ({ open }) => {
      await ten(open())
      const session = open()
      for (const id of [2, 3]) {
        expect(await expectSame(session, Good, literal(`id = ${id}`))).toEqual([id])
        expect(await expectSame(session, Good, compared(fn('abs', col('small')), id))).toHaveLength(2)
        expect(await expectSame(session, Good, { id: { [Op.eq]: literal(String(id)) } })).toEqual([id])
        expect(await expectSame(session, Good, { text: fn('concat', 'text ', String(id)) })).toEqual([id + 1])
      }
      const attributes = (word: string) => ['id', [fn('concat', 'text', word), 'said']]
      for (const word of ['a', 'b']) {
        const found = await session.findAll(Good, {
          attributes: attributes(word),
          where: { id: 1 },
          raw: true,
        })
        expect(found).toEqual([{ id: 1, said: `text${word}` }])
      }
    })

    it('take as many values as there are', async ({ open }) => {
      await ten(open())
      const session = open()
      for (const count of [199, 200, 201, 70_000]) {
        for (const shift of [0, 5]) {
          const id = Array.from({ length: count }, (_value, index) => index + 1 + shift)
          const found = await session.findAll(Good, {
            where: { id, text: { [Op.ne]: `$1 ${shift}` } },
            order: byId,
          })
          expect([count, ids(found).length]).toEqual([count, 10 - shift])
        }
      }
    })

    it('count for limits and offsets too', async ({ open }) => {
      await ten(open())
      const session = open()
      const read = async (limit: number, offset: number) =>
        ids(await session.findAll(Good, { order: byId, limit, offset }))
      expect([await read(2, 0), await read(3, 4), await read(0, 0)]).toEqual([[1, 2], [5, 6, 7], []])
      expect(session.plan(Good, { limit: 1 })).toBe(session.plan(Good, { limit: 2 }))
    })
  }, goods)
})

describe('plans of loads', () => {
  inEveryWorld((_stage, it) => {
    for (const [name, by] of Object.entries({ selectin, joined, subquery, lateral })) {
      it(`give each its own rows by ${name}, by the same statements`, async ({ open, sent }) => {
        await people(open())
        const options = (id: string, orderId: number, limit: number) => ({
          where: { telegramId: { [Op.gte]: id } },
          order: ['telegramId'],
          load: {
            orders: by({ where: { orderId: { [Op.ne]: orderId } }, order: [['orderId', 'DESC']], limit }),
          },
        })
        const session = open()
        expect(session.plan(User, options('1', 2, 1))).toBe(session.plan(User, options('2', 9, 5)))
        const read = async (id: string, orderId: number, limit: number) => {
          const users = await open().findAll(User, { ...options(id, orderId, limit), plain: true })
          return users.map(({ orders }) => orders?.map((order) => order.orderId))
        }
        expect(await read('1', 2, 1)).toEqual([[1], [3], []])
        sent()
        expect(await read('1', 9, 5)).toEqual([[2, 1], [3], []])
        const texts = sent().map((text) => text.split(' -- ')[0])
        expect(await read('2', 3, 1)).toEqual([[], []])
        expect(sent().map((text) => text.split(' -- ')[0])).toEqual(texts)
      })

      it(`find through relations by ${name} what each asks for`, async ({ open }) => {
        await people(open())
        const session = open()
        const read = async (title: string) => {
          const where = { '$lines.product.title$': title }
          const orders = await session.findAll(Order, { where, order: ['orderId'], load: { user: by() } })
          return orders.map(({ orderId, user }) => [orderId, user?.fullName])
        }
        expect(await read('ink')).toEqual([[1, 'Ann']])
        expect(await read('paper')).toEqual([[2, 'Ann']])
        expect(await read('pen')).toHaveLength(2)
      })
    }

    it('keep apart what is read at the same time', async ({ open }) => {
      await people(open())
      const read = (id: string) =>
        open().findAll(User, {
          where: { telegramId: id },
          load: { orders: lateral(), referrals: selectin() },
        })
      const found = await Promise.all(['1', '2', '3'].map(read))
      expect(found.map(([user]) => [user?.fullName, user?.orders?.length, user?.referrals?.length])).toEqual([
        ['Ann', 2, 2],
        ['Bob', 1, 0],
        ['Cid', 0, 0],
      ])
    })

    it('are trees where they are printed', async ({ open }) => {
      const load = {
        orders: joined({ required: true, load: { lines: selectin({ load: { product: lateral() } }) } }),
        profile: subquery(),
      }
      const plan = open().plan(User, { where: { fullName: 'Ann' }, load })
      await expectGolden([String(plan)], 'load-plan')
    })

    it('forget the oldest shapes, and make them again', async ({ open }) => {
      await people(open())
      const session = open()
      const shape = (length: number) => ({ where: { telegramId: Array.from({ length }, () => '1') } })
      const first = session.plan(User, { order: ['fullName'] })
      for (let length = 1; length < 100; length++)
        for (const order of ['telegramId', 'fullName', 'username', 'createdAt', 'updatedAt', 'referrerId'])
          session.plan(User, { ...shape(length), order: [order] })
      expect(session.plan(User, { order: ['fullName'] })).not.toBe(first)
      expect(await session.findAll(User, { order: ['fullName'] })).toHaveLength(3)
    })
  })

  inEveryWorld((_stage, it) => {
    /** Gives a model another default scope for one case. */
    function rescope(model: ModelStatic<Model>, scope: object): void {
      const { defaultScope = {} } = (model as unknown as { options: { defaultScope?: object } }).options
      model.addScope('defaultScope', scope, { override: true })
      onTestFinished(() => model.addScope('defaultScope', defaultScope, { override: true }))
    }

    const load = { members: true, matches: true }
    const seen = async (session: AnySession) => {
      const found = await session.findAll(Club, { order: byId, load, plain: true })
      return found.map(({ members, matches }) => [members.length, matches.length])
    }

    it('are made anew when the scope of a model changes', async ({ open }) => {
      await seasons(open())
      const session = open()
      expect(await seen(session)).toEqual([
        [2, 2],
        [1, 1],
        [0, 0],
      ])
      rescope(Member, { where: { hidden: true } })
      expect(await seen(session)).toEqual([
        [1, 2],
        [0, 1],
        [0, 0],
      ])
      rescope(Club, { where: { name: 'Go' } })
      expect(await seen(session)).toEqual([[0, 1]])
    })

    it('are made anew for reads by key, too', async ({ open }) => {
      await seasons(open())
      const [club] = await open().findAll(Club, { order: byId })
      const key = (club as unknown as { readonly id: number }).id
      expect(await open().get(Club, key)).not.toBeNull()
      rescope(Club, { where: { name: 'nobody has it' } })
      expect(await open().get(Club, key)).toBeNull()
    })

    it('are made anew when the scope of a table between two models changes', async ({ open }) => {
      await seasons(open())
      const session = open()
      expect(await seen(session)).toEqual([
        [2, 2],
        [1, 1],
        [0, 0],
      ])
      rescope(Booking, { where: { state: 'sure' } })
      expect(await seen(session)).toEqual([
        [2, 1],
        [1, 0],
        [0, 0],
      ])
    })

    it('are made anew when the scope of a model that a condition leads through changes', async ({ open }) => {
      await seasons(open())
      const session = open()
      const read = async () =>
        ids(await session.findAll(Club, { where: { '$members.name$': ['Ann', 'Cid'] }, order: byId }))
      expect(await read()).toEqual([1])
      rescope(Member, { where: { name: 'Eve' } })
      expect(await read()).toEqual([])
    })

    it('are made anew on demand, too', async ({ open, related }) => {
      await seasons(open())
      const read = async () => {
        const [chess] = await open().findAll(Club, { order: byId })
        return (await related(chess as Club, 'matches')) as readonly unknown[]
      }
      expect(await read()).toHaveLength(2)
      rescope(Booking, { where: { state: 'sure' } })
      expect(await read()).toHaveLength(1)
      rescope(Match, { where: { place: 'Oslo' } })
      expect(await read()).toHaveLength(0)
    })

    it('are made anew when the attributes of a model change', async ({ open }) => {
      await seasons(open())
      const session = open()
      const { fee } = Booking.getAttributes()
      const shown = async () => {
        const options = { load: { matches: lateral({ through: true }) }, where: { id: 1 }, plain: true }
        const found = await session.findAll(Club, options)
        const [club] = found as unknown as { matches: { Booking: object }[] }[]
        return Object.keys(club?.matches[0]?.Booking ?? {})
      }
      const before = await shown()
      expect(before).toContain('fee')
      Booking.removeAttribute('fee')
      const model = Booking as unknown as { refreshAttributes(): void }
      onTestFinished(() => {
        Object.assign(Booking.rawAttributes, { fee })
        model.refreshAttributes()
      })
      expect(await shown()).toEqual(before.filter((name) => name !== 'fee'))
    })
  }, clubs)
})

test('plans know dates in any time zone', async () => {
  const { url } = await emptyDatabase()
  for (const timezone of ['-11:00', '+14:00', 'America/New_York']) {
    const options = {
      dialect: 'postgres',
      logging: false,
      timezone,
      models: [Good as never],
    } satisfies SequelizeOptions
    const sequelize = new Sequelize(url, options)
    const engine = createEngine({ sequelize })
    onTestFinished(() => sequelize.close())
    const session = sessionmaker(engine)() as unknown as AnySession
    await session.execute(sql.raw(`drop schema public cascade; create schema public; ${goods.tables}`))
    await ten(session)
    for (const day of [2, 5, 8]) {
      const period = [date(day), date(day + 1)]
      expect(await expectSame(session, Good, { period: { [Op.overlap]: period } })).not.toEqual([])
      expect(await expectSame(session, Good, { period: { [Op.contains]: date(day) } })).toHaveLength(2)
      expect(await expectSame(session, Good, { moment: date(day) })).toEqual([day])
    }
    await session.close()
  }
})
