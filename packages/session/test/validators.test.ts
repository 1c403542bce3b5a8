/** Validators of Sequelize, as sessions run them: what they refuse, and with which items. */
import { AggregateError, literal, ValidationError } from 'sequelize'
import { expect } from 'vitest'
import { failure, hook, inEveryWorld } from './support/ruled-worlds.ts'
import { Account, Author, Book, Visitor } from './support/rules.ts'
import type { AnySession } from './support/worlds.ts'

/** Everything that is said of each refusal. */
function items(error: Error): readonly object[] {
  if (!(error instanceof ValidationError)) throw error
  return error.errors.map(({ instance, ...item }) => ({
    ...item,
    instance: instance?.constructor.name,
    original: String((item as { readonly original?: unknown }).original),
  }))
}

function messages(error: Error): readonly string[] {
  if (!(error instanceof ValidationError)) throw error
  return error.errors.map(({ message }) => message)
}

/** What a session and what Sequelize itself say of an instance. */
async function bothFailures(session: AnySession, build: () => Account): Promise<readonly [Error, Error]> {
  session.add(build())
  return [await failure(() => session.flush()), await failure(() => build().save())]
}

const refused: Readonly<Record<string, object>> = {
  'a value that is missing': {},
  'null where there must be a value': { name: null },
  'an empty text, twice': { name: '' },
  'a text that is too long': { name: 'x'.repeat(21) },
  'an array where there must be a text': { name: ['Ann'] },
  'an object where there must be a text': { name: 'Ann', email: { at: 'example.com' } },
  'what is no address, with the message of its validator': { name: 'Ann', email: 'ann' },
  'what a validator of its own refuses': { name: 'Ann', email: 'ann+ink@example.com' },
  'several things of one value': { name: 'Ann', email: 'ANN+' },
  'what is no URL': { name: 'Ann', site: 'example' },
  'a number that is too small': { name: 'Ann', age: 4 },
  'what is no number': { name: 'Ann', age: 'four' },
  'a number that is too large': { name: 'Ann', age: 100 },
  'what a pattern does not match': { name: 'Ann', kind: '12' },
  'what a pattern matches, and a list has': { name: 'Ann', kind: 'x1' },
  'what a list must not have': { name: 'Ann', kind: 'pen' },
  'null, where its validator says so': { name: 'Ann', age: 61, remark: null },
  'what a validator calls back about': { name: 'Ann', remark: 'bad' },
  'a virtual attribute': { name: 'Ann', password: 'abc' },
  'the whole, together with its parts': { name: '', age: 5, email: 'ann', remark: 'bad', kind: 'x1' },
}

