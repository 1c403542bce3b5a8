/** `cascade: 'delete-orphan'`: a child that leaves its parent is deleted, unless it has gone on to another. */
import { expect } from 'vitest'
import { Item, Person, Stay, Region, town } from './support/town.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'
import type { AnySession, Stage } from './support/worlds.ts'
import { must } from './support/must.ts'

/** Persons 1, with items 1 to 3, and 2, without. */
async function owners(session: AnySession): Promise<Person[]> {
  const persons = [1, 2].map(() => Person.build({}))
  must(persons[0]).items = ['a', 'b', 'c'].map((name) => Item.build({ name }))
  session.addAll(persons)
  await session.commit()
  return persons
}

const itemsOf = (stage: Stage, person: Person | undefined) =>
  stage.related(must(person), 'items') as Promise<Item[]>

async function items(session: AnySession): Promise<string[]> {
  return (await session.findAll(Item, { order: ['id'] })).map(({ name, ownerId }) => `${name}${ownerId}`)
}

inEveryWorld((stage, it) => {
  it('deletes a child that is spliced out', async ({ open, sent }) => {
    const session = open()
    const [owner] = await owners(session)
    const held = await itemsOf(stage, owner)
    const [gone] = held.splice(1, 1)
    sent()
    await session.commit()
    await expectGolden(
      sent().filter((text) => !text.includes('pg_constraint')),
      'orphan-spliced',
    )
    expect([await items(open()), session.contains(must(gone))]).toEqual([['a1', 'c1'], false])
  })

  it('deletes children that a new collection leaves out, loaded or not', async ({ open }) => {
    await owners(open())
    const session = open()
    const owner = must(await session.get(Person, 1))
    owner.items = [must(await session.get(Item, 2)), Item.build({ name: 'd' })]
    await session.commit()
    expect(await items(open())).toEqual(['b1', 'd1'])
  })

  it('spares a child that was pushed to another parent', async ({ open }) => {
    const session = open()
    const [one, two] = await owners(session)
    const [from, to] = [await itemsOf(stage, one), await itemsOf(stage, two)]
    to.push(...from.splice(0, 1))
    await session.commit()
    expect(await items(open())).toEqual(['a2', 'b1', 'c1'])
  })

  it('spares a child that names another parent', async ({ open }) => {
    const session = open()
    const [one, two] = await owners(session)
    const [first] = await itemsOf(stage, one)
    must(first).owner = must(two)
    await session.commit()
    expect(await items(open())).toEqual(['a2', 'b1', 'c1'])
  })

  it('spares a child that went to a parent which is new', async ({ open }) => {
    const session = open()
    const [one] = await owners(session)
    const held = await itemsOf(stage, one)
    const three = Person.build({})
    three.items = held.splice(0, 1)
    must(held[0]).owner = three
    session.add(three)
    await session.commit()
    expect(await items(open())).toEqual(['a3', 'b3', 'c1'])
  })

  it('never inserts a new child that left before it was written', async ({ open }) => {
    const session = open()
    const [owner] = await owners(session)
    const held = await itemsOf(stage, owner)
    held.push(Item.build({ name: 'd' }))
    const [late] = held.splice(3, 1)
    await session.commit()
    expect([await items(open()), session.contains(must(late))]).toEqual([['a1', 'b1', 'c1'], false])
  })

  it('brings an orphan back when it is rolled back', async ({ open }) => {
    const session = open()
    const [owner] = await owners(session)
    const held = await itemsOf(stage, owner)
    const [gone] = held.splice(0, 1)
    await session.flush()
    await session.rollback()
    expect((await itemsOf(stage, owner)).includes(must(gone))).toBe(true)
    expect(await session.get(Item, must(gone).id)).toBe(gone)
    expect(await items(session)).toEqual(['a1', 'b1', 'c1'])
  })

  it('deletes an orphan whose key is that of its parents', async ({ open }) => {
    const session = open()
    const [owner] = await owners(session)
    const stay = Stay.build({})
    stay.person = must(owner)
    stay.region = Region.build({ code: 'n' })
    session.add(stay)
    await session.commit()
    const held = (await stage.related(must(owner), 'stays')) as Stay[]
    held.length = 0
    await session.commit()
    expect(await open().count(Stay)).toBe(0)
  })

  it('deletes nothing where the collection is only put in another order', async ({ open, sent }) => {
    const session = open()
    const [owner] = await owners(session)
    ;(await itemsOf(stage, owner)).reverse()
    sent()
    await session.flush()
    expect(sent()).toEqual([])
  })
}, town)
