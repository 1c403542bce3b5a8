/** Many-to-many relations are written through their third table, from either side. */
import { expect } from 'vitest'
import { Person, PersonTag, Tag, town } from './support/town.ts'
import { Order, Product, User } from './support/shop.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'
import type { AnySession, Stage } from './support/worlds.ts'
import { must } from './support/must.ts'

/** Persons 1 and 2, tags 1 to 3; person 1 has tags 1 and 2. */
async function tagged(session: AnySession): Promise<{ persons: Person[]; tags: Tag[] }> {
  const persons = [1, 2].map(() => Person.build({}))
  const tags = [1, 2, 3].map((id) => Tag.build({ id }))
  must(persons[0]).tags = tags.slice(0, 2)
  session.addAll([...persons, ...tags])
  await session.commit()
  return { persons, tags }
}

async function links(session: AnySession): Promise<string[]> {
  const rows = await session.execute`select person_id, tag_id from people_tags order by 1, 2`
  return rows.map((row) => Object.values(row).join('-'))
}

const tagsOf = (stage: Stage, person: Person | undefined) =>
  stage.related(must(person), 'tags') as Promise<Tag[]>

inEveryWorld((stage, it) => {
  it('inserts new objects of both ends and their links, a statement a table', async ({ open, sent }) => {
    await tagged(open())
    await expectGolden(sent(), 'links-new')
    expect(await links(open())).toEqual(['1-1', '1-2'])
  })

  it('links what is pushed and unlinks what is spliced, in one flush', async ({ open, sent }) => {
    const session = open()
    const { persons, tags } = await tagged(session)
    const held = await tagsOf(stage, persons[0])
    held.splice(0, 1)
    held.push(must(tags[2]))
    sent()
    await session.commit()
    await expectGolden(sent(), 'links-changed')
    expect(await links(open())).toEqual(['1-2', '1-3'])
  })

  it('replaces links that were never loaded', async ({ open }) => {
    await tagged(open())
    const session = open()
    const person = must(await session.get(Person, 1))
    person.tags = [must(await session.get(Tag, 3)), must(await session.get(Tag, 2))]
    await session.commit()
    expect(await links(open())).toEqual(['1-2', '1-3'])
  })

  it('asks once for the links of many objects that are replaced', async ({ open, sent }) => {
    await tagged(open())
    const session = open()
    const persons = await session.findAll(Person, { order: ['id'] })
    for (const person of persons) person.tags = []
    sent()
    await session.commit()
    expect(sent().filter((text) => text.startsWith('SELECT'))).toHaveLength(1)
    expect(await links(open())).toEqual([])
  })

  it('keeps the other side in step where it was loaded', async ({ open }) => {
    const session = open()
    const { persons, tags } = await tagged(session)
    const others = (await stage.related(must(tags[2]), 'people')) as Person[]
    ;(await tagsOf(stage, persons[0])).push(must(tags[2]))
    await session.flush()
    expect(others.map((each) => each === persons[0])).toEqual([true])
    others.splice(0, 1)
    await session.flush()
    expect((await tagsOf(stage, persons[0])).map(({ id }) => id)).toEqual([1, 2])
  })

  it('writes a link once that both sides tell of', async ({ open }) => {
    const session = open()
    const { persons, tags } = await tagged(session)
    ;(await tagsOf(stage, persons[1])).push(must(tags[2]))
    ;((await stage.related(must(tags[2]), 'people')) as Person[]).push(must(persons[1]))
    await session.commit()
    expect(await links(open())).toEqual(['1-1', '1-2', '2-3'])
  })

  it('links what is new on the far side', async ({ open }) => {
    const session = open()
    const { persons } = await tagged(session)
    ;(await tagsOf(stage, persons[1])).push(Tag.build({ id: 9 }))
    await session.commit()
    expect(await links(open())).toEqual(['1-1', '1-2', '2-9'])
  })

  it('links a collection of an object that is not stored yet', async ({ open }) => {
    const session = open()
    const { tags } = await tagged(session)
    const person = Person.build({})
    person.tags = [must(tags[0])]
    person.tags.push(must(tags[1]))
    session.add(person)
    await session.commit()
    expect(await links(open())).toEqual(['1-1', '1-2', '3-1', '3-2'])
  })

  it('removes the links of what is deleted, from either side, in memory too', async ({ open, sent }) => {
    const session = open()
    const { persons, tags } = await tagged(session)
    const held = await tagsOf(stage, persons[0])
    session.delete(must(tags[0]))
    sent()
    await session.flush()
    await expectGolden(
      sent().filter((text) => !text.includes('pg_constraint')),
      'links-deleted',
    )
    expect(held.map(({ id }) => id)).toEqual([2])
    session.delete(must(persons[0]))
    await session.commit()
    expect(await links(open())).toEqual([])
  })

  it('brings links back when they are rolled back', async ({ open }) => {
    const session = open()
    const { persons, tags } = await tagged(session)
    ;(await tagsOf(stage, persons[0])).push(must(tags[2]))
    await session.flush()
    session.delete(must(tags[0]))
    await session.flush()
    await session.rollback()
    expect((await tagsOf(stage, persons[0])).map(({ id }) => id)).toEqual([1, 2])
    expect(await links(session)).toEqual(['1-1', '1-2'])
  })

  it('keeps new links of a row that replaces another of the same key', async ({ open }) => {
    const session = open()
    const { persons, tags } = await tagged(session)
    session.delete(must(tags[0]))
    const again = Tag.build({ id: 1, name: 'again' })
    again.people = [must(persons[1])]
    session.add(again)
    await session.commit()
    expect(await links(open())).toEqual(['1-2', '2-1'])
  })

  it('tells a link that somebody else removed', async ({ open }) => {
    const session = open()
    const { persons } = await tagged(session)
    const held = await tagsOf(stage, persons[0])
    const other = open()
    await other.destroy(PersonTag, { where: { tagId: 1 } })
    await other.commit()
    held.splice(0, 1)
    await expect(async () => session.flush()).rejects.toMatchObject({
      code: 'STALE_DATA',
      name: 'StaleDataError',
    })
    await session.rollback()
    expect(await links(session)).toEqual(['1-2'])
  })

  it('lets go of an object of the third table whose link is gone', async ({ open }) => {
    const session = open()
    const { persons } = await tagged(session)
    const link = must(await session.get(PersonTag, { personId: 1, tagId: 1 }))
    const held = await tagsOf(stage, persons[0])
    held.splice(0, 1)
    await session.flush()
    expect([session.contains(link), await session.get(PersonTag, { personId: 1, tagId: 1 })]).toEqual([
      false,
      null,
    ])
  })
}, town)

inEveryWorld((_stage, it) => {
  it('fails with the database where a link has columns that the session cannot fill', async ({ open }) => {
    const session = open()
    const order = Order.build({ userId: '1' })
    order.products = [Product.build({ title: 'ink', price: '1' })]
    session.addAll([User.build({ telegramId: '1', fullName: 'Ann' }), order])
    await expect(async () => session.flush()).rejects.toMatchObject({ code: '23502', column: 'quantity' })
    await session.rollback()
    expect(await session.count(Order)).toBe(0)
  })
})
