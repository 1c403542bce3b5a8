/** Updates write what changed, all rows of a table in one statement, and tell when a row is not there any more. */
import { cast, col, fn, literal } from 'sequelize'
import { expect } from 'vitest'
import { Order, Product, Profile, User } from './support/shop.ts'
import { people } from './support/people.ts'
import { Document, Sheet, sheets } from './support/sheets.ts'
import { Person, Region, Stay, town } from './support/town.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'
import type { AnySession } from './support/worlds.ts'
import { must } from './support/must.ts'

const updates = (sent: readonly string[]) => sent.filter((text) => text.startsWith('UPDATE'))

inEveryWorld((_stage, it) => {
  it('updates many rows that changed the same columns in one statement', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const users = await session.findAll(User, { order: ['telegramId'] })
    for (const user of users) user.username = `u${user.telegramId}`
    sent()
    await session.flush()
    await expectGolden(sent(), 'updates-same-columns')
    expect(await session.execute`select username from users order by telegram_id`).toEqual([
      { username: 'u1' },
      { username: 'u2' },
      { username: 'u3' },
    ])
  })

  it('updates rows that changed different columns in one statement too', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const [ann, bob, cid] = await session.findAll(User, { order: ['telegramId'] })
    must(ann).username = 'ann'
    must(bob).fullName = 'Bobby'
    must(cid).username = null
    must(cid).fullName = 'Cyd'
    sent()
    await session.commit()
    await expectGolden(sent(), 'updates-different-columns')
    const rows = await open().findAll(User, { order: ['telegramId'] })
    expect(rows.map((row) => [row.fullName, row.username])).toEqual([
      ['Ann', 'ann'],
      ['Bobby', null],
      ['Cyd', null],
    ])
  })

  it('gives each object its own row back', async ({ open }) => {
    await people(open())
    const session = open()
    const products = await session.findAll(Product, { order: ['productId'] })
    for (const product of products.toReversed()) product.price = `${product.productId}.5`
    await session.flush()
    expect(products.map(({ price }) => price)).toEqual(['1.5000', '2.5000', '3.5000'])
  })

  it('writes more rows than one statement takes', async ({ open, sent }) => {
    const session = open()
    await session.insert(
      Product,
      Array.from({ length: 10_001 }, (_, index) => ({ title: `p${index}`, price: '1' })),
    )
    const products = await session.findAll(Product)
    for (const product of products) product.title += '!'
    sent()
    await session.flush()
    expect(updates(sent())).toHaveLength(2)
    expect(await session.count(Product, { where: literal("title like '%!'") })).toBe(10_001)
  })

  it('writes nothing where a value was changed and changed back', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    ann.fullName = 'Anna'
    expect([session.dirty.has(ann), session.isModified(ann)]).toEqual([true, true])
    ann.fullName = 'Ann'
    expect([session.dirty.size, session.isModified(ann)]).toEqual([0, false])
    sent()
    await session.commit()
    expect(updates(sent())).toEqual([])
  })

  it('writes expressions, one statement a row, and brings back what they became', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const [ann, bob] = await session.findAll(User, { order: ['telegramId'] })
    must(ann).set('fullName', fn('upper', col('full_name')) as never)
    must(bob).set('username', literal("'b' || telegram_id") as never)
    sent()
    await session.flush()
    await expectGolden(sent(), 'updates-expressions')
    expect([ann?.fullName, bob?.username]).toEqual(['ANN', 'b2'])
  })

  it('writes plain rows together beside rows with expressions', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const [ann, bob, cid] = await session.findAll(User, { order: ['telegramId'] })
    must(ann).set('username', cast('7', 'text') as never)
    must(bob).username = 'b'
    must(cid).username = 'c'
    sent()
    await session.flush()
    expect(updates(sent())).toHaveLength(2)
    expect([ann, bob, cid].map((each) => each?.username)).toEqual(['7', 'b', 'c'])
  })

  it('writes JSON that was changed in place and marked as changed', async ({ open }) => {
    await people(open())
    const session = open()
    const profile = must(await session.findOne(Profile))
    ;(profile.settings as Record<string, unknown>)['dark'] = false
    profile.changed('settings', true)
    await session.commit()
    expect((await open().findOne(Profile))?.settings).toEqual({ dark: false })
  })

  it('writes JSON of which several paths were set', async ({ open }) => {
    await people(open())
    const session = open()
    const profile = must(await session.findOne(Profile))
    profile.set('settings.dark' as never, false as never)
    profile.set('settings.size' as never, 12 as never)
    await session.commit()
    expect((await open().findOne(Profile))?.settings).toEqual({ dark: false, size: 12 })
  })

  it('writes what is changed after a flush before which it was set back', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const [ann, profile] = [must(await session.get(User, '1')), must(await session.findOne(Profile))]
    const settings = must(profile.settings)
    ann.fullName = 'Other'
    ann.fullName = 'Ann'
    profile.settings = [settings]
    profile.settings = settings
    sent()
    await session.flush()
    expect(updates(sent())).toEqual([])
    ann.fullName = 'Anna'
    Object.assign(settings, { dark: false })
    profile.changed('settings', true)
    await session.commit()
    expect((await open().get(User, '1'))?.fullName).toBe('Anna')
    expect((await open().findOne(Profile))?.settings).toEqual({ dark: false })
  })

  it('keeps updatedAt true, of many rows as of one', async ({ open }) => {
    await people(open())
    const session = open()
    const users = await session.findAll(User)
    const before = users.map(({ updatedAt }) => updatedAt.getTime())
    for (const user of users) user.username = 'x'
    await session.commit()
    const after = users.map(({ updatedAt }) => updatedAt.getTime())
    expect(after.every((time, index) => time > must(before[index]))).toBe(true)
  })

  it('keeps an updatedAt that was set by hand', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    ann.setDataValue('updatedAt', new Date('2001-01-01T00:00:00Z'))
    await session.commit()
    expect((await open().get(User, '1'))?.updatedAt.toISOString()).toBe('2001-01-01T00:00:00.000Z')
  })

  it('says that a row to be updated is gone, and needs a rollback', async ({ open }) => {
    await people(open())
    const session = open()
    const users = await session.findAll(User, { order: ['telegramId'] })
    await session.commit()
    const other = open()
    await other.destroy(User, { where: { telegramId: '3' } })
    await other.commit()
    for (const user of users) user.username = 'x'
    await expect(async () => session.flush()).rejects.toMatchObject({
      name: 'StaleDataError',
      code: 'STALE_DATA',
    })
    await expect(async () => session.count(User)).rejects.toMatchObject({ code: 'ROLLBACK_NEEDED' })
    await session.rollback()
    expect(await session.count(User, { where: { username: 'x' } })).toBe(0)
  })

  it('says that a row to be deleted is gone', async ({ open }) => {
    await people(open())
    const session = open()
    const order = must(await session.get(Order, 3))
    await session.commit()
    const other = open()
    await other.destroy(Order, { where: { orderId: 3 } })
    await other.commit()
    session.delete(order)
    await expect(async () => session.commit()).rejects.toMatchObject({
      name: 'StaleDataError',
      code: 'STALE_DATA',
    })
    await session.rollback()
    expect(await session.count(Order)).toBe(2)
  })
})

