/** Reads of one model: what Sequelize's `findAll` gives for the same options, and what a session has beyond it. */
import { cast, col, fn, literal, Op, where } from 'sequelize'
import { expect } from 'vitest'
import { expectAlike, plain } from './support/alike.ts'
import { people } from './support/people.ts'
import { Line, Order, Product, Profile, User } from './support/shop.ts'
import { inEveryWorld } from './support/worlds.ts'

/** Options by what they ask for, each to be read as Sequelize reads it. */
const readings: readonly (readonly [string, typeof User | typeof Line | typeof Product, object])[] = [
  ['an order by name', User, { order: ['fullName'] }],
  ['an order by a column named otherwise', User, { order: [['telegramId', 'DESC']] }],
  ['nulls first', User, { order: [['username', 'ASC NULLS FIRST'], 'telegramId'] }],
  [
    'nulls last, downwards',
    User,
    {
      order: [
        ['username', 'DESC NULLS LAST'],
        ['telegramId', 'DESC'],
      ],
    },
  ],
  [
    'an order by an expression',
    User,
    {
      order: [
        [fn('length', col('full_name')), 'DESC'],
        ['fullName', 'DESC'],
      ],
    },
  ],
  ['an order by a literal', User, { order: literal('"User"."full_name" desc') }],
  [
    'an order by two columns',
    Line,
    {
      order: [
        ['productId', 'DESC'],
        ['orderId', 'ASC'],
      ],
    },
  ],
  ['a limit', User, { order: ['telegramId'], limit: 2 }],
  ['a limit of nothing', User, { limit: 0 }],
  ['an offset', User, { order: ['telegramId'], offset: 1 }],
  ['a page', User, { order: ['telegramId'], limit: 1, offset: 1 }],
  ['an offset beyond the end', User, { order: ['telegramId'], offset: 9 }],
  ['attributes', User, { attributes: ['telegramId', 'fullName'], order: ['telegramId'] }],
  [
    'attributes left out',
    User,
    { attributes: { exclude: ['createdAt', 'updatedAt'] }, order: ['telegramId'] },
  ],
  [
    'an expression beside all attributes',
    User,
    { attributes: { include: [[fn('upper', col('full_name')), 'loud']] }, order: ['telegramId'] },
  ],
  [
    'an expression beside some attributes',
    User,
    { attributes: ['telegramId', [literal('1 + 1'), 'two']], order: ['telegramId'] },
  ],
  [
    'a cast',
    Product,
    { attributes: ['productId', [cast(col('price'), 'text'), 'text']], order: ['productId'] },
  ],
  ['raw rows', User, { raw: true, order: ['telegramId'] }],
  ['raw rows of some attributes', User, { raw: true, attributes: ['fullName'], order: ['telegramId'] }],
  [
    'a group',
    Line,
    {
      raw: true,
      attributes: ['orderId', [fn('sum', col('quantity')), 'n']],
      group: ['orderId'],
      order: ['orderId'],
    },
  ],
  [
    'a group that is not shown',
    Line,
    {
      raw: true,
      attributes: [[fn('sum', col('quantity')), 'n']],
      group: [col('order_id')],
      order: [col('n')],
    },
  ],
  [
    'a group of expressions',
    Product,
    {
      raw: true,
      attributes: [
        [fn('length', col('title')), 'size'],
        [fn('count', literal('*')), 'n'],
      ],
      group: [fn('length', col('title'))],
      order: [[fn('length', col('title')), 'DESC']],
    },
  ],
  [
    'a group and what it has',
    Line,
    {
      raw: true,
      attributes: ['productId', [fn('count', col('*')), 'n']],
      group: 'productId',
      having: where(fn('count', col('*')), Op.gt, 1),
    },
  ],
  [
    'an aggregate of no rows',
    Line,
    { raw: true, attributes: [[fn('max', col('quantity')), 'most']], where: { quantity: 99 } },
  ],
]

