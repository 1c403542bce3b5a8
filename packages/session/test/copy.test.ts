/** COPY: the same rows as an INSERT would write, faster, and refused where COPY could not tell what was meant. */
import { fn } from 'sequelize'
import { expect } from 'vitest'
import { people } from './support/people.ts'
import { Order, Product, Profile, User } from './support/shop.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'

const ann = { telegramId: '1', fullName: 'Ann' }
const bob = { telegramId: '2', fullName: 'Bob' }

inEveryWorld((_stage, it) => {
  it('copies rows and gives their number', async ({ open, sent }) => {
    const session = open()
    expect(await session.copy(User, [ann, { ...bob, username: null }])).toBe(2)
    await expectGolden(sent(), 'copy')
    const users = await session.findAll(User, { order: ['telegramId'] })
    expect(users.map((user) => [user.fullName, user.username])).toEqual([
      ['Ann', null],
      ['Bob', null],
    ])
    expect(users[0]?.createdAt).toBeInstanceOf(Date)
  })

  it('copies a hundred thousand rows of a generator', async ({ open, sent }) => {
    const session = open()
    function* rows() {
      for (let index = 1; index <= 100_000; index++)
        yield {
          telegramId: String(index),
          fullName: `name ${index}`,
          username: index % 2 ? null : `u\t${index}`,
        }
    }
    expect(await session.copy(User, rows())).toBe(100_000)
    expect(sent().filter((text) => text.startsWith('COPY'))).toHaveLength(1)
    expect(await session.count(User, { where: { username: null } })).toBe(50_000)
    expect((await session.get(User, '100000'))?.username).toBe('u\t100000')
  })

  it('copies nothing where there are no rows', async ({ open, sent }) => {
    const session = open()
    sent()
    expect(await session.copy(User, [])).toBe(0)
    expect(await session.copy(User, (function* () {})())).toBe(0)
    expect(sent()).toEqual([])
  })

  it('keeps what COPY itself would read otherwise', async ({ open }) => {
    const session = open()
    const texts = [
      String.raw`\N`,
      String.raw`\.`,
      String.raw`\\`,
      '\\',
      '\t',
      '\n',
      '\r',
      '\r\n',
      '\b\f\v',
      '',
      ' ',
      '"',
      `'`,
      ',',
      '🦊',
      String.raw`\x41`,
      String.raw`a\tb`,
    ]
    await session.copy(
      User,
      texts.map((fullName, index) => ({ telegramId: String(index), fullName, username: null })),
    )
    expect(await session.scalars(User, { attributes: ['fullName'], order: ['telegramId'] })).toEqual(texts)
    expect(await session.count(User, { where: { username: null } })).toBe(texts.length)
  })

  it('writes what is pending first', async ({ open }) => {
    const session = open()
    session.add(User.build(ann))
    expect(await session.copy(Order, [{ userId: '1' }])).toBe(1)
    expect((await session.findOne(Order))?.userId).toBe('1')
  })

  it('leaves keys to the database where no row gives one', async ({ open }) => {
    const session = open()
    await session.copy(Product, [
      { title: 'ink', price: '1' },
      { title: 'pen', price: '2' },
    ])
    expect(await session.scalars(Product, { attributes: ['productId'], order: ['productId'] })).toEqual([
      1, 2,
    ])
  })

  it('takes NULL for what a row leaves out, but not where the database would make a value', async ({
    open,
    sent,
  }) => {
    const session = open()
    expect(await session.copy(User, [ann, { ...bob, username: 'bob' }])).toBe(2)
    sent()
    const uneven = [
      { title: 'ink', price: '1', productId: 7 },
      { title: 'pen', price: '2' },
    ]
    await expect(async () => session.copy(Product, uneven)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    await expect(async () => session.copy(Product, uneven)).rejects.toThrow(/insert\(\)|rollback\(\)/)
  })

  it('says that a row far down gives what the first did not', async ({ open }) => {
    const session = open()
    const rows = Array.from({ length: 1_001 }, (_, index) => ({
      telegramId: String(index),
      fullName: 'x',
      ...(index === 1_000 ? { username: 'late' } : {}),
    }))
    await expect(async () => session.copy(User, rows)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    await session.rollback()
    expect(await session.count(User)).toBe(0)
  })

  it('says that it takes no expressions, and no attributes that there are not', async ({ open }) => {
    const session = open()
    await expect(async () =>
      session.copy(User, [ann, { ...bob, fullName: fn('upper', 'bob') }]),
    ).rejects.toThrow(/expression/)
    await session.rollback()
    await expect(async () => session.copy(User, [{ ...ann, nope: 1 }])).rejects.toMatchObject({
      code: 'UNKNOWN_ATTRIBUTE',
    })
    await session.rollback()
    expect(await session.copy(User, [ann])).toBe(1)
  })

  it('passes on what a generator of rows throws, and goes on after a rollback', async ({ open }) => {
    const session = open()
    function* rows() {
      for (let index = 0; index < 5_000; index++)
        yield { telegramId: String(index), fullName: 'x'.repeat(100) }
      throw new Error('no more')
    }
    await expect(async () => session.copy(User, rows())).rejects.toThrow('no more')
    await session.rollback()
    expect(await session.count(User)).toBe(0)
    expect(await session.copy(User, [ann])).toBe(1)
  })

  it('names a key that is taken, and goes on after a rollback', async ({ open }) => {
    await people(open())
    const session = open()
    const failing = async () => session.copy(User, [{ telegramId: '8', fullName: 'x' }, ann])
    await expect(failing).rejects.toMatchObject({
      name: 'SequelizeUniqueConstraintError',
      fields: { telegram_id: '1' },
    })
    await expect(failing).rejects.toMatchObject({ code: 'ROLLBACK_NEEDED' })
    await session.rollback()
    expect(await session.count(User)).toBe(3)
  })

  it('names a value that the column does not take', async ({ open }) => {
    const session = open()
    await expect(async () => session.copy(User, [{ telegramId: 'x', fullName: 'x' }])).rejects.toThrow(
      /bigint/,
    )
    await session.rollback()
    await expect(async () =>
      session.copy(User, [{ telegramId: '1', fullName: 'x'.repeat(256) }]),
    ).rejects.toThrow(/too long/)
    await session.rollback()
    await expect(async () => session.copy(Profile, [{ userId: '77' }])).rejects.toMatchObject({
      name: 'SequelizeForeignKeyConstraintError',
    })
    await session.rollback()
    expect(await session.count(User)).toBe(0)
  })

  it('takes back what it copied with the transaction', async ({ open }) => {
    const session = open()
    await session.copy(User, [ann])
    await session.rollback()
    expect(await session.count(User)).toBe(0)
    await session.copy(User, [ann])
    await session.commit()
    expect(await open().count(User)).toBe(1)
  })
})
