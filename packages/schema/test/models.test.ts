import { models, Order, OrderProduct, Product, User } from '@retort/schema'
import { DatabaseError, ForeignKeyConstraintError } from 'sequelize'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Shop } from './support/shop.ts'
import { shop } from './support/shop.ts'

let database: Shop
beforeAll(async () => {
  database = await shop()
})

beforeEach(async () => {
  await database.sequelize.query('truncate users, products, orders, order_products restart identity')
})

const ann = { telegramId: '9007199254740993', fullName: 'Ann', languageCode: 'en' }

async function filled() {
  await User.create(ann)
  await User.create({ telegramId: '2', fullName: 'Bob', languageCode: 'de', referrerId: ann.telegramId })
  const tea = await Product.create({ title: 'Tea', price: '4.5' })
  const cup = await Product.create({ title: 'Cup', price: '12.3456', description: 'holds tea' })
  const order = await Order.create({ userId: ann.telegramId })
  await OrderProduct.create({ orderId: order.orderId, productId: tea.productId, quantity: 3 })
  await OrderProduct.create({ orderId: order.orderId, productId: cup.productId, quantity: 1 })
  return { order, tea, cup }
}

describe('the models', () => {
  it('have these attributes, whatever compiled their decorators', () => {
    expect(models.map((model) => [model.name, Object.keys(model.rawAttributes)])).toEqual([
      [
        'User',
        ['telegramId', 'fullName', 'username', 'languageCode', 'referrerId', 'createdAt', 'updatedAt'],
      ],
      ['Product', ['productId', 'title', 'description', 'price', 'createdAt', 'updatedAt']],
      ['Order', ['orderId', 'userId', 'createdAt', 'updatedAt']],
      ['OrderProduct', ['orderId', 'productId', 'quantity']],
    ])
  })

  it('have these relations', () => {
    const relations = models.map(({ name, associations }) => [
      name,
      Object.values(associations).map((each) => `${each.as}: ${each.associationType} ${each.target.name}`),
    ])
    expect(Object.fromEntries(relations)).toEqual({
      User: ['referrer: BelongsTo User', 'referrals: HasMany User', 'orders: HasMany Order'],
      Product: ['lines: HasMany OrderProduct', 'orders: BelongsToMany Order'],
      Order: ['user: BelongsTo User', 'lines: HasMany OrderProduct', 'products: BelongsToMany Product'],
      OrderProduct: ['order: BelongsTo Order', 'product: BelongsTo Product'],
    })
  })

  it('check at compile time what is written', () => {
    // @ts-expect-error a user needs a name
    const nameless = User.build({ telegramId: '1', languageCode: 'en' })
    // @ts-expect-error a price is a string, since a number would lose digits
    const priced = Product.build({ title: 'Tea', price: 4.5 })
    // @ts-expect-error a relation is no attribute
    const related = Order.build({ userId: '1', lines: [] })
    const user: User = User.build(ann)
    // @ts-expect-error what was not loaded may not be there
    const unloaded = () => user.orders.length
    expect([nameless, priced, related, unloaded]).toHaveLength(4)
    expect(user.fullName).toBe('Ann')
  })
})

describe('rows', () => {
  it('keep every digit of keys and prices', async () => {
    await filled()
    const users = await User.findAll({ order: ['fullName'] })
    expect(users.map(({ telegramId }) => telegramId)).toEqual(['9007199254740993', '2'])
    const products = await Product.findAll({ order: ['productId'] })
    expect(products.map(({ productId, price }) => [productId, price])).toEqual([
      [1, '4.5000'],
      [2, '12.3456'],
    ])
  })

  it('are told when they were made by the database', async () => {
    await database.query("insert into users (telegram_id, full_name, language_code) values (7, 'Eve', 'fr')")
    const eve = await User.findByPk('7', { rejectOnEmpty: true })
    expect(eve.createdAt).toBeInstanceOf(Date)
    expect(eve.updatedAt).toEqual(eve.createdAt)
  })

  it('come with their relations in both directions', async () => {
    await filled()
    const user = await User.findByPk(ann.telegramId, {
      rejectOnEmpty: true,
      include: ['referrals', { association: 'orders', include: ['products', 'lines'] }],
    })
    expect(user.referrals?.map(({ fullName }) => fullName)).toEqual(['Bob'])
    const [order] = user.orders ?? []
    expect(order?.products?.map(({ title }) => title).toSorted()).toEqual(['Cup', 'Tea'])
    expect(order?.lines?.map(({ quantity }) => quantity).toSorted()).toEqual([1, 3])
    const [line] = await OrderProduct.findAll({
      include: [
        'product',
        { association: 'order', include: [{ association: 'user', include: ['referrer'] }] },
      ],
      where: { quantity: 3 },
    })
    expect([line?.product?.title, line?.order?.user?.fullName, line?.order?.user?.referrer]).toEqual([
      'Tea',
      'Ann',
      null,
    ])
    const tea = await Product.findOne({ where: { title: 'Tea' }, include: ['orders', 'lines'] })
    expect([tea?.orders?.length, tea?.lines?.length]).toEqual([1, 1])
  })

  it('go, stay or forget as the foreign keys say when another goes', async () => {
    const { tea } = await filled()
    await expect(tea.destroy()).rejects.toThrow('fk_order_products_product_id_products')
    await User.destroy({ where: { telegramId: ann.telegramId } })
    expect([await Order.count(), await OrderProduct.count(), await Product.count()]).toEqual([0, 0, 2])
    expect((await User.findByPk('2'))?.referrerId).toBeNull()
    await tea.destroy()
    expect(await Product.count()).toBe(1)
  })

  it.each([
    ['a price below zero', () => Product.create({ title: 'Gift', price: '-0.01' }), 'ck_products_price'],
    [
      'a line of nothing',
      () => OrderProduct.create({ orderId: 1, productId: 1, quantity: 0 }),
      'ck_order_products_quantity',
    ],
    ['an order of nobody', () => Order.create({ userId: '404' }), 'fk_orders_user_id_users'],
  ])('refuse %s', async (_, write, constraint) => {
    await expect(write()).rejects.toThrow(constraint)
    await expect(write()).rejects.toThrow(
      constraint.startsWith('fk') ? ForeignKeyConstraintError : DatabaseError,
    )
  })

  it('may be free of charge', async () => {
    expect((await Product.create({ title: 'Air', price: '0' })).price).toBe('0.0000')
  })
})
