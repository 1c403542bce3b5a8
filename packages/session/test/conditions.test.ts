/** Conditions: every operator as Sequelize means it, and conditions on what a relation leads to. */
import { cast, col, fn, literal, Op, where } from 'sequelize'
import { expect } from 'vitest'
import { containsEager, joined, selectin } from '@retort/session/async'
import { expectAlike } from './support/alike.ts'
import { people } from './support/people.ts'
import { Line, Order, Product, Profile, User } from './support/shop.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'

/** Conditions on users by what they say, and how many of the three fit. */
const conditions: Readonly<Record<string, readonly [number, object]>> = {
  'equal to': [1, { fullName: { [Op.eq]: 'Ann' } }],
  'not equal to': [2, { fullName: { [Op.ne]: 'Ann' } }],
  'is null': [2, { username: { [Op.is]: null } }],
  'is not null': [1, { username: { [Op.not]: null } }],
  'greater and less': [1, { telegramId: { [Op.gt]: 1, [Op.lt]: 3 } }],
  'at least, at most': [3, { telegramId: { [Op.gte]: '1', [Op.lte]: '3' } }],
  between: [2, { telegramId: { [Op.between]: [1, 2] } }],
  'not between': [1, { telegramId: { [Op.notBetween]: [1, 2] } }],
  'in a list': [2, { fullName: { [Op.in]: ['Ann', 'Bob', 'Dan'] } }],
  'in an empty list': [0, { fullName: { [Op.in]: [] } }],
  'not in a list': [1, { fullName: { [Op.notIn]: ['Ann', 'Bob'] } }],
  'not in an empty list': [3, { fullName: { [Op.notIn]: [] } }],
  'in a subquery': [2, { telegramId: { [Op.in]: literal('(select user_id from "order")') } }],
  like: [1, { fullName: { [Op.like]: 'A%' } }],
  'not like': [2, { fullName: { [Op.notLike]: 'A%' } }],
  'like, whatever the case': [1, { fullName: { [Op.iLike]: 'a%' } }],
  'not like, whatever the case': [2, { fullName: { [Op.notILike]: 'a%' } }],
  'like any of': [2, { fullName: { [Op.like]: { [Op.any]: ['A%', 'B%'] } } }],
  'begins with': [1, { fullName: { [Op.startsWith]: 'An' } }],
  'ends with': [1, { fullName: { [Op.endsWith]: 'ob' } }],
  'has within': [1, { fullName: { [Op.substring]: 'i' } }],
  'a sign of LIKE as what it is': [3, { fullName: { [Op.substring]: '%' } }],
  'a regular expression': [2, { fullName: { [Op.regexp]: '^[AB]' } }],
  'no regular expression': [1, { fullName: { [Op.notRegexp]: '^[AB]' } }],
  'a regular expression, whatever the case': [1, { fullName: { [Op.iRegexp]: '^a' } }],
  'no regular expression, whatever the case': [2, { fullName: { [Op.notIRegexp]: '^a' } }],
  'any of a list': [2, { fullName: { [Op.eq]: { [Op.any]: ['Ann', 'Bob'] } } }],
  'all of a list': [
    1,
    {
      telegramId: { [Op.gt]: { [Op.all]: literal('(select telegram_id from users where telegram_id < 3)') } },
    },
  ],
  'either of two': [2, { [Op.or]: [{ fullName: 'Ann' }, { fullName: 'Bob' }] }],
  'either value of one': [2, { fullName: { [Op.or]: ['Ann', 'Bob'] } }],
  'both of two': [1, { [Op.and]: [{ referrerId: '1' }, { username: null }] }],
  'not both of two': [0, { [Op.not]: { referrerId: '1', username: 'cid' } }],
  'nested deeply': [
    1,
    {
      [Op.or]: [
        { [Op.and]: [{ fullName: 'Ann' }, { [Op.not]: [{ username: 'x' }] }] },
        { [Op.and]: { username: 'cid' } },
      ],
    },
  ],
  'another column': [0, { telegramId: { [Op.eq]: col('referrer_id') } }],
  'another column, qualified': [2, { telegramId: { [Op.gt]: { [Op.col]: 'User.referrer_id' } } }],
  'a function of a column': [1, where(fn('lower', col('full_name')), 'ann')],
  'a function and an operator': [1, where(fn('length', col('username')), Op.gte, 3)],
  'a function, an object of operators': [3, where(fn('length', col('full_name')), { [Op.between]: [1, 3] })],
  'a function as the value': [1, { fullName: fn('initcap', 'ann') }],
  'a function beside others': [
    1,
    { [Op.and]: [where(fn('lower', col('full_name')), 'bob'), { referrerId: '1' }] },
  ],
  'a cast': [1, where(cast(col('telegram_id'), 'text'), '3')],
  'a literal': [2, literal('"User"."referrer_id" is not null')],
  'a literal beside others': [1, { fullName: 'Cid', [Op.and]: literal('referrer_id = 1') }],
  'a date': [0, { createdAt: { [Op.lt]: new Date('2020-01-01T00:00:00Z') } }],
  'a text with quotes': [0, { fullName: `' or '1' = '1` }],
  nothing: [3, {}],
}

