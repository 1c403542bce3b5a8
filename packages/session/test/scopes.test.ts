/** What a model says of its reads and rows: scopes, deleted rows, virtual attributes, getters and setters, schemas, no key at all. */
import { literal, Op } from 'sequelize'
import { expect } from 'vitest'
import { containsEager, joined, selectin } from '@retort/session/async'
import { expectAlike, plain } from './support/alike.ts'
import { Author, Crate, Entry, journal, Label, Visit, writers } from './support/journal.ts'
import { must } from './support/must.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'

const order = ['id']
const titles = (entries: readonly Entry[]) => entries.map((entry) => entry.title)

inEveryWorld((_stage, it) => {
  const scopes = {
    'the default scope': () => Entry,
    'no scope': () => Entry.unscoped(),
    'a named scope, which replaces the default one': () => Entry.scope('good'),
    'a named scope beside the default one': () => Entry.scope(['defaultScope', 'good']),
    'a scope with an argument': () => Entry.scope({ method: ['by', 2] }),
    'two scopes that both say which rows': () => Entry.scope(['good', { method: ['by', 1] }]),
    'a scope with attributes': () => Entry.scope('brief'),
    'a scope with an order and a limit': () => Entry.scope('firstTwo'),
  }
  for (const [name, scoped] of Object.entries(scopes)) {
    it(`applies scopes as Sequelize does: ${name}`, async ({ open }) => {
      await writers(open())
      const session = open()
      const scope = scoped()
      await expectAlike(session, scope, { raw: true, order })
      await expectAlike(session, scope, { raw: true, where: { rating: { [Op.gt]: 2 } }, order })
      expect(await session.count(scope)).toBe(await scope.count())
    })
  }

  it('gives one object for a row, by whichever scope it is read', async ({ open }) => {
    await writers(open())
    const session = open()
    const one = await session.get(Entry, 1)
    expect((await session.findAll(Entry.unscoped(), { order }))[0]).toBe(one)
    expect((await session.findAll(Entry.scope('good'), { order }))[0]).toBe(one)
    expect(await session.get(Entry.unscoped(), 1)).toBe(one)
  })

  it('narrows writes of many rows by the scope', async ({ open, sent }) => {
    await writers(open())
    const session = open()
    sent()
    expect(await session.update(Entry.scope({ method: ['by', 1] }), { rating: 1 }, { where: {} })).toBe(3)
    expect(await session.destroy(Entry.scope('good'), { where: {} })).toBe(1)
    await expectGolden(sent(), 'scope-writes')
  })

  it('reads what it is told to, whatever attributes the scope names', async ({ open }) => {
    await writers(open())
    const [one] = await open().findAll(Entry.scope('brief'), { loadOnly: ['rating'], raw: true, order })
    expect(one).toEqual({ rating: 5 })
  })

  it('gets by key only what the scope shows', async ({ open }) => {
    await writers(open())
    expect(await open().get(Entry, 3)).toBeNull()
    expect((await open().get(Entry.unscoped(), 3))?.title).toBe('hidden')
    expect(await open().get(Entry, 4)).toBeNull()
  })

  it('hides deleted rows unless they are asked for', async ({ open }) => {
    await writers(open())
    const session = open()
    expect(titles(await session.findAll(Entry, { order }))).toEqual(['one', 'two', 'five'])
    expect(titles(await session.findAll(Entry, { order, paranoid: false }))).toEqual([
      'one',
      'two',
      'gone',
      'five',
    ])
    expect(await session.count(Entry, { paranoid: false })).toBe(4)
    expect(await session.exists(Entry, { where: { title: 'gone' } })).toBe(false)
    expect(await session.exists(Entry, { where: { title: 'gone' }, paranoid: false })).toBe(true)
    expect(await session.scalars(Entry, { attributes: ['title'], order })).toEqual(['one', 'two', 'five'])
  })

  it('marks rows as deleted, once', async ({ open, sent }) => {
    await writers(open())
    const session = open()
    const one = await session.get(Entry, 1)
    sent()
    expect(await session.destroy(Entry, { where: { authorId: 1 } })).toBe(2)
    expect(await session.destroy(Entry, { where: { authorId: 1 } })).toBe(0)
    await expectGolden(sent(), 'paranoid-destroy')
    expect(await session.get(Entry, 1)).toBeNull()
    expect(await session.count(Entry)).toBe(1)
    const again = await session.findAll(Entry, { where: { title: 'one' }, paranoid: false })
    expect(again[0]?.deletedAt).toBeInstanceOf(Date)
    expect(one?.title).toBe('one')
  })

  it('loads relations without hidden and deleted rows, by every strategy', async ({ open }) => {
    await writers(open())
    for (const by of [joined, selectin]) {
      const authors = await open().findAll(Author, {
        order,
        load: { entries: by({ order: [['id', 'ASC']] }) },
      })
      expect(authors.map((author) => titles(author.entries ?? []))).toEqual([['one', 'two'], ['five'], []])
    }
  })

  it('looks through relations without hidden and deleted rows', async ({ open }) => {
    await writers(open())
    const session = open()
    const found = async (where: object) =>
      (await session.findAll(Author, { where, order })).map(({ id }) => id)
    expect(await found({ '$entries.title$': 'gone' })).toEqual([])
    expect(await found({ '$entries.title$': 'hidden' })).toEqual([])
    expect(await found({ '$entries.title$': 'two' })).toEqual([1])
    expect(await found({ '$entries.labels.name$': 'blue' })).toEqual([1])
    expect(await found({ '$entries.id$': null })).toEqual([3])
    const labels = await session.findAll(Label, { where: { '$entries.title$': ['one', 'gone'] }, order })
    expect(labels.map(({ name }) => name)).toEqual(['red', 'blue'])
    await session.destroy(Entry, { where: { id: 1 } })
    expect(await session.count(Label, { where: { '$entries.title$': ['one', 'gone'] } })).toBe(0)
  })

  it('loads by what a condition is about without hidden and deleted rows', async ({ open }) => {
    await writers(open())
    const where = { '$entries.rating$': { [Op.gt]: 1 } }
    const authors = await open().findAll(Author, { where, order, load: { entries: containsEager() } })
    expect(authors.map((author) => titles(author.entries ?? []).toSorted())).toEqual([
      ['one', 'two'],
      ['five'],
    ])
  })

  it('loads through a third table, in both directions', async ({ open }) => {
    await writers(open())
    for (const by of [joined, selectin]) {
      const [red, blue] = await open().findAll(Label, {
        order,
        load: { entries: by({ load: { labels: by() } }) },
      })
      expect(titles(red?.entries ?? []).toSorted()).toEqual(['one', 'two'])
      expect(titles(blue?.entries ?? [])).toEqual(['one'])
      expect(red?.entries?.find(({ id }) => id === 1)).toBe(blue?.entries?.[0])
    }
  })

  it('reads what a virtual attribute needs', async ({ open, sent }) => {
    await writers(open())
    const session = open()
    await expectAlike(session, Author, { order })
    sent()
    const [ada] = await open().findAll(Author, { attributes: ['address'], order })
    expect(ada?.address).toBe('Ada <ada@example.org>')
    expect(sent().at(-1)).toContain('"full name"')
    expect((await session.findOne(Author, { loadOnly: ['address'], where: { id: 2 } }))?.address).toBe(
      'Bea <null>',
    )
  })

  it('applies getters and setters, and keeps virtual attributes out of the database', async ({
    open,
    sent,
  }) => {
    await writers(open())
    const session = open()
    const ada = await session.get(Author, 1)
    expect([ada?.email, ada?.getDataValue('email')]).toEqual(['ada@example.org', 'ADA@example.org'])
    await session.insert(Author, [{ id: 4, name: '  Dan ' }])
    await session.copy(Author, [{ id: 5, name: ' Eve ' }])
    await session.update(Author, { name: ' Ada B. ' }, { where: { id: 1 } })
    sent()
    expect(await session.scalars(Author, { attributes: ['name'], order })).toEqual([
      'Ada B.',
      'Bea',
      'Cy',
      'Dan',
      'Eve',
    ])
    expect(await session.findAll(Author, { raw: true, where: { id: 4 } })).toEqual(
      await session.execute`select id, "full name" as name, email from authors where id = 4`,
    )
  })

  it('writes what a setter puts among the values itself, of a row that was read and of one that was written', async ({
    open,
  }) => {
    await writers(open())
    const session = open()
    const ada = must(await session.get(Author, 1))
    const dan = Author.build({ id: 4, name: 'Dan', email: 'dan' })
    session.add(dan)
    await session.commit()
    for (const author of [ada, dan]) {
      author.email = ` New@${author.name} `
      expect([author.changed(), author.email]).toEqual([['email'], `new@${author.name.toLowerCase()}`])
    }
    await session.commit()
    expect(await session.execute`select email from authors where id in (1, 4) order by id`).toEqual([
      { email: `New@${ada.name}` },
      { email: 'New@Dan' },
    ])
  })

  it('knows a table in another schema, and a model moved to one', async ({ open, sent }) => {
    const session = open()
    sent()
    await session.insert(Crate, [{ content: 'pens', authorId: 1 }])
    const attic = Crate.schema('attic')
    await session.insert(attic, [{ content: 'dust' }, { content: 'more dust' }])
    await session.copy(attic, [{ id: 9, content: 'copied' }])
    expect(await session.count(Crate)).toBe(1)
    expect(await session.count(attic)).toBe(3)
    expect(await session.update(attic, { content: 'x' }, { where: { id: 9 } })).toBe(1)
    expect(await session.destroy(attic, { where: { id: 9 } })).toBe(1)
    await expectGolden(sent(), 'schemas')
    await expectAlike(session, Crate, { order })
    const crates = await open().findAll(attic, { order })
    expect(crates.map((crate) => (crate as Crate).content)).toEqual(['dust', 'more dust'])
  })

  it('loads and looks through a table in another schema', async ({ open }) => {
    const session = open()
    await writers(session)
    await session.insert(Crate, [{ content: 'pens', authorId: 1 }])
    await session.commit()
    for (const by of [joined, selectin]) {
      const [ada] = await open().findAll(Author, {
        where: { '$crates.content$': 'pens' },
        load: { crates: by() },
      })
      expect(ada?.crates?.map(({ content }) => content)).toEqual(['pens'])
    }
  })

  it('reads rows without a key, each as an object of its own', async ({ open }) => {
    await writers(open())
    const session = open()
    const visits = await session.findAll(Visit, { order: ['authorId'] })
    expect(plain(visits)).toEqual(plain(await Visit.findAll({ order: ['authorId'] })))
    expect(visits[0]).not.toBe(visits[1])
    expect(await session.count(Visit)).toBe(3)
    expect(await session.update(Visit, { page: 'x' }, { where: { authorId: 2 } })).toBe(1)
    await expect(async () => session.get(Visit, 1)).rejects.toMatchObject({ code: 'INVALID_KEY' })
  })

  it('loads rows without a key, and none where there are none', async ({ open }) => {
    await writers(open())
    for (const by of [selectin, joined]) {
      const authors = await open().findAll(Author, { order, load: { visits: by() } })
      expect(authors.map((author) => author.visits?.map(({ page }) => page))).toEqual([
        ['/', '/'],
        ['/about'],
        [],
      ])
    }
  })

  it('refuses to find rows without a key through relations, and a scope that includes', async ({ open }) => {
    await writers(open())
    const session = open()
    await expect(async () =>
      session.count(Visit, { where: { '$author.name$': 'Ada' } }),
    ).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    })
    Entry.addScope('including', { include: ['author'] }, { override: true })
    await expect(async () => session.findAll(Entry.scope('including'))).rejects.toThrow(/"load"/)
    expect(await session.findAll(Entry, { where: literal('false') })).toEqual([])
  })

  it('tells the rows of two schemas apart', async ({ open }) => {
    const session = open()
    const attic = Crate.schema('attic')
    await session.insert(Crate, [{ content: 'depot' }])
    await session.insert(attic, [{ content: 'attic' }])
    const [here, there] = [await session.get(Crate, 1), await session.get(attic, 1)]
    expect([here?.content, there?.content]).toEqual(['depot', 'attic'])
    if (there) there.content = 'roof'
    await session.commit()
    const again = open()
    expect([(await again.get(Crate, 1))?.content, (await again.get(attic, 1))?.content]).toEqual([
      'depot',
      'roof',
    ])
  })
}, journal)