inEveryWorld((_stage, it) => {
  it('writes types that do not travel in arrays: enums, arrays, ranges', async ({ open, sent }) => {
    const session = open()
    const made = [1, 2].map((id) => Sheet.build({ id, mood: 'good', tags: ['a'], span: [1, 5] }))
    session.addAll(made)
    await session.commit()
    must(made[0]).mood = 'bad'
    must(made[0]).tags = ['b', "c'd", '{,}']
    must(made[1]).span = [10, 20]
    must(made[1]).tags = []
    sent()
    await session.commit()
    await expectGolden(sent(), 'updates-union')
    const rows = await open().execute`select mood::text, tags, span::text from sheets order by id`
    expect(rows).toEqual([
      { mood: 'bad', tags: ['b', "c'd", '{,}'], span: '[1,5)' },
      { mood: 'good', tags: [], span: '[10,20)' },
    ])
  })

  it('raises the version of a versioned model, of one row and of many', async ({ open, sent }) => {
    const session = open()
    const made = [1, 2].map((id) => Document.build({ id, text: 'a' }))
    session.addAll(made)
    await session.commit()
    must(made[0]).text = 'b'
    sent()
    await session.commit()
    for (const each of made) each.text = 'c'
    await session.commit()
    await expectGolden(sent(), 'updates-version')
    expect(made.map(({ version }) => version)).toEqual([2, 1])
  })

  it('tells that a versioned row was changed by somebody else', async ({ open }) => {
    const first = open()
    first.add(Document.build({ id: 1, text: 'a' }))
    await first.commit()
    const [one, two] = [open(), open()]
    const [mine, theirs] = [must(await one.get(Document, 1)), must(await two.get(Document, 1))]
    await one.commit()
    theirs.text = 'theirs'
    await two.commit()
    mine.text = 'mine'
    await expect(async () => one.commit()).rejects.toMatchObject({ name: 'StaleDataError' })
    await one.rollback()
    expect((await one.get(Document, 1))?.text).toBe('theirs')
  })
}, sheets)

inEveryWorld((_stage, it) => {
  async function stay(session: AnySession): Promise<Stay> {
    const made = Stay.build({ name: 'long' })
    made.person = Person.build({})
    made.region = Region.build({ code: 'n' })
    session.addAll([made, Region.build({ code: 's' })])
    await session.commit()
    return made
  }

  it('changes a primary key that is a foreign key too, when the parent changes', async ({ open, sent }) => {
    const session = open()
    const made = await stay(session)
    made.region = must(await session.get(Region, 's'))
    sent()
    await session.commit()
    await expectGolden(sent(), 'updates-key')
    expect(await session.get(Stay, { personId: made.personId, regionCode: 's' })).toBe(made)
    expect(await session.get(Stay, { personId: made.personId, regionCode: 'n' })).toBeNull()
  })

  it('finds an object under its old key again when the change of its key is rolled back', async ({
    open,
  }) => {
    const session = open()
    const made = await stay(session)
    made.region = must(await session.get(Region, 's'))
    await session.flush()
    await session.rollback()
    expect(made.regionCode).toBe('n')
    expect(await session.get(Stay, { personId: made.personId, regionCode: 'n' })).toBe(made)
  })

  it('changes an assigned primary key', async ({ open }) => {
    const session = open()
    const region = Region.build({ code: 'x' })
    session.add(region)
    await session.commit()
    region.setDataValue('code', 'y')
    region.changed('code', true)
    await session.commit()
    expect((await open().findAll(Region)).map(({ code }) => code)).toEqual(['y'])
    expect(await session.get(Region, 'y')).toBe(region)
  })
}, town)