inEveryWorld((_stage, it) => {
  for (const [name, [count, where]] of Object.entries(conditions)) {
    it(`means what Sequelize means: ${name}`, async ({ open }) => {
      await people(open())
      const session = open()
      expect(await expectAlike(session, User, { where, order: ['telegramId'] })).toHaveLength(count)
      expect(await session.count(User, { where })).toBe(count)
      expect(await session.exists(User, { where })).toBe(count > 0)
    })
  }

  it('finds by a path inside JSON', async ({ open }) => {
    await people(open())
    const session = open()
    await session.insert(Profile, [
      { userId: '2', settings: { dark: false, theme: { name: 'sea', level: 3 } } },
      { userId: '3', settings: { list: [1, 2] } },
    ])
    const found = async (where: object) =>
      (await expectAlike(session, Profile, { where, order: ['userId'] })).map(
        (row) => (row as Profile).userId,
      )
    expect(await found({ settings: { dark: true } })).toEqual(['1'])
    expect(await found({ 'settings.theme.name': 'sea' })).toEqual(['2'])
    expect(await found({ 'settings.theme.level': { [Op.gte]: 3 } })).toEqual(['2'])
    expect(await found({ settings: { theme: { name: { [Op.like]: 's%' } } } })).toEqual(['2'])
    expect(await found({ settings: { [Op.contains]: { list: [2] } } })).toEqual(['3'])
    expect(await found({ settings: { theme: { [Op.ne]: null } } })).toEqual(['2'])
  })
})

const names = (users: readonly User[]) => users.map((user) => user.fullName)
const order = ['telegramId']
const titled = (title: string) => ({ '$orders.lines.product.title$': title })

