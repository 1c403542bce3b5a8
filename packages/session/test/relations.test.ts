/** Relations in memory and in the database: both sides in step, children that come, go and change their parent. */
import { expect } from 'vitest'
import { Card, Item, Person, Region, Tag, town } from './support/town.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'
import type { AnySession, Stage } from './support/worlds.ts'
import { must } from './support/must.ts'

/** Boss (1) over two reports (2, 3), and a second boss (4). */
async function people(session: AnySession): Promise<Person[]> {
  const made = ['boss', 'one', 'two', 'other'].map((name) => Person.build({ name }))
  must(made[0]).reports = made.slice(1, 3)
  session.addAll(made)
  await session.commit()
  return made
}

async function reports(stage: Stage, person: Person | undefined): Promise<Person[]> {
  return (await stage.related(must(person), 'reports')) as Person[]
}

async function bosses(session: AnySession): Promise<(number | null)[]> {
  return (await session.findAll(Person, { order: ['id'] })).map(({ bossId }) => bossId)
}

inEveryWorld((stage, it) => {
  it('keeps the parent in step when a child is pushed onto a collection', async ({ open }) => {
    const session = open()
    const [boss, , , other] = await people(session)
    ;(await reports(stage, boss)).push(must(other))
    await session.commit()
    expect([other?.bossId, other?.boss === boss]).toEqual([1, true])
    expect(await bosses(open())).toEqual([null, 1, 1, 1])
  })

  it('takes a child from the parent that had it when another takes it in', async ({ open }) => {
    const session = open()
    const [boss, one, two, other] = await people(session)
    const had = await reports(stage, boss)
    ;(await reports(stage, other)).push(must(one))
    await session.flush()
    expect([had.includes(must(one)), had.includes(must(two)), one?.boss === other]).toEqual([
      false,
      true,
      true,
    ])
    await session.commit()
    expect(await bosses(open())).toEqual([null, 4, 1, null])
  })

  it('moves a child between two loaded collections', async ({ open, sent }) => {
    const session = open()
    const [boss, one, , other] = await people(session)
    const [from, to] = [await reports(stage, boss), await reports(stage, other)]
    to.push(...from.splice(from.indexOf(must(one)), 1))
    sent()
    await session.commit()
    await expectGolden(sent(), 'relations-move')
    expect(await bosses(open())).toEqual([null, 4, 1, null])
  })

  it('clears the key of a child that leaves a collection', async ({ open }) => {
    const session = open()
    const [boss, one] = await people(session)
    const held = await reports(stage, boss)
    held.splice(held.indexOf(must(one)), 1)
    await session.commit()
    expect([one?.bossId, one?.boss]).toEqual([null, null])
    expect(await bosses(open())).toEqual([null, null, 1, null])
  })

  it('replaces a collection that was loaded', async ({ open }) => {
    const session = open()
    const [boss, , two, other] = await people(session)
    await reports(stage, boss)
    must(boss).reports = [must(two), must(other)]
    await session.commit()
    expect(await bosses(open())).toEqual([null, null, 1, 1])
  })

  it('replaces collections that were never loaded, with one SELECT for all of them', async ({
    open,
    sent,
  }) => {
    await people(open())
    const session = open()
    const [boss, one, , other] = await session.findAll(Person, { order: ['id'] })
    must(boss).reports = []
    must(other).reports = [must(one)]
    sent()
    await session.commit()
    await expectGolden(sent(), 'relations-replace-unread')
    expect(await bosses(open())).toEqual([null, 4, null, null])
  })

  it('sees both sides before anything is flushed', async ({ open }) => {
    const session = open()
    const [boss, one, , other] = await people(session)
    const [from, to] = [await reports(stage, boss), await reports(stage, other)]
    must(one).boss = must(other)
    expect([from.includes(must(one)), to.includes(must(one)), one?.bossId]).toEqual([false, true, 4])
    must(one).boss = null
    expect([to.includes(must(one)), one?.bossId]).toEqual([false, null])
  })

  it('gives a stored child to a parent that is new', async ({ open }) => {
    const session = open()
    const [, one, two] = await people(session)
    const chief = Person.build({ name: 'chief' })
    chief.reports = [must(one)]
    must(two).boss = chief
    session.add(chief)
    await session.commit()
    expect([one?.bossId, two?.bossId]).toEqual([chief.id, chief.id])
    expect(await bosses(open())).toEqual([null, 5, 5, null, null])
  })

  it('writes nothing where a collection was changed and changed back', async ({ open, sent }) => {
    const session = open()
    const [boss] = await people(session)
    const held = await reports(stage, boss)
    held.push(must(held.pop()))
    sent()
    await session.flush()
    expect(sent()).toEqual([])
  })

  it('replaces a has-one: the child that was there is without a parent', async ({ open, sent }) => {
    const session = open()
    const [boss] = await people(session)
    const [old, young] = [1, 2].map((number) => Card.build({ series: 'a', number }))
    must(boss).card = must(old)
    await session.commit()
    must(boss).card = must(young)
    expect([old?.person, young?.person === boss]).toEqual([null, true])
    sent()
    await session.commit()
    await expectGolden(sent(), 'relations-has-one')
    const cards = await open().findAll(Card, { order: ['number'] })
    expect(cards.map(({ personId }) => personId)).toEqual([null, 1])
  })

  it('replaces a has-one that was never loaded', async ({ open }) => {
    const session = open()
    const [boss] = await people(session)
    session.add(Card.build({ series: 'a', number: 1, personId: must(boss).id }))
    await session.commit()
    const again = open()
    const chief = must(await again.get(Person, 1))
    chief.card = null
    await again.commit()
    expect((await open().findAll(Card)).map(({ personId }) => personId)).toEqual([null])
  })

  it('moves a has-one from one parent to another', async ({ open }) => {
    const session = open()
    const [boss, one] = await people(session)
    must(boss).card = Card.build({ series: 'a', number: 1 })
    await session.commit()
    const card = must(must(boss).card)
    must(one).card = card
    expect([boss?.card, card.person === one]).toEqual([null, true])
    await session.commit()
    expect((await open().findAll(Card)).map(({ personId }) => personId)).toEqual([2])
  })

  it('takes back what was set in memory when the transaction is rolled back before any flush', async ({
    open,
  }) => {
    const session = open()
    const [boss, one] = await people(session)
    const card = Card.build({ series: 'a', number: 1 })
    must(boss).card = card
    await session.commit()
    must(one).card = card
    await session.rollback()
    expect([boss?.card === card, card.person === boss, card.personId]).toEqual([true, true, 1])
  })

  it('writes a key that was set by its value', async ({ open, sent }) => {
    const session = open()
    const [, one] = await people(session)
    must(one).bossId = 4
    sent()
    await session.commit()
    expect(sent().filter((text) => text.startsWith('UPDATE'))).toHaveLength(1)
    expect(await bosses(open())).toEqual([null, 4, 1, null])
  })

  it('gives assigned keys on, too', async ({ open }) => {
    const session = open()
    const region = Region.build({ code: 'n' })
    region.people = [Person.build({}), Person.build({})]
    session.add(region)
    await session.commit()
    expect((await open().findAll(Person)).map(({ regionCode }) => regionCode)).toEqual(['n', 'n'])
  })

  it('fails where a child that needs a parent loses it', async ({ open }) => {
    const session = open()
    session.add(Tag.build({ id: 1 }))
    const item = Item.build({})
    session.add(item)
    await expect(async () => session.flush()).rejects.toThrow('Item.ownerId cannot be null')
    await session.rollback()
    expect(await open().count(Tag)).toBe(0)
  })
}, town)