inEveryWorld((_stage, it) => {
  for (const [name, model, options] of readings) {
    it(`reads as Sequelize does: ${name}`, async ({ open }) => {
      await people(open())
      await expectAlike(open(), model, options)
    })
  }

  it('groups by an expression with an argument, which is the same expression in each place', async ({
    open,
  }) => {
    await people(open())
    const month = fn('date_trunc', 'month', col('created_at'))
    const rows = await expectAlike(open(), Order, {
      raw: true,
      attributes: [
        [month, 'month'],
        [fn('count', col('*')), 'n'],
      ],
      group: [month],
      order: [month],
    })
    expect(rows).toHaveLength(1)
  })

  it('calls functions as Sequelize does, whatever the types of their arguments', async ({ open }) => {
    await people(open())
    const calls = {
      joined: fn('concat', col('full_name'), ' $1 & $', 5, true, null),
      formatted: fn('format', '%s-%s', 'x', col('telegram_id')),
      built: fn('jsonb_build_object', 'name', col('full_name'), 'n', 1),
      absolute: fn('abs', -5),
      rounded: fn('round', 2.5),
      trimmed: fn('trim', '  x '),
      searched: fn('to_tsvector', 'english', col('full_name')),
      aged: fn('age', '2020-01-01', '2019-01-01'),
      chosen: fn('coalesce', col('username'), 'none'),
      cast: cast('5', 'integer'),
    }
    const attributes = Object.entries(calls).map(([name, call]) => [call, name])
    const options = { raw: true, attributes, order: ['telegramId'] }
    // Sequelize doubles each dollar sign in an argument.
    expect(await open().scalars(User, { attributes: attributes.slice(0, 1) })).toContain('Ann $1 & $5t')
    await expectAlike(open(), User, { ...options, attributes: attributes.slice(1) })
    await expectAlike(open(), Line, {
      raw: true,
      attributes: [
        [fn('count', '*'), 'n'],
        [fn('sum', 1), 'm'],
      ],
    })
  })

  it('groups by an attribute whose column is named otherwise, shown or not', async ({ open }) => {
    await people(open())
    const rows = await open().findAll(Line, {
      raw: true,
      attributes: [[fn('sum', col('quantity')), 'n']],
      group: ['orderId'],
      order: [col('n')],
    })
    expect(rows).toEqual([{ n: '3' }, { n: '7' }])
  })

  it('reads an attribute under another name, whatever its column is called', async ({ open }) => {
    await people(open())
    const rows = await open().findAll(User, {
      raw: true,
      attributes: [['fullName', 'label']],
      order: ['telegramId'],
      limit: 1,
    })
    expect(rows).toEqual([{ label: 'Ann' }])
  })

  it('shows expressions on instances, also on those that were held already', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = await session.get(User, '1')
    const options = {
      attributes: ['telegramId', [fn('upper', col('full_name')), 'loud']],
      where: { telegramId: '1' },
    }
    const [again] = await session.findAll(User, options)
    expect(again).toBe(ann)
    expect(ann?.get('loud' as never)).toBe('ANN')
    expect(ann?.toJSON()).toMatchObject({ fullName: 'Ann', loud: 'ANN' })
    expect(session.isModified(again as User)).toBe(false)
  })

  it('never writes an expression back', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const options = { attributes: { include: [[literal('1'), 'rank']] }, where: { telegramId: '1' } }
    const ann = await session.one(User, options)
    ann.fullName = 'Anna'
    sent()
    await session.commit()
    expect(sent().filter((text) => text.includes('rank'))).toEqual([])
  })

  it('finds among more values than a statement takes parameters', async ({ open }) => {
    await people(open())
    const telegramId = Array.from({ length: 70_000 }, (_, index) => String(index + 1))
    expect(await open().count(User, { where: { telegramId } })).toBe(3)
    expect(await open().findAll(User, { where: { telegramId: { [Op.in]: telegramId } } })).toHaveLength(3)
  })

  it('refuses attributes that the model does not have, wherever they are named', async ({ open }) => {
    const session = open()
    const unknown = [
      { attributes: ['fulName'] },
      { attributes: { include: ['fulName'] } },
      { loadOnly: ['fulName'] },
      { defer: ['fulName'] },
    ]
    for (const options of unknown) {
      await expect(async () => session.findAll(User, options)).rejects.toMatchObject({
        code: 'UNKNOWN_ATTRIBUTE',
      })
    }
    expect(await session.count(Profile)).toBe(0)
  })

  it('refuses a condition on a value that is not there, as Sequelize does', async ({ open }) => {
    const session = open()
    const options = { where: { fullName: undefined } }
    await expect(User.findAll(options as object)).rejects.toThrow(/undefined/)
    await expect(async () => session.findAll(User, options)).rejects.toThrow(/undefined/)
    await expect(async () => session.count(User, options)).rejects.toThrow(/undefined/)
  })

  it('leaves the options as they were', async ({ open }) => {
    await people(open())
    const options = { where: { telegramId: ['1'] }, order: [['telegramId', 'DESC']], load: { orders: true } }
    const before = JSON.stringify(options)
    await open().findAll(User, options)
    expect(JSON.stringify(options)).toBe(before)
    expect(plain([])).toEqual([])
  })

  it('refuses an expression under the name of an attribute, which objects hold for their rows', async ({
    open,
  }) => {
    await people(open())
    const disguised = [[fn('upper', col('full_name')), 'fullName']]
    const session = open()
    await expect(async () =>
      session.findAll(User, { attributes: { exclude: ['fullName'], include: disguised } }),
    ).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    const [row] = await session.findAll(User, { attributes: disguised, order: ['telegramId'], raw: true })
    expect(row).toEqual({ fullName: 'ANN' })
  })

  it('refuses to load relations of plain rows', async ({ open }) => {
    const session = open()
    const options = { raw: true, load: { orders: true } }
    await expect(async () => session.findAll(User, options)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })
})