inEveryWorld((_stage, it) => {
  it('looks through a relation to one', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    expect(names(await session.findAll(User, { where: { '$referrer.fullName$': 'Ann' }, order }))).toEqual([
      'Bob',
      'Cid',
    ])
    await expectGolden(sent(), 'path-to-one')
  })

  it('looks through a relation to many, each row once', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    const where = { '$orders.orderId$': { [Op.lte]: 3 } }
    expect(names(await session.findAll(User, { where, order }))).toEqual(['Ann', 'Bob'])
    expect(await session.count(User, { where })).toBe(2)
    expect(await session.exists(User, { where })).toBe(true)
    await expectGolden(sent(), 'path-to-many')
  })

  it('looks through several relations, and through a third table', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    expect(names(await session.findAll(User, { where: titled('pen'), order }))).toEqual(['Ann'])
    const where = { '$products.title$': 'pen' }
    expect((await session.findAll(Order, { where, order: ['orderId'] })).map((each) => each.orderId)).toEqual(
      [1, 2],
    )
    await expectGolden(sent(), 'path-through-several')
  })

  it('finds rows without any: the anti-join', async ({ open }) => {
    await people(open())
    const session = open()
    expect(names(await session.findAll(User, { where: { '$orders.orderId$': null }, order }))).toEqual([
      'Cid',
    ])
    expect(names(await session.findAll(User, { where: { '$referrer.telegramId$': null }, order }))).toEqual([
      'Ann',
    ])
    expect(await session.count(Order, { where: { '$products.productId$': { [Op.is]: null } } })).toBe(1)
  })

  it("takes paths inside and, or and not, beside the model's own attributes", async ({ open }) => {
    await people(open())
    const session = open()
    const found = async (where: object) => names(await session.findAll(User, { where, order }))
    expect(await found({ [Op.or]: [{ '$orders.orderId$': 3 }, { fullName: 'Cid' }] })).toEqual(['Bob', 'Cid'])
    expect(
      await found({ [Op.and]: [{ '$orders.orderId$': [1, 3] }, { '$referrer.fullName$': 'Ann' }] }),
    ).toEqual(['Bob'])
    expect(await found({ fullName: 'Ann', '$orders.orderId$': 3 })).toEqual([])
    expect(await found({ [Op.not]: { '$referrer.fullName$': 'Ann' } })).toEqual([])
    expect(await found({ [Op.or]: { '$profile.id$': 1, [Op.and]: { '$orders.orderId$': 3 } } })).toEqual([
      'Ann',
      'Bob',
    ])
  })

  it('takes operators, functions and columns of paths', async ({ open }) => {
    await people(open())
    const session = open()
    const found = async (where: object) => names(await session.findAll(User, { where, order }))
    expect(await found({ '$referrer.fullName$': { [Op.like]: 'A%' } })).toEqual(['Bob', 'Cid'])
    expect(await found({ '$orders.createdAt$': { [Op.gt]: new Date('2020-01-01') } })).toEqual(['Ann', 'Bob'])
    expect(await found({ '$orders.orderId$': { [Op.between]: [3, 9] } })).toEqual(['Bob'])
    expect(await found({ '$orders.orderId$': { [Op.or]: [1, 3] } })).toEqual(['Ann', 'Bob'])
    expect(await found({ '$referrer.telegramId$': { [Op.lt]: col('User.telegram_id') } })).toEqual([
      'Bob',
      'Cid',
    ])
    expect(await found({ '$profile.settings$': { [Op.contains]: { dark: true } } })).toEqual(['Ann'])
  })

  it('limits and orders what it finds through relations', async ({ open }) => {
    await people(open())
    const where = { '$orders.orderId$': { [Op.gt]: 0 } }
    const page = { where, order: [['telegramId', 'DESC']], limit: 1 }
    expect(names(await open().findAll(User, page))).toEqual(['Bob'])
    expect(names(await open().findAll(User, { ...page, offset: 1 }))).toEqual(['Ann'])
    expect((await open().one(User, { where: titled('ink') })).fullName).toBe('Ann')
    expect(await open().scalars(User, { attributes: ['fullName'], where, order })).toEqual(['Ann', 'Bob'])
  })

  it('finds by a composite key through relations', async ({ open }) => {
    await people(open())
    const where = { '$product.title$': 'pen', '$order.user.fullName$': 'Ann' }
    const lines = await open().findAll(Line, { where, order: ['orderId'] })
    expect(lines.map((line) => [line.orderId, line.productId])).toEqual([
      [1, 2],
      [2, 2],
    ])
  })

  it('updates and destroys what it finds through relations', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    expect(await session.update(User, { username: 'x' }, { where: { '$referrer.fullName$': 'Ann' } })).toBe(2)
    expect(await session.destroy(Line, { where: { '$product.title$': 'pen' } })).toBe(2)
    await expectGolden(sent(), 'path-writes')
    expect(await session.count(Line)).toBe(2)
  })

  it('says which relation or attribute of a path there is not', async ({ open }) => {
    const session = open()
    const finding = (where: object) => async () => session.findAll(User, { where })
    await expect(finding({ '$ordrs.orderId$': 1 })).rejects.toMatchObject({ code: 'UNKNOWN_RELATION' })
    await expect(finding({ '$orders.lins.quantity$': 1 })).rejects.toThrow(/Order has no relation "lins"/)
    await expect(finding({ '$orders.ordrId$': 1 })).rejects.toMatchObject({ code: 'UNKNOWN_ATTRIBUTE' })
    await expect(async () => session.count(User, { where: { '$ordrs.orderId$': 1 } })).rejects.toMatchObject({
      code: 'UNKNOWN_RELATION',
    })
  })

  it('narrows loaded relations by what those lead to, whatever the strategy', async ({ open }) => {
    await people(open())
    for (const by of [joined, selectin]) {
      const load = { orders: by({ where: { '$lines.quantity$': { [Op.gte]: 3 } } }) }
      const users = await open().findAll(User, { order, load })
      expect(users.map((user) => user.orders?.map((each) => each.orderId))).toEqual([[2], [], []])
    }
  })

  it('loads what the condition is about and nothing else of a relation: contains eager', async ({
    open,
    sent,
  }) => {
    await people(open())
    const session = open()
    sent()
    const where = { '$orders.lines.quantity$': { [Op.gte]: 3 } }
    const load = { orders: containsEager({ load: { lines: containsEager() } }) }
    const users = await session.findAll(User, { where, load, order })
    await expectGolden(sent(), 'contains-eager')
    expect(users.map((user) => user.orders?.map((each) => [each.orderId, each.lines?.length]))).toEqual([
      [[2, 2]],
    ])
  })

  it('loads just the matching rows below what is joined whole', async ({ open }) => {
    await people(open())
    const where = { '$orders.lines.quantity$': { [Op.in]: [2, 3] } }
    const load = { orders: joined({ load: { lines: containsEager() } }) }
    const [ann] = await open().findAll(User, { where, load, order })
    expect(ann?.orders?.map((each) => each.lines?.map((line) => line.quantity))).toEqual([[2], [3]])
  })

  it('limits parents while it loads just their matching rows', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    const where = { '$orders.orderId$': { [Op.gte]: 2 } }
    const users = await session.findAll(User, { where, order, limit: 1, load: { orders: containsEager() } })
    await expectGolden(sent(), 'contains-eager-limit')
    expect(users.map((user) => user.orders?.map((each) => each.orderId))).toEqual([[2]])
  })

  it('loads the one that the condition is about', async ({ open }) => {
    await people(open())
    const where = { '$referrer.fullName$': 'Ann' }
    const users = await open().findAll(User, { where, order, load: { referrer: containsEager() } })
    expect(users.map((user) => user.referrer?.fullName)).toEqual(['Ann', 'Ann'])
  })

  it('loads by other strategies beside a condition through relations', async ({ open }) => {
    await people(open())
    const where = { '$orders.orderId$': 2 }
    for (const by of [joined, selectin]) {
      const [ann] = await open().findAll(User, { where, load: { orders: by() } })
      expect(ann?.orders).toHaveLength(2)
    }
    expect(await open().count(Product)).toBe(3)
  })
})
