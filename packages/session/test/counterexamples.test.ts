/** What random walks through a session once found: each the shortest way there. */
import { expect } from 'vitest'
import { its, play } from './support/play.ts'
import { Card, Item, Person, Region, Stay, Tag, town } from './support/town.ts'
import { inEveryWorld } from './support/worlds.ts'
import type { AnySession } from './support/worlds.ts'
import { must } from './support/must.ts'

inEveryWorld((stage, it) => {
  const failure = new Error('roll back')

  /** Runs a body in a savepoint that is rolled back. */
  async function undone(session: AnySession, body: (session: AnySession) => void): Promise<void> {
    const whole = function* (inner: AnySession) {
      body(inner)
      yield* its(inner.flush())
      throw failure
    }
    await expect(async () => session.savepoint((inner) => play(stage.blocking, whole(inner)))).rejects.toBe(
      failure,
    )
  }

  it('nothing is left of a parent that took a child in inside of a savepoint that failed', async ({
    open,
  }) => {
    const session = open()
    const person = Person.build({})
    session.add(person)
    await session.flush()
    await undone(session, (inner) => {
      const region = Region.build({ code: 'n' })
      inner.add(region)
      region.people = []
      region.people.push(person)
    })
    person.boss = null
    await session.commit()
    expect([await open().count(Region), person.regionCode, person.region ?? null]).toEqual([0, null, null])
  })

  it('nothing is left of a has-one that came inside of a savepoint that failed', async ({ open }) => {
    const session = open()
    const person = Person.build({})
    person.card = Card.build({ series: 'a', number: 1 })
    session.add(person)
    await session.commit()
    const card = must(person.card)
    await undone(session, (inner) => {
      const another = Card.build({ series: 'a', number: 2 })
      another.person = person
      inner.add(another)
    })
    person.boss = null
    await session.commit()
    expect([await open().count(Card), person.card === card, card.personId]).toEqual([1, true, person.id])
  })

  it('links of a tag that was deleted are not deleted once more with those that are replaced', async ({
    open,
  }) => {
    const session = open()
    const person = Person.build({})
    const tags = [1, 2].map((id) => Tag.build({ id }))
    person.tags = [...tags]
    session.add(person)
    await session.commit()
    session.delete(must(tags[0]))
    await session.flush()
    person.tags = []
    await session.commit()
    expect((await open().execute`select * from people_tags`).length).toBe(0)
  })

  it('a fan of what CASCADE takes along goes free, also where everybody is one person', async ({ open }) => {
    const session = open()
    const person = Person.build({})
    person.items = [Item.build({})]
    person.favourite = must(person.items[0])
    session.add(person)
    await session.commit()
    const again = open()
    again.delete(must(await again.get(Person, person.id)))
    await again.commit()
    expect([await open().count(Person), await open().count(Item)]).toEqual([0, 0])
  })

  it('a child that was expired leaves the collection that holds it when it is deleted', async ({ open }) => {
    const session = open()
    const boss = Person.build({})
    boss.reports = [Person.build({}), Person.build({})]
    session.add(boss)
    await session.commit()
    const held = (await stage.related(boss, 'reports')) as Person[]
    const [gone, moved] = [must(held[0]), must(held[1])]
    session.expire(gone)
    session.expire(moved)
    session.delete(gone)
    await session.flush()
    expect(held).toEqual([moved])
    moved.boss = null
    expect(held).toEqual([])
    await session.commit()
    expect((await open().findAll(Person)).map(({ bossId }) => bossId)).toEqual([null, null])
  })

  it('many children leave one loaded collection without much ado', async ({ open }) => {
    const session = open()
    const boss = Person.build({})
    boss.reports = Array.from({ length: 10_000 }, () => Person.build({ name: 'r' }))
    session.add(boss)
    await session.commit()
    const held = (await stage.related(boss, 'reports')) as Person[]
    for (const each of held) session.delete(each)
    await session.commit()
    expect(held).toHaveLength(0)
  })

  it('a stay changes both parents, and so its whole key, in one flush', async ({ open }) => {
    const session = open()
    const stay = Stay.build({})
    stay.person = Person.build({})
    stay.region = Region.build({ code: 'n' })
    const [other, south] = [Person.build({}), Region.build({ code: 's' })]
    session.addAll([stay, other, south])
    await session.commit()
    stay.person = other
    south.stays = [stay]
    await session.commit()
    const rows = await open().findAll(Stay)
    expect(rows.map(({ personId, regionCode }) => [personId, regionCode])).toEqual([[other.id, 's']])
  })
}, town)
