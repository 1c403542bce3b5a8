/** A row deleted and added again under one key in one flush is one row that stays. */
import { expect } from 'vitest'
import { people } from './support/people.ts'
import { Order, User } from './support/shop.ts'
import { Card, Tag, town } from './support/town.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'
import { must } from './support/must.ts'

inEveryWorld((_stage, it) => {
  it('replaces the row, with its children where they are, in one statement', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const bob = must(await session.get(User, '2'))
    session.delete(bob)
    const again = User.build({ telegramId: '2', fullName: 'Robert' })
    session.add(again)
    sent()
    await session.commit()
    await expectGolden(
      sent().filter((text) => !text.includes('pg_constraint')),
      'row-switch',
    )
    expect([session.contains(bob), await session.get(User, '2')]).toEqual([false, again])
    expect([again.username, again.referrerId]).toEqual([null, null])
    expect(await open().count(Order, { where: { userId: '2' } })).toBe(1)
  })

  it('gives the former object back when that is rolled back', async ({ open }) => {
    await people(open())
    const session = open()
    const bob = must(await session.get(User, '2'))
    session.delete(bob)
    const again = User.build({ telegramId: '2', fullName: 'Robert' })
    session.add(again)
    await session.flush()
    await session.rollback()
    expect([await session.get(User, '2'), again.isNewRecord, session.contains(again)]).toEqual([
      bob,
      true,
      false,
    ])
    expect(bob.fullName).toBe('Bob')
  })

  it('is an insert where the delete was flushed before', async ({ open }) => {
    await people(open())
    const session = open()
    session.delete(must(await session.get(User, '2')))
    await session.flush()
    session.add(User.build({ telegramId: '2', fullName: 'Robert' }))
    await session.commit()
    expect((await open().get(User, '2'))?.fullName).toBe('Robert')
    expect(await open().count(Order, { where: { userId: '2' } })).toBe(0)
  })

  it('refuses a second object for a row that stays', async ({ open }) => {
    await people(open())
    const session = open()
    await session.get(User, '2')
    session.add(User.build({ telegramId: '2', fullName: 'Robert' }))
    await expect(async () => session.flush()).rejects.toMatchObject({
      name: 'SequelizeUniqueConstraintError',
    })
  })
})

inEveryWorld((_stage, it) => {
  it('replaces rows of a composite key', async ({ open }) => {
    const session = open()
    const card = Card.build({ series: 'a', number: 1, name: 'old' })
    session.add(card)
    await session.commit()
    session.delete(card)
    session.add(Card.build({ series: 'a', number: 1 }))
    session.add(Card.build({ series: 'a', number: 2, name: 'two' }))
    await session.commit()
    const rows = await open().findAll(Card, { order: ['number'] })
    expect(rows.map(({ name }) => name)).toEqual([null, 'two'])
  })

  it('replaces a row that has nothing but a key', async ({ open }) => {
    const session = open()
    const tag = Tag.build({ id: 1 })
    session.add(tag)
    await session.commit()
    session.delete(tag)
    const again = Tag.build({ id: 1 })
    session.add(again)
    await session.commit()
    expect(await session.get(Tag, 1)).toBe(again)
  })
}, town)
