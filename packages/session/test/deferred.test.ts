/** Attributes that are read later, rows that are locked, and one object for one row. */
import { fn, literal, Op } from 'sequelize'
import type { Model } from 'sequelize'
import { expect } from 'vitest'
import { containsEager, joined, selectin } from '@retort/session/async'
import { people } from './support/people.ts'
import { Line, Order, Profile, User } from './support/shop.ts'
import type { AnySession } from './support/worlds.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'

const ann = { where: { telegramId: '1' } }

inEveryWorld(({ blocking }, it) => {
  /** Reads an attribute as the world does: by its property, or through `awaitable`. */
  const read = async (instance: Model | null | undefined, name: string): Promise<unknown> => {
    const from = instance as unknown as Record<string, unknown> & {
      readonly awaitable: Record<string, unknown>
    }
    return blocking ? from[name] : from.awaitable[name]
  }

  for (const [name, options] of Object.entries({
    loadOnly: { loadOnly: ['username'] },
    defer: { defer: ['fullName', 'referrerId', 'createdAt', 'updatedAt'] },
    attributes: { attributes: ['username'] },
  })) {
    it(`reads later what is left out by ${name}, once`, async ({ open, sent }) => {
      await people(open())
      const session = open()
      const user = await session.one(User, { ...ann, ...options })
      expect(Object.keys(user.toJSON())).toEqual(['telegramId', 'username'])
      sent()
      expect(await read(user, 'fullName')).toBe('Ann')
      expect(await read(user, 'fullName')).toBe('Ann')
      expect(user.fullName).toBe('Ann')
      await expectGolden(sent(), 'deferred')
      expect(session.isModified(user)).toBe(false)
    })
  }

  it('reads the key whatever is left out', async ({ open }) => {
    await people(open())
    const user = await open().one(User, { ...ann, defer: ['telegramId'] })
    expect(user.telegramId).toBe('1')
    const line = await open().findOne(Line, { loadOnly: ['quantity'], order: [['quantity', 'ASC']] })
    expect(line?.toJSON()).toEqual({ orderId: 1, productId: 1, quantity: 1 })
  })

  it('leaves out attributes of loaded relations, by every strategy', async ({ open }) => {
    await people(open())
    for (const by of [joined, selectin]) {
      const load = { orders: by({ loadOnly: ['createdAt'], load: { lines: by({ defer: ['quantity'] }) } }) }
      const user = await open().one(User, { ...ann, load })
      const [order] = user.orders ?? []
      expect(Object.keys(order?.get() ?? {})).not.toContain('updatedAt')
      expect(await read(order, 'updatedAt')).toBeInstanceOf(Date)
      expect(await read(order?.lines?.[0], 'quantity')).toBe(1)
    }
  })

  for (const [name, options] of Object.entries({
    loadOnly: { loadOnly: ['createdAt'] },
    defer: { defer: ['userId'] },
    attributes: { attributes: ['createdAt'] },
  })) {
    it(`reads the keys that relations are loaded by, though ${name} leaves them out`, async ({
      open,
      related,
    }) => {
      await people(open())
      for (const by of [selectin, joined]) {
        const [order] = await open().findAll(Order, { ...options, load: { user: by() }, order: ['orderId'] })
        expect(order?.user?.fullName).toBe('Ann')
        const load = { order: by({ ...options, load: { user: by() } }) }
        const line = await open().findOne(Line, { where: { orderId: 1 }, load })
        expect(line?.order?.user?.fullName).toBe('Ann')
      }
      const [order] = await open().findAll(Order, { ...options, order: ['orderId'] })
      expect(((await related(order as Order, 'user')) as User).fullName).toBe('Ann')
    })
  }

  it('keeps what is assigned to a deferred attribute, and writes it', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const user = await session.one(User, { ...ann, loadOnly: ['username'] })
    user.fullName = 'Anna'
    expect(await read(user, 'fullName')).toBe('Anna')
    sent()
    await session.commit()
    expect(sent().filter((text) => text.startsWith('UPDATE'))).toHaveLength(1)
    expect((await open().get(User, '1'))?.fullName).toBe('Anna')
  })

  it('reads whole what was read in part, by get, refresh or another find', async ({ open, sent }) => {
    await people(open())
    const wholes: readonly ((session: AnySession, user: User) => unknown)[] = [
      (session) => session.get(User, '1'),
      (session, user) => session.refresh(user),
      (session) => session.findAll(User, ann),
    ]
    for (const whole of wholes) {
      const session = open()
      const user = await session.one(User, { ...ann, loadOnly: ['username'] })
      await whole(session, user)
      sent()
      expect(user.fullName).toBe('Ann')
      expect(await session.get(User, '1')).toBe(user)
      expect(sent()).toEqual([])
    }
  })

  it('takes in more of what was read in part, and keeps what is there', async ({ open }) => {
    await people(open())
    const session = open()
    const user = await session.one(User, { ...ann, loadOnly: ['username'] })
    await session.findAll(User, { ...ann, loadOnly: ['fullName'] })
    expect(user.get()).toMatchObject({ fullName: 'Ann', username: null })
    const full = await open().one(User, ann)
    expect(full.fullName).toBe('Ann')
  })

  it('says that the row is gone when a deferred attribute is asked for too late', async ({ open }) => {
    await people(open())
    const session = open()
    const user = await session.one(User, { where: { telegramId: '3' }, loadOnly: ['username'] })
    await session.execute`delete from users where telegram_id = 3`
    await expect(read(user, 'fullName')).rejects.toMatchObject({ code: 'STALE_DATA' })
  })

  it('refuses to be told twice which attributes to read', async ({ open }) => {
    const session = open()
    for (const options of [
      { loadOnly: ['username'], defer: ['fullName'] },
      { attributes: ['username'], loadOnly: ['fullName'] },
    ]) {
      await expect(async () => session.findAll(User, options)).rejects.toMatchObject({
        code: 'INVALID_OPTION',
      })
    }
  })

  it('locks what it reads', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    for (const lock of [
      true,
      { level: 'UPDATE' },
      { level: 'NO KEY UPDATE' },
      { level: 'SHARE' },
      { level: 'KEY SHARE' },
    ]) {
      await session.findAll(User, { ...ann, lock })
    }
    await session.findAll(User, { ...ann, lock: true, skipLocked: true })
    await session.findOne(User, { ...ann, lock: true, load: { orders: true } })
    await session.findOne(User, { ...ann, lock: true, load: { orders: joined() } })
    await session.findAll(User, { ...ann, lock: true, skipLocked: true, load: { orders: joined() } })
    await session.get(User, '1', { lock: true })
    await session.findAll(User, {
      where: { '$orders.orderId$': 1 },
      lock: true,
      load: { orders: containsEager() },
    })
    await session.findAll(User, { ...ann, lock: false })
    await expectGolden(sent(), 'locks')
  })

  it('passes by what another has locked', async ({ open }) => {
    await people(open())
    const [first, second] = [open(), open()]
    await first.findAll(User, { ...ann, lock: true })
    const others = await second.findAll(User, { lock: true, skipLocked: true, order: ['telegramId'] })
    expect(others.map((user) => user.fullName)).toEqual(['Bob', 'Cid'])
    const loaded = await second.findAll(User, {
      lock: true,
      skipLocked: true,
      load: { orders: joined() },
      order: ['telegramId'],
    })
    expect(loaded.map((user) => user.fullName)).toEqual(['Bob', 'Cid'])
  })

  it('takes over the values of a row that it locks, and keeps unwritten changes', async ({ open }) => {
    await people(open())
    const [session, other] = [open(), open()]
    const user = await session.get(User, '1')
    await other.update(User, { fullName: 'Anna', username: 'anna' }, ann)
    await other.commit()
    expect((await session.findAll(User, ann))[0]?.fullName).toBe('Ann')
    expect(await session.get(User, '1', { lock: true })).toBe(user)
    expect([user?.fullName, user?.username]).toEqual(['Anna', 'anna'])
  })

  it('gives the same object by every way to read it', async ({ open, related }) => {
    await people(open())
    const session = open()
    const user = await session.get(User, '1')
    expect(await session.findOne(User, ann)).toBe(user)
    expect(await session.one(User, { ...ann, load: { orders: joined() } })).toBe(user)
    const [order] = await session.findAll(Order, { where: { orderId: 1 }, load: { user: true } })
    expect(order?.user).toBe(user)
    expect(user?.orders?.[0]).toBe(order)
    const [line] = await session.findAll(Line, { where: { orderId: 1 } })
    expect(await related(line as Line, 'order')).toBe(order)
    const [bob] = await session.findAll(User, { where: { telegramId: '2' }, load: { referrer: joined() } })
    expect(bob?.referrer).toBe(user)
  })

  it('sends nothing to get what it holds', async ({ open, sent }) => {
    await people(open())
    const session = open()
    await session.findAll(User)
    await session.findAll(Line)
    sent()
    expect((await session.get(User, '3'))?.fullName).toBe('Cid')
    expect((await session.get(Line, { productId: 2, orderId: 1 }))?.quantity).toBe(2)
    expect(sent()).toEqual([])
    expect(await session.get(User, '4')).toBeNull()
    expect(sent()).toHaveLength(1)
  })

  it('loads onto what it holds by every strategy, with what is still pending', async ({ open }) => {
    await people(open())
    for (const by of [joined, selectin, containsEager]) {
      const session = open()
      const user = await session.get(User, '1')
      session.add(Order.build({ userId: '1' }))
      await session.get(User, '1', { load: { orders: by({ load: { lines: joined() } }) } })
      expect(user?.orders?.map((order) => order.lines?.length).toSorted()).toEqual([0, 2, 2])
      await session.refresh(user as User, { load: { profile: by() } })
      expect(user?.profile?.settings).toEqual({ dark: true })
    }
  })

  for (const [name, by] of Object.entries({ joined, selectin })) {
    it(`keeps relations that are set and not written when they are loaded: ${name}`, async ({ open }) => {
      await people(open())
      const session = open({ autoflush: false })
      const [ann, bob] = await session.findAll(User, { order: ['telegramId'], load: { orders: true } })
      const order = (await session.get(Order, 1)) as Order
      ann?.orders?.push(Order.build({}))
      order.user = bob as User
      await session.findAll(User, { load: { orders: by() } })
      await session.findAll(Order, { load: { user: by() } })
      expect([ann?.orders?.length, bob?.orders?.length, order.user]).toEqual([2, 2, bob])
      await session.commit()
      expect(await session.count(Order, { where: { userId: '2' } })).toBe(2)
      expect(await session.count(Order)).toBe(4)
    })

    it(`loads by a key that is set and not written: ${name}`, async ({ open }) => {
      await people(open())
      const session = open({ autoflush: false })
      const order = (await session.get(Order, 1)) as Order
      order.userId = '2'
      await session.findAll(Order, { load: { user: by() } })
      expect(order.user?.fullName ?? 'Bob').toBe('Bob')
      await session.refresh(order, { load: { user: by() } })
      expect([order.userId, order.user?.fullName]).toEqual(['1', 'Ann'])
    })
  }

  it('keeps unwritten changes through reads, and overwrites what was expired', async ({ open }) => {
    await people(open())
    const session = open()
    const user = (await session.get(User, '1')) as User
    user.username = 'mine'
    const run = (s: AnySession) => s.findAll(User, ann)
    await session.noAutoflush(run)
    expect([user.username, session.isModified(user)]).toEqual(['mine', true])
    session.expire(user)
    await session.findAll(User, ann)
    expect([user.username, session.isModified(user)]).toEqual([null, false])
  })

  it('sees what others committed after its own commit', async ({ open }) => {
    await people(open())
    const [session, other] = [open(), open()]
    const user = await session.get(User, '1')
    await session.commit()
    await other.update(User, { fullName: 'Anna' }, ann)
    await other.commit()
    expect(user?.fullName).toBe('Ann')
    expect(await session.get(User, '1')).toBe(user)
    expect(user?.fullName).toBe('Anna')
  })

  it('refreshes some attributes, and loses their changes alone with them', async ({ open }) => {
    await people(open())
    const session = open()
    const user = (await session.get(User, '1')) as User
    await session.update(User, { fullName: fn('upper', 'anna'), username: literal(`'anna'`) }, ann)
    await session.refresh(user, { attributes: ['fullName'] })
    expect(user.fullName).toBe('ANNA')
    await session.refresh(user)
    expect(user.username).toBe('anna')
    expect(await session.count(Profile, { where: { userId: { [Op.ne]: '0' } } })).toBe(1)
  })
})