inEveryWorld((_stage, it) => {
  for (const [title, values] of Object.entries(refused)) {
    it(`refuses ${title}, with the items of Sequelize`, async ({ open, sent }) => {
      const build = () => Account.build(values as never)
      const [ours, theirs] = await bothFailures(open(), build)
      expect(items(ours).length).toBeGreaterThan(0)
      expect(items(ours)).toEqual(items(theirs))
      expect(ours.message).toBe(theirs.message)
      expect(sent()).toEqual([])
    })
  }

  it('says what is wrong in words that a model chooses', async ({ open }) => {
    const [error] = await bothFailures(open(), () => Account.build({ email: 'ann', age: 100 } as never))
    expect(messages(error)).toEqual(['Who is it?', 'That is no address.', 'Too old.'])
  })

  it('accepts what is filled by the database or by the session', async ({ open }) => {
    const session = open()
    const account = Account.build({ name: 'Ann', token: undefined } as never)
    session.add(account)
    await session.commit()
    expect(account.token).toMatch(/^[-0-9a-f]{36}$/)
    expect(account.updatedAt).toBeInstanceOf(Date)
  })

  it('accepts SQL for a value unseen', async ({ open }) => {
    const session = open()
    const account = Account.build({ name: literal(`'A'`) as never })
    session.add(account)
    await session.flush()
    expect(account.name).toBe('A')
  })

  it('accepts a required foreign key whose parent is set, and refuses one without', async ({ open }) => {
    const session = open()
    const book = Book.build({ title: 'Ink' })
    book.author = Author.build({ name: 'Ann' })
    session.add(book)
    await session.commit()
    expect(book.authorId).toBe(1)
    session.add(Book.build({ title: 'Pen' }))
    expect(messages(await failure(() => session.flush()))).toEqual(['Book.authorId cannot be null'])
  })

  it('keeps what it refused, so that it can be corrected', async ({ open }) => {
    const session = open()
    const author = Author.build({ name: 'A' })
    session.add(author)
    expect(await failure(() => session.commit())).toBeInstanceOf(ValidationError)
    author.name = 'Ann'
    await session.commit()
    expect(await session.count(Author)).toBe(1)
  })

  it('validates of a stored row what changed, and nothing else', async ({ open }) => {
    const session = open()
    await session.execute`insert into accounts (name, email, age, updated_at) values ('A', 'no address', 100, now())`
    const account = (await session.findOne(Account)) as Account
    account.kind = 'ink'
    await session.flush()
    account.kind = '12'
    account.origin = 'elsewhere'
    const error = await failure(() => session.flush())
    expect(items(error).map((item) => (item as { readonly path: string }).path)).toEqual([
      'kind',
      'kind',
      'origin',
    ])
    expect(error.message).toContain('Validation isImmutable on origin failed')
  })

  it('validates a stored row as a whole whatever changed', async ({ open }) => {
    const session = open()
    await session.execute`insert into accounts (name, age, updated_at) values ('Ann', 5, now())`
    const account = (await session.findOne(Account)) as Account
    account.kind = 'ink'
    expect(messages(await failure(() => session.flush()))).toEqual(['Five is too young.'])
  })

  it('writes a virtual attribute by what its setter sets', async ({ open }) => {
    const session = open()
    const account = Account.build({ name: 'Ann', password: 'sesame' })
    session.add(account)
    await session.commit()
    account.password = 'open sesame'
    await session.commit()
    expect(await session.execute`select password_hash from accounts`).toEqual([
      { password_hash: 'hash of open sesame' },
    ])
  })

  it('validates what a hook sets on a stored row before its write', async ({ open }) => {
    const session = open()
    await session.insert(Author, [{ name: 'Ann' }])
    const ann = (await session.findOne(Author)) as Author
    for (const type of ['beforeValidate', 'beforeUpdate']) {
      const remove = hook(Author, type, (author: Author) => void (author.name = 'x'))
      ann.slug = type
      expect(messages(await failure(() => session.flush()))).toEqual(['Validation len on name failed'])
      remove()
    }
  })

  it('leaves out what a hook says to skip', async ({ open }) => {
    const session = open()
    hook(
      Author,
      'beforeValidate',
      (_author: Author, options: { readonly skip: string[] }) => void options.skip.push('name'),
    )
    session.add(Author.build({ name: 'A' }))
    await session.flush()
    expect(await session.count(Author)).toBe(1)
  })

  it('tells hooks that an instance was refused, and throws the error that one of them returns', async ({
    open,
  }) => {
    const session = open()
    const seen: unknown[] = []
    hook(Author, 'afterValidate', () => void seen.push('valid'))
    hook(Author, 'validationFailed', (author: Author, _options: object, error: Error) => {
      seen.push(author.name, error instanceof ValidationError)
      return author.name === 'B' ? new Error('Not B.') : undefined
    })
    const author = Author.build({ name: 'A' })
    session.add(author)
    expect(await failure(() => session.flush())).toBeInstanceOf(ValidationError)
    author.name = 'B'
    expect(await failure(() => session.flush())).toEqual(new Error('Not B.'))
    expect(seen).toEqual(['A', true, 'B', true])
  })

  it('awaits validators in an async session, and names the one that a blocking one cannot wait for', async ({
    open,
    isBlocking,
    sent,
  }) => {
    const session = open()
    session.add(Visitor.build({ name: 'Mallory' }))
    const error = await failure(() => session.flush())
    if (isBlocking) {
      expect(error).toMatchObject({ code: 'PROMISE_IN_BLOCKING' })
      expect(error.message).toContain('validator isNotMallory of Visitor.name')
    } else {
      const theirs = await failure(() => Visitor.build({ name: 'Mallory' }).validate())
      expect(messages(error).toSorted()).toEqual(messages(theirs).toSorted())
      expect(messages(error)).toEqual(['No Mallory.', 'Mallory again.', 'Not you.'])
    }
    expect(sent()).toEqual([])
  })

  it('writes what validators accept that wait', async ({ open, isBlocking }) => {
    if (isBlocking) return
    const session = open()
    session.add(Visitor.build({ name: 'Ann' }))
    await session.commit()
    expect(await session.count(Visitor)).toBe(1)
  })

  it('validates the rows of an insert and says which were refused', async ({ open, sent }) => {
    const session = open()
    const rows = [{ name: 'Ann' }, { name: 'B' }, { name: null }]
    const error = await failure(() => session.insert(Author, rows))
    expect(error).toBeInstanceOf(AggregateError)
    expect(
      (error as AggregateError).errors.map((each) => (each as unknown as { record: Author }).record.name),
    ).toEqual(['B', null])
    expect(error.message).toBe(
      '2 of 3 rows of Author cannot be inserted: Validation error: Validation len on name failed',
    )
    expect(sent()).toEqual([])
  })

  it('validates the values of an update', async ({ open, sent }) => {
    const session = open()
    const error = await failure(() => session.update(Author, { name: 'A' }, { where: {} }))
    expect(messages(error)).toEqual(['Validation len on name failed'])
    expect(messages(await failure(() => session.update(Author, { name: null }, { where: {} })))).toEqual([
      'Author.name cannot be null',
    ])
    expect(sent()).toEqual([])
  })
})
