/** `refresh`: an object's row read anew, whatever was changed in memory. */
import { expect } from 'vitest'
import { people } from './support/people.ts'
import { Order, User } from './support/shop.ts'
import { inEveryWorld } from './support/worlds.ts'
import { must } from './support/must.ts'

inEveryWorld((_stage, it) => {
  it('overwrites what was read and what was changed', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    await session.execute`update users set username = 'sql' where telegram_id = 1`
    ann.fullName = 'Anna'
    await session.refresh(ann)
    expect([ann.fullName, ann.username, session.dirty.size]).toEqual(['Ann', 'sql', 0])
  })

  it('reads the named attributes only', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    await session.execute`update users set username = 'sql', full_name = 'Sql' where telegram_id = 1`
    sent()
    await session.refresh(ann, { attributes: ['username'] })
    expect([ann.username, ann.fullName]).toEqual(['sql', 'Ann'])
    expect(sent()[0]).toContain('SELECT "telegram_id" AS "telegramId", "username" FROM')
  })

  it('loads relations beside it', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1', { load: { orders: true } }))
    await session.execute`insert into "order" (user_id) values (1)`
    await session.refresh(ann, { load: { orders: true } })
    expect(ann.orders?.length).toBe(3)
  })

  it('locks the row where that is asked for', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    sent()
    await session.refresh(ann, { lock: 'UPDATE' })
    expect(sent()[0]).toContain(' FOR UPDATE ')
  })

  it('writes what else is pending first', async ({ open }) => {
    await people(open())
    const session = open()
    const [ann, bob] = await session.findAll(User, { order: ['telegramId'] })
    must(bob).username = 'bob'
    must(ann).username = 'lost'
    await session.refresh(must(ann))
    expect([ann?.username, bob?.changed()]).toEqual([null, false])
  })

  it('forgets a parent that the row has no longer', async ({ open }) => {
    await people(open())
    const session = open()
    const order = must(await session.get(Order, 1, { load: { user: true } }))
    await session.execute`update "order" set user_id = 2 where order_id = 1`
    await session.refresh(order, { load: { user: true } })
    expect([order.userId, order.user?.fullName]).toEqual(['2', 'Bob'])
  })

  it('says that the row is gone', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = must(await session.get(User, '1'))
    await session.execute`delete from users where telegram_id = 1`
    await expect(async () => session.refresh(ann)).rejects.toMatchObject({
      name: 'StaleDataError',
      code: 'STALE_DATA',
    })
  })

  it('refuses what is not in the session', async ({ open }) => {
    const user = User.build({ telegramId: '1', fullName: 'Ann' })
    await expect(async () => open().refresh(user)).rejects.toMatchObject({ code: 'NOT_IN_SESSION' })
  })
})
