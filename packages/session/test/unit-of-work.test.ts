/** The unit of work: what is pending, when and how it is written, and what becomes of it. */
import { expect } from 'vitest'
import { people } from './support/people.ts'
import { Line, Order, Product, User } from './support/shop.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'

inEveryWorld((_stage, it) => {
  it('begins with the first statement and ends with commit', async ({ open, sent }) => {
    const session = open()
    expect(sent()).toEqual([])
    await session.count(User)
    await session.commit()
    expect(sent()).toEqual(['BEGIN', 'SELECT count(*) FROM "users" AS "User"', 'COMMIT'])
  })

  it('sends nothing for a commit or a rollback when nothing was done', async ({ open, sent }) => {
    const session = open()
    await session.commit()
    await session.rollback()
    expect(sent()).toEqual([])
  })

  it('inserts in the order of the foreign keys, one statement a table, and brings keys and defaults back', async ({
    open,
    sent,
  }) => {
    const session = open()
    const ann = User.build({ telegramId: '1', fullName: 'Ann' })
    const products = ['ink', 'pen'].map((title) => Product.build({ title, price: '1.5' }))
    const orders = [1, 2].map(() => Order.build({ userId: '1' }))
    session.addAll([...orders, ...products, ann])
    await session.commit()
    await expectGolden(sent(), 'insert-in-order')
    expect(orders.map((order) => order.orderId)).toEqual([1, 2])
    expect(products.map((product) => product.price)).toEqual(['1.5000', '1.5000'])
    expect(ann.createdAt).toBeInstanceOf(Date)
    expect([ann.isNewRecord, ann.changed()]).toEqual([false, false])
  })

  it('inserts rows of one table after those they refer to', async ({ open, sent }) => {
    const session = open()
    const ann = User.build({ telegramId: '1', fullName: 'Ann' })
    const bob = User.build({ telegramId: '2', fullName: 'Bob' })
    bob.referrer = ann
    const cid = User.build({ telegramId: '3', fullName: 'Cid', referrerId: '2' })
    session.addAll([cid, bob, ann])
    await session.flush()
    await expectGolden(sent(), 'insert-self-reference')
    expect(bob.referrerId).toBe('1')
  })

  it('takes what a new instance refers to along, and gives it the generated key', async ({ open }) => {
    const session = open()
    const order = Order.build({})
    order.user = User.build({ telegramId: '1', fullName: 'Ann' })
    const line = Line.build({ quantity: 2 })
    line.order = order
    line.product = Product.build({ title: 'ink', price: '1' })
    session.add(line)
    await session.commit()
    expect([line.orderId, line.productId, order.userId]).toEqual([order.orderId, line.product.productId, '1'])
    expect(await open().count(Line)).toBe(1)
  })

  it('takes along new children that were set on a new parent, or pushed onto a loaded collection', async ({
    open,
  }) => {
    const session = open()
    const ann = User.build({ telegramId: '1', fullName: 'Ann' })
    ann.orders = [Order.build({})]
    session.add(ann)
    await session.commit()
    const again = open()
    const [loaded] = await again.findAll(User, { load: { orders: true } })
    loaded?.orders?.push(Order.build({}))
    await again.commit()
    expect((await open().findAll(Order)).map((order) => order.userId)).toEqual(['1', '1'])
  })

  it('updates only what changed, and keeps updatedAt true', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const ann = await session.get(User, '1')
    const before = ann?.updatedAt.getTime() ?? 0
    sent()
    if (ann) ann.username = 'ann'
    await session.flush()
    await session.flush()
    await expectGolden(sent(), 'update-changed')
    expect(ann?.updatedAt.getTime()).toBeGreaterThan(before)
  })

  it('writes what is pending before it reads', async ({ open }) => {
    const session = open()
    session.add(User.build({ telegramId: '1', fullName: 'Ann' }))
    expect(await session.count(User)).toBe(1)
    expect(await session.execute`select full_name from users`).toEqual([{ full_name: 'Ann' }])
  })

  it('deletes children before parents, many in one statement', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const lines = await session.findAll(Line, { order: ['orderId', 'productId'] })
    const products = await session.findAll(Product, { order: ['productId'] })
    sent()
    for (const each of [...products, ...lines]) session.delete(each)
    await session.commit()
    // The catalogue is asked once an engine, by whichever case comes first.
    await expectGolden(
      sent().filter((text) => !text.includes('pg_constraint')),
      'delete-in-order',
    )
    expect(await open().count(Product)).toBe(0)
  })

  it('lets a new instance go that is deleted before it was written', async ({ open }) => {
    const session = open()
    const ann = User.build({ telegramId: '1', fullName: 'Ann' })
    session.add(ann)
    session.delete(ann)
    await session.commit()
    expect(await session.count(User)).toBe(0)
  })

  it('does in memory what ON DELETE does in the database', async ({ open }) => {
    await people(open())
    const session = open()
    const [ann, bob] = await session.findAll(User, {
      order: ['telegramId'],
      load: { orders: true, referrer: true },
    })
    if (ann === undefined || bob === undefined) throw new Error('nobody is there')
    session.delete(ann)
    await session.flush()
    expect([bob.referrerId, bob.referrer, bob.changed()]).toEqual([null, null, false])
    expect(await session.get(Order, 1)).toBeNull()
    expect(await session.count(Order)).toBe(1)
  })

  it('rolls back instances with the database', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = await session.get(User, '1')
    const bob = await session.get(User, '2')
    const dora = User.build({ telegramId: '4', fullName: 'Dora' })
    if (ann === null || bob === null) throw new Error('nobody is there')
    ann.fullName = 'Anna'
    session.add(dora)
    await session.flush()
    ann.username = 'never written'
    session.delete(bob)
    await session.flush()
    await session.rollback()
    expect([ann.fullName, ann.username, ann.changed()]).toEqual(['Ann', null, false])
    expect(dora.isNewRecord).toBe(true)
    expect(await session.get(User, '2')).toBe(bob)
    expect(await session.count(User)).toBe(3)
  })

  it('rolls back what was not committed when it closes', async ({ open }) => {
    const session = open()
    session.add(User.build({ telegramId: '1', fullName: 'Ann' }))
    await session.flush()
    await session.close()
    expect(await open().count(User)).toBe(0)
  })

  it('says when a row to be written is gone', async ({ open }) => {
    await people(open())
    const session = open()
    const bob = await session.get(User, '2')
    await session.commit()
    const other = open()
    await other.destroy(User, { where: { telegramId: '2' } })
    await other.commit()
    if (bob) bob.fullName = 'Bobby'
    await expect(async () => session.flush()).rejects.toMatchObject({ code: 'STALE_DATA' })
    await session.rollback()
    expect(await session.count(User)).toBe(2)
  })

  it('holds one object for one row, however it was read', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const [ann] = await session.findAll(User, { where: { fullName: 'Ann' } })
    const [order] = await session.findAll(Order, { load: { user: true } })
    sent()
    expect(await session.get(User, '1')).toBe(ann)
    expect(await session.get(User, 1)).toBe(ann)
    expect(order?.user).toBe(ann)
    expect(sent()).toEqual([])
  })

  it('tells composite keys apart that look alike when they are joined', async ({ open }) => {
    const session = open()
    await session.insert(User, [{ telegramId: '1', fullName: 'Ann' }])
    await session.insert(
      Order,
      Array.from({ length: 11 }, () => ({ userId: '1' })),
    )
    await session.insert(
      Product,
      Array.from({ length: 11 }, (_, index) => ({ title: `p${index}`, price: '1' })),
    )
    await session.insert(Line, [
      { orderId: 1, productId: 11, quantity: 1 },
      { orderId: 11, productId: 1, quantity: 2 },
    ])
    expect((await session.findAll(Line)).length).toBe(2)
    expect((await session.get(Line, { orderId: 11, productId: 1 }))?.quantity).toBe(2)
    expect((await session.get(Line, { productId: 11, orderId: 1 }))?.quantity).toBe(1)
  })

  it('reads a row anew after a commit, since others may have changed it', async ({ open }) => {
    await people(open())
    const session = open()
    const ann = await session.get(User, '1')
    await session.commit()
    const other = open()
    await other.update(User, { fullName: 'Anna' }, { where: { telegramId: '1' } })
    await other.commit()
    await session.findAll(User, { attributes: ['username'] })
    expect(ann?.fullName).toBe('Ann')
    expect(await session.get(User, '1')).toBe(ann)
    expect(ann?.fullName).toBe('Anna')
  })

  it('keeps both sides of a relation in step', async ({ open }) => {
    await people(open())
    const session = open()
    const [ann, bob] = await session.findAll(User, { order: ['telegramId'], load: { orders: true } })
    const order = ann?.orders?.[0]
    if (ann === undefined || bob === undefined || order === undefined) throw new Error('nobody is there')
    expect(order.user).toBe(ann)
    order.user = bob
    expect([ann.orders?.includes(order), bob.orders?.includes(order), order.userId]).toEqual([
      false,
      true,
      '2',
    ])
    await session.commit()
    expect(await open().count(Order, { where: { userId: '2' } })).toBe(2)
  })
})
