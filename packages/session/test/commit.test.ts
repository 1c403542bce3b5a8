/** What a commit owes: everything that is pending, all of it or nothing, and the truth about which. */
import { createEngine, sessionmaker } from '@retort/session/async'
import { sql } from '@retort/session/async'
import { expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import { people } from './support/people.ts'
import { models, Order, Product, tables, User } from './support/shop.ts'
import { inEveryWorld } from './support/worlds.ts'

inEveryWorld((_stage, it) => {
  it('writes what a hook has changed after a delete', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = await session.get(User, '1')
    Order.addHook('afterDestroy', 'count', () => {
      if (ann) ann.username = 'one less'
    })
    try {
      const order = await session.get(Order, 2)
      if (order) session.delete(order)
      await session.commit()
    } finally {
      Order.removeHook('afterDestroy', 'count')
    }
    expect((await open().get(User, '1'))?.username).toBe('one less')
  })

  it('does not send COMMIT along while a stored child waits for the key of a new parent', async ({
    open,
    sent,
  }) => {
    await people(open())
    const session = open()
    const order = await session.get(Order, 3)
    const dora = User.build({ telegramId: '4', fullName: 'Dora' })
    dora.orders = []
    if (order) dora.orders.push(order)
    sent()
    session.add(dora)
    await session.commit()
    expect(sent().map((text) => text.split(' ', 1)[0])).toEqual(['INSERT', 'UPDATE', 'COMMIT'])
    expect((await open().get(Order, 3))?.userId).toBe('4')
  })

  it('reads again what a savepoint had written by sets and took back', async ({ open, blocking }) => {
    await people(open())
    const session = open()
    const ann = await session.get(User, '1')
    const where = { telegramId: '1' }
    const failing = blocking
      ? () => {
          void session.update(User, { username: 'inside' }, { where })
          void session.get(User, '1')
          throw new Error('back')
        }
      : async () => {
          await session.update(User, { username: 'inside' }, { where })
          await session.get(User, '1')
          throw new Error('back')
        }
    await expect(async () => session.savepoint(failing)).rejects.toThrow('back')
    await session.get(User, '1')
    expect(ann?.username).toBeNull()
  })

  it('has committed when a hook that comes after it throws', async ({ open, blocking }) => {
    const session = open()
    const body = () => {
      session.add(Product.build({ title: 'ink', price: '1' }))
      session.afterCommit(() => {
        throw Object.assign(new Error('too late'), { code: '40001' })
      })
      return blocking ? undefined : Promise.resolve()
    }
    await expect(async () => session.transaction(body)).rejects.toThrow('too late')
    expect(await open().count(Product)).toBe(1)
  })

  it('says that a trigger kept rows out, and commits none of the others', async ({ open }) => {
    const session = open()
    await session.execute`create or replace function keep_out() returns trigger language plpgsql as
      'begin if new.title = ''no'' then return null; end if; return new; end'`
    await session.execute`create or replace trigger keep_out before insert on "Product List"
      for each row execute function keep_out()`
    await session.commit()
    const [yes, no] = ['yes', 'no'].map((title) => Product.build({ title, price: '1' }))
    session.addAll([yes, no].filter((each) => each !== undefined))
    await expect(async () => session.commit()).rejects.toMatchObject({ code: 'STALE_DATA' })
    await session.rollback()
    expect(await session.count(Product)).toBe(0)
    await session.rollback()
    session.add(Product.build({ title: 'no', price: '1' }))
    await expect(async () => session.commit()).rejects.toMatchObject({ code: 'STALE_DATA' })
    await session.rollback()
    await session.execute`drop trigger keep_out on "Product List"`
    await session.commit()
    expect(await open().count(Product)).toBe(0)
  })
})

test("a call of Sequelize's own that failed in the transaction keeps it from being committed", async () => {
  const { url } = await emptyDatabase()
  await using engine = createEngine({ url, models })
  await using session = sessionmaker(engine)()
  await session.execute(sql.raw(tables))
  await session.commit()
  await session.insert(Product, [{ title: 'ink', price: '1' }])
  const transaction = await session.sequelizeTransaction()
  await expect(engine.sequelize.query('select nothing from nowhere', { transaction })).rejects.toThrow(
    /nowhere/,
  )
  await expect(session.commit()).rejects.toMatchObject({ code: 'ROLLBACK_NEEDED' })
  await session.rollback()
  expect(await session.count(Product)).toBe(0)
})
