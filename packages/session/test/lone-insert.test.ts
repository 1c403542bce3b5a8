/** One new instance committed by itself, which is written by a way of its own: it must do all that any flush does. */
import { expect } from 'vitest'
import { Product, Profile, User } from './support/shop.ts'
import { inEveryWorld } from './support/worlds.ts'

/** Settings of a profile. */
const dark = (isDark: boolean): object => ({ dark: isDark })

const firstWord = (text: string) => text.split(' ', 1)[0]

inEveryWorld((_stage, it) => {
  it('inserts one row in one statement and shows what the row has', async ({ open, sent }) => {
    const session = open()
    const pen = Product.build({ title: 'pen', price: '1.5' })
    session.add(pen)
    await session.commit()
    expect(sent().map(firstWord)).toEqual(['INSERT'])
    expect(pen.get()).toEqual({ productId: 1, title: 'pen', price: '1.5000' })
    expect([pen.isNewRecord, session.contains(pen), session.new.size]).toEqual([false, true, 0])
    expect(await session.get(Product, 1)).toBe(pen)
  })

  it('sends BEGIN where something is said of the transaction, or was read in it', async ({ open, sent }) => {
    const session = open({ isolationLevel: 'SERIALIZABLE' })
    session.add(Product.build({ title: 'pen', price: '1' }))
    await session.commit()
    const reader = open()
    await reader.count(Product)
    reader.add(Product.build({ title: 'ink', price: '1' }))
    await reader.commit()
    expect(sent().map(firstWord)).toEqual([
      'BEGIN',
      'INSERT',
      'COMMIT',
      'BEGIN',
      'SELECT',
      'INSERT',
      'COMMIT',
    ])
  })

  it('asks for a rollback after a failure as after any, and sends none, since there is nothing to take back', async ({
    open,
    sent,
  }) => {
    const session = open()
    session.add(User.build({ telegramId: '1', fullName: 'Ann', referrerId: '404' }))
    await expect((async () => session.commit())()).rejects.toThrow('violates foreign key constraint')
    await expect((async () => session.count(User))()).rejects.toMatchObject({ code: 'ROLLBACK_NEEDED' })
    await expect((async () => session.commit())()).rejects.toMatchObject({ code: 'ROLLBACK_NEEDED' })
    await session.rollback()
    expect(sent().map(firstWord)).toEqual(['INSERT'])
    expect(await session.count(User)).toBe(0)
  })

  it('fails where a constraint that is looked at last forbids the row', async ({ open }) => {
    const admin = open()
    await admin.execute`alter table users alter constraint users_referrer_id_fkey deferrable initially deferred`
    await admin.commit()
    const session = open()
    session.add(User.build({ telegramId: '1', fullName: 'Ann', referrerId: '404' }))
    await expect((async () => session.commit())()).rejects.toThrow('violates foreign key constraint')
    await session.rollback()
    expect(await open().count(User)).toBe(0)
  })

  it('tells apart which columns are given', async ({ open }) => {
    const session = open()
    const ann = User.build({ telegramId: '1', fullName: 'Ann' })
    const ben = User.build({ telegramId: '2', fullName: 'Ben', username: 'ben', referrerId: '1' })
    for (const user of [ann, ben]) {
      session.add(user)
      await session.commit()
    }
    const found = await open().findAll(User, { order: [['telegramId', 'ASC']] })
    expect(found.map((user) => [user.fullName, user.username, user.referrerId])).toEqual([
      ['Ann', null, null],
      ['Ben', 'ben', '1'],
    ])
  })

  it('takes back what was changed after a failure, and can be tried again', async ({ open }) => {
    const session = open()
    session.add(User.build({ telegramId: '1', fullName: 'Ann' }))
    await session.commit()
    const other = User.build({ telegramId: '1', fullName: 'Other' })
    session.add(other)
    await expect((async () => session.commit())()).rejects.toThrow('Validation error')
    other.fullName = 'after the failure'
    await session.rollback()
    expect([other.fullName, other.isNewRecord, session.contains(other)]).toEqual(['Other', true, false])
    other.setDataValue('telegramId', '2')
    session.add(other)
    await session.commit()
    expect(await open().count(User)).toBe(2)
  })

  it('knows afterwards what the row has, whatever is changed', async ({ open }) => {
    const session = open()
    const pen = Product.build({ title: 'pen', price: '1' })
    session.add(pen)
    await session.commit()
    expect([pen.changed(), session.isModified(pen)]).toEqual([false, false])
    pen.title = 'ink'
    expect([pen.changed(), pen.previous('title'), session.isModified(pen)]).toEqual([['title'], 'pen', true])
    pen.title = 'pen'
    expect(session.isModified(pen)).toBe(false)
    pen.set({ title: 'nib', price: '2' })
    await session.rollback()
    expect([pen.title, pen.price, pen.changed()]).toEqual(['pen', '1.0000', false])
  })

  it('writes JSON afterwards that was changed in place and marked as changed', async ({ open }) => {
    const session = open()
    session.add(User.build({ telegramId: '1', fullName: 'Ann' }))
    await session.commit()
    const profile = Profile.build({ userId: '1', settings: dark(true) })
    session.add(profile)
    await session.commit()
    for (const isDark of [false, true]) {
      Object.assign(profile.settings ?? {}, dark(isDark))
      profile.changed('settings', true)
      await session.commit()
      expect((await open().findOne(Profile))?.settings).toEqual(dark(isDark))
    }
  })

  it('is written once, even where one of its values reads in the session', async ({ open, blocking }) => {
    const session = open()
    session.add(User.build({ telegramId: '1', fullName: 'Ann' }))
    await session.commit()
    const reads: unknown[] = []
    const settings = { toJSON: () => (blocking && reads.push(session.count(Profile)), dark(true)) }
    session.add(Profile.build({ userId: '1', settings }))
    await session.commit()
    expect(reads).toEqual(blocking ? [0] : [])
    expect(await session.findAll(Profile, { attributes: ['settings'], raw: true })).toEqual([
      { settings: dark(true) },
    ])
  })

  it('refuses what the model refuses, and stays as it was', async ({ open, sent }) => {
    const session = open()
    const nameless = User.build({ telegramId: '1' } as never)
    session.add(nameless)
    await expect((async () => session.commit())()).rejects.toThrow('User.fullName cannot be null')
    expect(sent()).toEqual([])
    nameless.fullName = 'Ann'
    await session.commit()
    expect(await open().count(User)).toBe(1)
  })

  it('calls hooks, also those that were added after the first', async ({ open }) => {
    const session = open()
    session.add(Product.build({ title: 'pen', price: '1' }))
    await session.commit()
    Product.addHook('beforeCreate', 'louder', (product) => void ((product as Product).title += '!'))
    const ink = Product.build({ title: 'ink', price: '1' })
    try {
      session.add(ink)
      await session.commit()
    } finally {
      Product.removeHook('beforeCreate', 'louder')
    }
    expect(ink.title).toBe('ink!')
  })
})
