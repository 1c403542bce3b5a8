/** What a session notes about an instance is kept out of sight, stays in place around hooks, and is that instance's alone. */
import { inspect } from 'node:util'
import { expect } from 'vitest'
import { people } from './support/people.ts'
import { hook, inEveryWorld as inRuledWorlds } from './support/ruled-worlds.ts'
import { Author } from './support/rules.ts'
import { User } from './support/shop.ts'
import { inEveryWorld } from './support/worlds.ts'

inEveryWorld((_world, it) => {
  it('is not printed with the instance', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = (await session.get(User, '1', { load: { orders: true } })) as User
    ann.username = 'ann'
    expect(inspect(ann, { depth: 9, showHidden: false })).not.toMatch(/session|identit|Order|Map\(/i)
    expect(Object.keys(ann).toSorted()).toEqual(Object.keys(User.build()).toSorted())
  })

  it('is that of no copy', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = (await session.get(User, '1', { load: { orders: true } })) as User
    const copy: User = Object.assign(Object.create(User.prototype) as User, ann)
    expect(session.contains(copy)).toBe(false)
    expect(() => session.add(copy)).toThrow(/already held by this session/)
    expect(copy.orders).toBeUndefined()
    expect(session.contains(ann)).toBe(true)
    expect(await session.get(User, '1')).toBe(ann)
  })

  it('stays where it is when a proxy is written to', async ({ open }) => {
    await people(open())
    const session = open({ autoflush: false })
    const ann = (await session.get(User, '1')) as User
    const proxy = new Proxy(ann, {})
    expect(() => session.add(proxy)).toThrow(/already held/)
    proxy.fullName = 'Anna'
    expect(session.contains(ann)).toBe(true)
    expect(session.isModified(ann)).toBe(true)
    await session.commit()
    expect(await open().scalars(User, { attributes: ['fullName'], where: { telegramId: '1' } })).toEqual([
      'Anna',
    ])
  })

  it('does not stand in the way of a clone, which has none', async ({ open }) => {
    await people(open())
    const ann = (await open().get(User, '1', { load: { orders: true } })) as User
    const [order] = ann.orders ?? []
    ann.setDataValue('latest' as never, order as never) // toJSON clones what is among the values
    expect(JSON.parse(JSON.stringify(ann))).toMatchObject({ latest: { orderId: order?.orderId } })
  })

  it('keeps the names of a new instance, and of a stored one that Sequelize made', async ({ open }) => {
    await people(open())
    const session = open({ autoflush: false })
    const dan = User.build({ telegramId: '9', fullName: 'Dan' })
    const ann = User.build({ telegramId: '1', fullName: 'Ann' }, { isNewRecord: false, raw: true })
    ann.fullName = 'Anna'
    session.add(dan)
    session.add(ann)
    expect(dan.changed()).toEqual(expect.arrayContaining(['telegramId', 'fullName']))
    expect(ann.changed()).toEqual(['fullName'])
    await session.commit()
    expect([dan.changed(), ann.changed()]).toEqual([false, false])
    expect(
      await session.scalars(User, { attributes: ['fullName'], where: { telegramId: ['1', '9'] } }),
    ).toEqual(expect.arrayContaining(['Anna', 'Dan']))
  })
})

inRuledWorlds((_world, it) => {
  it('is there while a hook sees what was changed', async ({ open }) => {
    const session = open()
    await session.insert(Author, [{ name: 'Ann' }])
    const ann = (await session.findOne(Author)) as Author
    const seen: unknown[] = []
    hook(Author, 'afterUpdate', (author: Author) => {
      seen.push(session.contains(author), author.changed('name'), author.previous('name'))
      session.add(author)
    })
    ann.name = 'Anna'
    await session.flush()
    expect(seen).toEqual([true, true, 'Ann'])
    expect(ann.changed()).toBe(false)
    ann.name = 'Annie'
    await session.commit()
    expect(await session.scalars(Author, { attributes: ['name'] })).toEqual(['Annie'])
  })
})
