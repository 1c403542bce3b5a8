/** Rows that refer to each other, in one table or across several: a key that may be empty waits for its parent. */
import { expect } from 'vitest'
import { Author, Book, Chapter, Node, Note, rings } from './support/rings.ts'
import { Item, Person, town } from './support/town.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'
import { must } from './support/must.ts'

const withoutCatalogue = (sent: readonly string[]) => sent.filter((text) => !text.includes('pg_constraint'))

inEveryWorld((_stage, it) => {
  it('inserts a cycle of two tables of which one side may wait', async ({ open, sent }) => {
    const session = open()
    const person = Person.build({ name: 'owner' })
    person.items = [Item.build({ name: 'thing' })]
    person.favourite = must(person.items[0])
    session.add(person)
    await session.commit()
    await expectGolden(sent(), 'cycle-insert')
    expect([person.favouriteId, person.items[0]?.ownerId]).toEqual([1, 1])
    expect((await open().findAll(Person)).map(({ favouriteId }) => favouriteId)).toEqual([1])
  })

  it('deletes a cycle of two tables', async ({ open }) => {
    const session = open()
    const person = Person.build({ name: 'owner' })
    person.items = [Item.build({ name: 'thing' })]
    person.favourite = must(person.items[0])
    session.add(person)
    await session.commit()
    session.delete(person)
    session.delete(must(person.items[0]))
    await session.commit()
    expect([await open().count(Person), await open().count(Item)]).toEqual([0, 0])
  })

  it('inserts many cycles at once in as few statements as one', async ({ open, sent }) => {
    const session = open()
    const people = Array.from({ length: 30 }, () => {
      const person = Person.build({})
      person.items = [Item.build({})]
      person.favourite = must(person.items[0])
      return person
    })
    session.addAll(people)
    await session.commit()
    expect(sent().filter((text) => /^(INSERT|UPDATE)/.test(text))).toHaveLength(3)
    expect(people.every((person) => person.favouriteId === person.items?.[0]?.id)).toBe(true)
  })

  it('rolls a cycle back so that it can be added again', async ({ open }) => {
    const session = open()
    const person = Person.build({})
    person.items = [Item.build({})]
    person.favourite = must(person.items[0])
    session.add(person)
    await session.flush()
    await session.rollback()
    session.add(person)
    await session.commit()
    const [row] = await open().findAll(Person)
    expect(row?.favouriteId).toBe(person.items[0]?.id)
  })
}, town)

inEveryWorld((_stage, it) => {
  it('inserts two tables that refer to each other where both sides may wait', async ({ open, sent }) => {
    const session = open()
    const [author, book] = [Author.build({}), Book.build({})]
    author.best = book
    book.author = author
    session.add(author)
    await session.commit()
    await expectGolden(sent(), 'cycle-both-nullable')
    expect([author.bestId, book.authorId]).toEqual([book.id, author.id])
  })

  it('deletes two tables that refer to each other', async ({ open, sent }) => {
    const session = open()
    const [author, book] = [Author.build({}), Book.build({})]
    author.best = book
    book.author = author
    session.add(author)
    await session.commit()
    session.delete(author)
    session.delete(book)
    sent()
    await session.commit()
    await expectGolden(withoutCatalogue(sent()), 'cycle-delete')
    expect([await open().count(Author), await open().count(Book)]).toEqual([0, 0])
  })

  it('inserts a row of a generated key that refers to itself', async ({ open }) => {
    const session = open()
    const node = Node.build({})
    node.next = node
    session.add(node)
    await session.commit()
    expect((await open().findAll(Node)).map(({ id, nextId }) => id === nextId)).toEqual([true])
  })

  it('inserts a ring of rows with generated keys, in two statements', async ({ open, sent }) => {
    const session = open()
    const nodes = Array.from({ length: 5 }, () => Node.build({}))
    for (const [index, node] of nodes.entries()) node.next = must(nodes[(index + 1) % 5])
    session.add(must(nodes[0]))
    await session.commit()
    await expectGolden(sent(), 'cycle-ring')
    expect(nodes.map(({ nextId }) => nextId)).toEqual(
      nodes.map((_, index) => must(nodes[(index + 1) % 5]).id),
    )
  })

  it('deletes a ring of rows of one table in one statement', async ({ open, sent }) => {
    const session = open()
    const nodes = Array.from({ length: 3 }, () => Node.build({}))
    for (const [index, node] of nodes.entries()) node.next = must(nodes[(index + 1) % 3])
    session.addAll(nodes)
    await session.commit()
    for (const node of nodes) session.delete(node)
    sent()
    await session.commit()
    expect(sent().filter((text) => text.startsWith('DELETE'))).toHaveLength(1)
    expect(await open().count(Node)).toBe(0)
  })

  it('orders tables by references alone, where no relation says anything', async ({ open, sent }) => {
    const session = open()
    session.addAll([Note.build({ id: 1, chapterId: 5 }), Chapter.build({ id: 5 })])
    await session.commit()
    expect(sent().map((text) => text.split(' ').slice(0, 3).join(' '))).toEqual([
      'BEGIN',
      'INSERT INTO "chapters"',
      'INSERT INTO "notes"',
      'COMMIT',
    ])
    for (const each of [...(await session.findAll(Chapter)), ...(await session.findAll(Note))])
      session.delete(each)
    await session.commit()
    expect(await open().count(Note)).toBe(0)
  })

  it('orders rows of one table by references alone', async ({ open }) => {
    const session = open()
    session.addAll([
      Chapter.build({ id: 3, after: 2 }),
      Chapter.build({ id: 2, after: 1 }),
      Chapter.build({ id: 1 }),
    ])
    await session.commit()
    expect(await open().count(Chapter)).toBe(3)
  })
}, rings)
