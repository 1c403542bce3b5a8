/** What a read can give: one row, one value of each, a number, yes or no. */
import { col, fn, Op, where } from 'sequelize'
import { expect } from 'vitest'
import { MultipleResultsFound, NoResultFound } from '@retort/session/async'
import { people } from './support/people.ts'
import { Line, User } from './support/shop.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'

inEveryWorld((_stage, it) => {
  it('gives the first row that fits, or null', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    expect((await session.findOne(User, { order: [['telegramId', 'DESC']] }))?.fullName).toBe('Cid')
    expect(await session.findOne(User, { where: { fullName: 'Dan' } })).toBeNull()
    await expectGolden(sent(), 'find-one')
  })

  it('gives the one row that fits', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    expect((await session.one(User, { where: { fullName: 'Bob' } })).telegramId).toBe('2')
    expect((await session.oneOrNone(User, { where: { fullName: 'Bob' } }))?.telegramId).toBe('2')
    expect(await session.oneOrNone(User, { where: { fullName: 'Dan' } })).toBeNull()
    await expectGolden(sent(), 'find-the-one')
  })

  it('says that none fits where one must', async ({ open }) => {
    const session = open()
    const missing = async () => session.one(User)
    await expect(missing).rejects.toBeInstanceOf(NoResultFound)
    await expect(missing).rejects.toMatchObject({ name: 'NoResultFound', code: 'NO_RESULT_FOUND' })
    await expect(missing).rejects.toThrow(/One User was asked for and none fits/)
  })

  it('says that several fit where one may', async ({ open }) => {
    await people(open())
    const session = open()
    for (const several of [async () => session.one(User), async () => session.oneOrNone(User)]) {
      await expect(several).rejects.toBeInstanceOf(MultipleResultsFound)
      await expect(several).rejects.toMatchObject({
        name: 'MultipleResultsFound',
        code: 'MULTIPLE_RESULTS_FOUND',
      })
    }
    expect((await session.one(User, { order: ['telegramId'], limit: 1 })).fullName).toBe('Ann')
  })

  it('counts one row for all its children when one is asked for', async ({ open }) => {
    await people(open())
    const options = { where: { telegramId: '1' }, load: { orders: { strategy: 'joined' } } }
    expect((await open().one(User, options)).orders).toHaveLength(2)
  })

  it('reads the first column of every row', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    const order = [['telegramId', 'DESC']]
    expect(await session.scalars(User, { attributes: ['fullName'], order })).toEqual(['Cid', 'Bob', 'Ann'])
    expect(await session.scalars(Line, { attributes: [[fn('sum', col('quantity')), 'n']] })).toEqual(['10'])
    expect(
      await session.scalars(Line, {
        attributes: [[fn('sum', col('quantity')), 'n']],
        group: ['orderId'],
        having: where(fn('sum', col('quantity')), Op.gt, 3),
      }),
    ).toEqual(['7'])
    expect(await session.scalars(User, { attributes: ['username'], where: { telegramId: '1' } })).toEqual([
      null,
    ])
    await expectGolden(sent(), 'scalars')
  })

  it('counts, whatever order, limit and attributes say', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    const options = { order: ['fullName'], limit: 1, attributes: ['fullName'] }
    expect(await session.count(User, options)).toBe(3)
    expect(await session.count(User, { where: { fullName: { [Op.in]: [] } } })).toBe(0)
    await expectGolden(sent(), 'count')
  })

  it('says whether any row fits', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    expect(await session.exists(User)).toBe(true)
    expect(await session.exists(User, { where: { fullName: 'Dan' } })).toBe(false)
    await expectGolden(sent(), 'exists')
  })

  it('finds nothing in empty tables', async ({ open }) => {
    const session = open()
    expect(await session.findAll(Line, { load: { order: true, product: true } })).toEqual([])
    expect(await session.findAll(User, { load: { orders: { strategy: 'joined' } } })).toEqual([])
    expect(await session.exists(User)).toBe(false)
    expect(await session.count(User)).toBe(0)
    expect(await session.scalars(User, { attributes: ['fullName'] })).toEqual([])
    expect(await session.findAll(User, { raw: true })).toEqual([])
  })
})
