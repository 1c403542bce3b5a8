/** Hooks of Sequelize, as sessions run them: which, in what order, what they are handed and what they may change. */
import { setImmediate } from 'node:timers/promises'
import * as async from '@retort/session/async'
import { DataTypes, Model, Sequelize } from 'sequelize'
import { expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import { andThen, failure, hook, inEveryWorld } from './support/ruled-worlds.ts'
import { Author, Badge, Book, Draft } from './support/rules.ts'
import type { AnySession } from './support/worlds.ts'

type Options = {
  readonly session: AnySession
  readonly transaction?: never
  readonly fields: string[]
  individualHooks: boolean
  where: object
  attributes: Record<string, unknown>
  readonly model: unknown
  mark?: string
}

const ofRows = [
  'beforeValidate',
  'afterValidate',
  'beforeCreate',
  'beforeUpdate',
  'beforeSave',
  'beforeDestroy',
  'afterCreate',
  'afterUpdate',
  'afterSave',
  'afterDestroy',
]

/** Notes each hook of a model's rows that runs, with what `show` makes of the instance. */
function journal<M extends Model>(model: unknown, show: (instance: M) => unknown): readonly unknown[] {
  const entries: unknown[] = []
  for (const type of ofRows) hook(model, type, (instance: M) => void entries.push([type, show(instance)]))
  return entries
}

inEveryWorld((_stage, it) => {
  it('runs the hooks of a new row around its INSERT', async ({ open }) => {
    const session = open()
    const entries = journal<Author>(Author, (author) => author.id)
    session.add(Author.build({ name: 'Ann' }))
    await session.flush()
    expect(entries).toEqual([
      ['beforeValidate', null],
      ['afterValidate', null],
      ['beforeCreate', null],
      ['beforeSave', null],
      ['afterCreate', 1],
      ['afterSave', 1],
    ])
  })

  it('runs the hooks of a changed row around its UPDATE, each once, and none where nothing changed', async ({
    open,
    sent,
  }) => {
    const session = open()
    await session.insert(Author, [{ name: 'Ann' }])
    const ann = await session.findOne(Author)
    const entries = journal<Author>(Author, (author) => author.updatedAt.getTime() > (before ?? 0))
    const before = ann?.updatedAt.getTime()
    await session.commit()
    await session.get(Author, 1)
    ann?.set({ name: 'Anna' })
    sent()
    await session.flush()
    await session.flush()
    expect(sent().filter((text) => text.startsWith('UPDATE'))).toEqual(['UPDATE "authors"'])
    expect(entries).toEqual([
      ['beforeValidate', false],
      ['afterValidate', false],
      ['beforeUpdate', false],
      ['beforeSave', false],
      ['afterUpdate', true],
      ['afterSave', true],
    ])
  })

  it('runs the hooks of a deleted row around its DELETE', async ({ open }) => {
    const session = open()
    await session.insert(Author, [{ name: 'Ann' }])
    const ann = (await session.findOne(Author)) as Author
    const entries: unknown[] = []
    const noteCount = (type: string) =>
      hook(Author, type, (_author: Author, { session }: Options) =>
        andThen(session.count(Author), (count) => void entries.push([type, count])),
      )
    noteCount('beforeDestroy')
    noteCount('afterDestroy')
    session.delete(ann)
    await session.flush()
    expect(entries).toEqual([
      ['beforeDestroy', 1],
      ['afterDestroy', 0],
    ])
  })

  it('runs the hooks of a row that is marked as deleted, and writes what they set', async ({ open }) => {
    const session = open()
    await session.insert(Draft, [{ body: 'a' }])
    const draft = (await session.findOne(Draft)) as Draft
    hook(Draft, 'beforeDestroy', (draft: Draft) => void (draft.deletedBy = 'Ann'))
    const entries = journal<Draft>(Draft, (draft) => draft.id)
    session.delete(draft)
    await session.commit()
    expect(entries).toEqual([
      ['beforeDestroy', 1],
      ['afterDestroy', 1],
    ])
    expect(await session.execute`select deleted_by, deleted_at is not null as marked from drafts`).toEqual([
      { deleted_by: 'Ann', marked: true },
    ])
  })

  it('runs them for one instance after the other, around one statement for all', async ({ open, sent }) => {
    const session = open()
    const entries: string[] = []
    for (const type of ['beforeValidate', 'beforeCreate', 'afterCreate'])
      hook(Author, type, ({ name }: Author) => void entries.push(`${type} ${name}`))
    session.addAll(['Ann', 'Bob'].map((name) => Author.build({ name })))
    await session.flush()
    expect(entries).toEqual([
      'beforeValidate Ann',
      'beforeCreate Ann',
      'beforeValidate Bob',
      'beforeCreate Bob',
      'afterCreate Ann',
      'afterCreate Bob',
    ])
    expect(sent().filter((text) => text.startsWith('INSERT'))).toEqual(['INSERT INTO "authors"'])
  })

  it('runs the hooks of every row that a flush writes, parents first', async ({ open }) => {
    const session = open()
    const entries: unknown[] = []
    hook(Author, 'beforeCreate', ({ name }: Author) => void entries.push(name))
    hook(Book, 'beforeCreate', ({ title, authorId }: Book) => void entries.push([title, authorId]))
    const book = Book.build({ title: 'Ink' })
    book.author = Author.build({ name: 'Ann' })
    session.add(book)
    await session.flush()
    expect(entries).toEqual(['Ann', ['Ink', 1]])
  })

  it('writes what a hook sets before the write', async ({ open }) => {
    const session = open()
    hook(Author, 'beforeValidate', (author: Author) => void (author.name = author.name.trim()))
    hook(Author, 'beforeSave', (author: Author) => void (author.slug = author.name.toLowerCase()))
    const ann = Author.build({ name: ' Ann ' })
    session.add(ann)
    await session.commit()
    expect(await session.execute`select name, slug from authors`).toEqual([{ name: 'Ann', slug: 'ann' }])
    ann.name = ' Bob '
    await session.commit()
    expect(await session.execute`select name, slug from authors`).toEqual([{ name: 'Bob', slug: 'bob' }])
    expect(ann.changed()).toBe(false)
  })

  it('hands the hooks around one write the same options, with what is written and the session', async ({
    open,
  }) => {
    const session = open()
    const fields: unknown[] = []
    hook(Author, 'beforeSave', (author: Author, options: Options) => {
      options.mark = author.name
      fields.push([...options.fields], options.session === session)
    })
    hook(Author, 'afterSave', (_author: Author, { mark }: Options) => void fields.push(mark))
    const ann = Author.build({ name: 'Ann' })
    session.add(ann)
    await session.flush()
    ann.name = 'Bob'
    await session.flush()
    const all = ['id', 'name', 'slug', 'createdAt', 'updatedAt']
    expect(fields).toEqual([all, true, 'Ann', ['name', 'updatedAt'], true, 'Bob'])
  })

  it('shows a hook after an update what changed, and writes what it changes itself with the next flush', async ({
    open,
  }) => {
    const session = open()
    const seen: unknown[] = []
    hook(Author, 'afterUpdate', (author: Author) => {
      seen.push(author.changed(), author.previous('name'), author.name)
      if (author.slug === null) author.slug = 'late'
    })
    const ann = Author.build({ name: 'Ann' })
    session.add(ann)
    await session.flush()
    ann.name = 'Anna'
    ann.name = 'Bob'
    await session.flush()
    expect(seen).toEqual([['name'], 'Ann', 'Bob'])
    expect(ann.changed()).toEqual(['slug'])
    await session.flush()
    expect(await session.execute`select slug from authors`).toEqual([{ slug: 'late' }])
    expect(seen.slice(3)).toEqual([['slug'], 'Bob', 'Bob'])
  })

  it('awaits a hook in an async session; a blocking one refuses its promise and loses nothing', async ({
    open,
    isBlocking,
  }) => {
    const session = open()
    const remove = hook(Author, 'beforeCreate', async (author: Author) => {
      await setImmediate()
      author.slug = 'awaited'
    })
    session.add(Author.build({ name: 'Ann' }))
    if (isBlocking) {
      const error = await failure(() => session.flush())
      expect(error).toMatchObject({ code: 'PROMISE_IN_BLOCKING' })
      expect(error.message).toMatch(/hook beforeCreate "case \d+" of Author/)
      remove()
      await session.commit()
      expect(await session.execute`select name from authors`).toEqual([{ name: 'Ann' }])
    } else {
      await session.commit()
      expect(await session.execute`select name, slug from authors`).toEqual([
        { name: 'Ann', slug: 'awaited' },
      ])
    }
  })

  it('stops the flush with the error of a hook, and keeps what is pending', async ({ open, sent }) => {
    const session = open()
    const own = new Error('not today')
    const remove = hook(Author, 'beforeCreate', (author: Author) => {
      if (author.name === 'Bob') throw own
    })
    session.addAll(['Ann', 'Bob'].map((name) => Author.build({ name })))
    expect(await failure(() => session.flush())).toBe(own)
    expect(sent()).not.toContain('INSERT INTO "authors"')
    remove()
    await session.commit()
    expect(await session.execute`select name from authors order by id`).toEqual([
      { name: 'Ann' },
      { name: 'Bob' },
    ])
  })

  it('lets the error of a hook after the write pass, and rolls back what was written', async ({ open }) => {
    const session = open()
    hook(Author, 'afterCreate', () => {
      throw new Error('too late')
    })
    const ann = Author.build({ name: 'Ann' })
    session.add(ann)
    expect((await failure(() => session.flush())).message).toBe('too late')
    await session.rollback()
    expect(ann.isNewRecord).toBe(true)
    expect(await session.execute`select count(*)::int as n from authors`).toEqual([{ n: 0 }])
  })

  it('writes what a hook after the insert has set in the same flush', async ({ open }) => {
    const session = open()
    hook(Author, 'afterCreate', (author: Author) => void (author.name += '!'))
    const ann = Author.build({ name: 'Ann' })
    session.add(ann)
    await session.flush()
    expect([ann.name, session.isModified(ann)]).toEqual(['Ann!', false])
    await session.commit()
    expect(await session.execute`select name from authors`).toEqual([{ name: 'Ann!' }])
  })

  it('runs the universal hooks of its Sequelize after the own ones of a model', async ({
    open,
    sequelize,
  }) => {
    const session = open()
    const entries: unknown[] = []
    hook(sequelize, 'beforeCreate', (author: Author) => void entries.push(['universal', author.name]))
    hook(Author, 'beforeCreate', (author: Author) => void entries.push(['own', author.name]))
    session.add(Author.build({ name: 'Ann' }))
    await session.flush()
    expect(entries).toEqual([
      ['own', 'Ann'],
      ['universal', 'Ann'],
    ])
  })

  it('runs decorated hooks, in the order in which they are written', async ({ open }) => {
    const session = open()
    const badge = Badge.build()
    session.add(badge)
    await session.flush()
    expect(badge.stamps).toBe('once,twice')
  })

  it('runs no hook that was removed', async ({ open }) => {
    const session = open()
    const entries: unknown[] = []
    hook(Author, 'beforeSave', () => void entries.push('ran'))()
    session.add(Author.build({ name: 'Ann' }))
    await session.flush()
    expect(entries).toEqual([])
  })

  it('lets a hook read and add through its own session', async ({ open }) => {
    const session = open()
    const counts: number[] = []
    hook(Author, 'beforeCreate', (author: Author, { session }: Options) => {
      if (author.name !== 'Echo') session.add(Author.build({ name: 'Echo' }))
      return andThen(session.findAll(Author), (found) => void counts.push(found.length))
    })
    await session.insert(Author, [{ name: 'Zoe' }])
    session.add(Author.build({ name: 'Ann' }))
    await session.commit()
    expect(await session.execute`select name from authors order by id`).toEqual([
      { name: 'Zoe' },
      { name: 'Ann' },
      { name: 'Echo' },
    ])
    expect(counts[0]).toBe(1)
  })

  it('lends its transaction to hooks that call Sequelize, in the async world', async ({
    open,
    isBlocking,
  }) => {
    const session = open()
    const counts: unknown[] = []
    const count = ({ transaction }: Options) =>
      transaction === undefined
        ? void counts.push('none')
        : Author.count({ transaction }).then((n) => counts.push(n))
    hook(Author, 'beforeCreate', (_author: Author, options: Options) => count(options))
    hook(Author, 'afterCreate', (_author: Author, options: Options) => count(options))
    session.add(Author.build({ name: 'Ann' }))
    await session.flush()
    expect(counts).toEqual(isBlocking ? ['none', 'none'] : [0, 1])
    await session.rollback()
    expect(await session.count(Author)).toBe(0)
  })

  it('runs the bulk hooks of an insert, with an instance for each row, and no others', async ({ open }) => {
    const session = open()
    const entries = journal(Author, () => 'row')
    const seen: unknown[] = []
    hook(Author, 'beforeBulkCreate', (authors: Author[], options: Options) => {
      for (const author of authors) author.slug = author.name.toLowerCase()
      seen.push(authors.length, options.model === Author)
    })
    hook(Author, 'afterBulkCreate', (authors: Author[]) => void seen.push(authors.map(({ slug }) => slug)))
    expect(await session.insert(Author, [{ name: 'Ann' }, { name: 'Bob' }])).toBe(2)
    expect(seen).toEqual([2, true, ['ann', 'bob']])
    expect(entries).toEqual([])
    expect(await session.execute`select slug from authors order by id`).toEqual([
      { slug: 'ann' },
      { slug: 'bob' },
    ])
  })

  it('runs the bulk hooks of an update, which may change what is written and where', async ({ open }) => {
    const session = open()
    await session.insert(Author, [{ name: 'Ann' }, { name: 'Bob' }])
    const seen: unknown[] = []
    hook(Author, 'beforeBulkUpdate', (options: Options) => {
      options.attributes['slug'] = `${String(options.attributes['name'])}!`
      options.where = { ...options.where, name: 'Bob' }
    })
    hook(Author, 'afterBulkUpdate', ({ attributes }: Options) => void seen.push(attributes['slug']))
    expect(await session.update(Author, { name: 'Cid' }, { where: { slug: null } })).toBe(1)
    expect(seen).toEqual(['Cid!'])
    expect(await session.execute`select name, slug from authors order by id`).toEqual([
      { name: 'Ann', slug: null },
      { name: 'Cid', slug: 'Cid!' },
    ])
  })

  it('runs the bulk hooks of a destroy, which may change where', async ({ open }) => {
    const session = open()
    await session.insert(Author, [{ name: 'Ann' }, { name: 'Bob' }])
    const seen: unknown[] = []
    hook(Author, 'beforeBulkDestroy', (options: Options) => void (options.where = { name: 'Bob' }))
    hook(Author, 'afterBulkDestroy', ({ where }: Options) => void seen.push(where))
    expect(await session.destroy(Author, { where: {} })).toBe(1)
    expect(seen).toEqual([{ name: 'Bob' }])
    expect(await session.execute`select name from authors`).toEqual([{ name: 'Ann' }])
  })

  it('refuses a bulk hook that asks for the hooks of single rows', async ({ open }) => {
    const session = open()
    hook(Author, 'beforeBulkDestroy', (options: Options) => void (options.individualHooks = true))
    const error = await failure(() => session.destroy(Author, { where: { name: 'Ann' } }))
    expect(error).toMatchObject({ code: 'INVALID_OPTION' })
  })

  it('runs the hooks of a read, which may change its options', async ({ open }) => {
    const session = open()
    await session.insert(Author, [{ name: 'Ann' }, { name: 'Bob' }])
    const seen: unknown[] = []
    hook(Author, 'beforeFind', (options: Options) => {
      seen.push(options.where)
      options.where = { name: 'Bob' }
    })
    hook(Author, 'beforeFindAfterExpandIncludeAll', () => void seen.push('named'))
    hook(Author, 'beforeFindAfterOptions', ({ attributes }: Options) => void seen.push(attributes))
    hook(Author, 'afterFind', (found: Author[], options: Options) => {
      seen.push(
        found.map(({ name }) => name),
        options.session === session,
      )
    })
    const found = await session.findAll(Author, { where: { name: 'Ann' }, attributes: ['name', 'createdAt'] })
    expect(found.map(({ name }) => name)).toEqual(['Bob'])
    const columns = ['id', 'name', ['created_at', 'createdAt']]
    expect(seen).toEqual([{ name: 'Ann' }, 'named', columns, ['Bob'], true])
  })

  it('hands a hook after the read of one row that row, or null', async ({ open }) => {
    const session = open()
    await session.insert(Author, [{ name: 'Ann' }])
    const seen: unknown[] = []
    hook(Author, 'afterFind', (found: unknown) => void seen.push(found))
    const ann = await session.findOne(Author)
    await session.findOne(Author, { where: { name: 'Bob' } })
    expect(seen).toEqual([ann, null])
  })

  it('runs the hooks of a scoped model, with the scope in the options', async ({ open }) => {
    const session = open()
    await session.insert(Author, [{ name: 'Ann' }, { name: 'Bob' }])
    const seen: unknown[] = []
    hook(Author, 'beforeFind', ({ where }: Options) => void seen.push(where))
    const found = await session.findAll(Author.scope({ method: ['named', 'Bob'] }))
    expect(found.map(({ name }) => name)).toEqual(['Bob'])
    expect(seen).toEqual([{ name: 'Bob' }])
  })

  it('runs the hook of a count, which may change its options', async ({ open }) => {
    const session = open()
    await session.insert(Author, [{ name: 'Ann' }, { name: 'Bob' }])
    hook(Author, 'beforeCount', (options: Options) => void (options.where = { name: 'Bob' }))
    expect(await session.count(Author)).toBe(1)
  })
})

test('runs the universal hooks of the Sequelize that an engine was given, whichever came to the model last', async () => {
  const { url } = await emptyDatabase()
  class Gadget extends Model {
    declare label: string
  }
  const ran: string[] = []
  const made = ['first', 'second'].map((name) => {
    const hooks = { beforeCreate: () => void ran.push(name) }
    const sequelize = new Sequelize(url, { dialect: 'postgres', logging: false, hooks })
    Gadget.init({ label: DataTypes.TEXT }, { sequelize, tableName: 'gadgets', timestamps: false })
    return sequelize
  })
  const [first] = made
  if (first === undefined) throw new Error('No Sequelize.')
  await using engine = async.createEngine({ sequelize: first })
  {
    await using session = async.sessionmaker(engine)()
    await session.execute`create table gadgets (id serial primary key, label text)`
    session.add(Gadget.build({ label: 'a' }))
    await session.commit()
  }
  expect(ran).toEqual(['first'])
  for (const each of made) await each.close()
})
