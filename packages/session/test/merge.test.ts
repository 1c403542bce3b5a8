/** `merge`: the state of an object from elsewhere, in the session's own object for its row. */
import { expect } from 'vitest'
import { people } from './support/people.ts'
import { Line, Order, User } from './support/shop.ts'
import { Card, Person, Stay, town } from './support/town.ts'
import { inEveryWorld } from './support/worlds.ts'
import { must } from './support/must.ts'

inEveryWorld((_stage, it) => {
  it('adds a row that the database does not have, as an object of its own', async ({ open }) => {
    const session = open()
    const given = User.build({ telegramId: '1', fullName: 'Ann' })
    const merged = await session.merge(given)
    expect([merged === given, session.contains(given), session.contains(merged)]).toEqual([
      false,
      false,
      true,
    ])
    await session.commit()
    expect((await open().get(User, '1'))?.fullName).toBe('Ann')
  })

  it('gives the object that the session holds the values of the other', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    sent()
    expect(await session.merge(User.build({ telegramId: '1', fullName: 'Anna' }))).toBe(ann)
    expect(sent()).toEqual([])
    expect([ann.fullName, session.dirty.has(ann)]).toEqual(['Anna', true])
    await session.commit()
    expect((await open().get(User, '1'))?.fullName).toBe('Anna')
  })

  it('reads the row where the session does not hold it, and writes what differs', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    const merged = await session.merge(User.build({ telegramId: '1', fullName: 'Ann', username: 'ann' }))
    expect(sent().filter((text) => text.startsWith('SELECT'))).toHaveLength(1)
    await session.commit()
    const update = sent().find((text) => text.startsWith('UPDATE'))
    expect([update?.includes('"username"'), update?.includes('SET "full_name"')]).toEqual([true, false])
    expect(merged.createdAt).toBeInstanceOf(Date)
  })

  it('writes nothing where nothing differs', async ({ open, sent }) => {
    await people(open())
    const session = open()
    await session.merge(User.build({ telegramId: '1', fullName: 'Ann' }))
    sent()
    await session.commit()
    expect(sent()).toEqual(['COMMIT'])
  })

  it('takes an object of a session that was closed, with its relations', async ({ open }) => {
    await people(open())
    const former = open()
    const ann = must(await former.get(User, '1', { load: { orders: { load: { lines: true } } } }))
    await former.close()
    ann.fullName = 'Anna'
    const session = open()
    const merged = await session.merge(ann)
    expect([merged === ann, merged.orders?.length, merged.orders?.[0]?.user === merged]).toEqual([
      false,
      2,
      true,
    ])
    await session.commit()
    expect((await open().get(User, '1'))?.fullName).toBe('Anna')
    expect([await open().count(Order), await open().count(Line)]).toEqual([3, 4])
  })

  it('takes an object of a session that is open, and leaves that one its own', async ({ open }) => {
    await people(open())
    const other = open()
    const theirs = must(await other.get(User, '1'))
    const session = open()
    const mine = await session.merge(theirs)
    expect([mine === theirs, other.contains(theirs), session.contains(theirs)]).toEqual([false, true, false])
  })

  it('gives back what is in the session already', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    expect(await session.merge(ann)).toBe(ann)
  })

  it('merges new children of what exists', async ({ open }) => {
    await people(open())
    const session = open()
    const given = User.build({ telegramId: '3', fullName: 'Cid' })
    given.orders = [Order.build({})]
    await session.merge(given)
    await session.commit()
    expect(await open().count(Order, { where: { userId: '3' } })).toBe(1)
  })
})

inEveryWorld((_stage, it) => {
  it('merges a graph that leads back to where it began', async ({ open }) => {
    const session = open()
    const [boss, report] = [Person.build({ name: 'boss' }), Person.build({ name: 'report' })]
    boss.reports = [report]
    boss.boss = report
    const merged = await session.merge(boss)
    expect([merged.boss === merged.reports?.[0], merged.reports?.[0]?.boss === merged]).toEqual([true, true])
    await session.commit()
    const rows = await open().findAll(Person, { order: ['id'] })
    expect(rows.map(({ id, bossId }) => [id, bossId])).toEqual(
      [
        [merged.id, merged.bossId],
        [merged.bossId, merged.id],
      ].toSorted((a, b) => Number(a[0]) - Number(b[0])),
    )
  })

  it('finds rows by composite keys, part of which are foreign keys', async ({ open }) => {
    const first = open()
    first.add(Card.build({ series: 'a', number: 1, name: 'old' }))
    await first.execute`insert into regions values ('n'); insert into people (id) values (7)`
    first.add(Stay.build({ personId: 7, regionCode: 'n', name: 'old' }))
    await first.commit()
    const session = open()
    const card = await session.merge(Card.build({ series: 'a', number: 1, name: 'new' }))
    const stay = await session.merge(Stay.build({ personId: 7, regionCode: 'n', name: 'new' }))
    expect([card.isNewRecord, stay.isNewRecord]).toEqual([false, false])
    await session.commit()
    expect((await open().findAll(Card)).map(({ name }) => name)).toEqual(['new'])
    expect((await open().findAll(Stay)).map(({ name }) => name)).toEqual(['new'])
  })
}, town)
