/** Writing in managed transactions, as Sequelize's documentation does. */
import type { Transaction } from 'sequelize'
import type { Sequelize } from 'sequelize-typescript'
import { Order, OrderProduct, Product, User } from '@retort/schema'
import type { SampleProduct } from '@retort/story'
import type { UnitOfWork } from '../../workload/workload.ts'

type Products = readonly SampleProduct[]

export async function bulkCreate(sequelize: Sequelize, values: Products): Promise<readonly number[]> {
  const returning: 'productId'[] = ['productId']
  const products = await sequelize.transaction((transaction) =>
    Product.bulkCreate([...values], { returning, transaction }),
  )
  return products.map(({ productId }) => productId)
}

/** Each is committed by itself. */
export async function createEach(values: Products): Promise<readonly number[]> {
  const keys: number[] = []
  for (const product of values) keys.push((await Product.create(product)).productId)
  return keys
}

/** Gives the users that were added. */
export function writeUnit(sequelize: Sequelize, unit: UnitOfWork): Promise<readonly User[]> {
  return sequelize.transaction(async (transaction) => {
    const added = await addUsers(unit, transaction)
    await rename(unit, transaction)
    await remove(unit, transaction)
    return added
  })
}

const lines = { model: OrderProduct, as: 'lines' }
const include = [{ model: Order, as: 'orders', include: [lines] }]

async function addUsers({ added }: UnitOfWork, transaction: Transaction): Promise<readonly User[]> {
  const users: User[] = []
  for (const { user, orders } of added)
    users.push(await User.create(Object.assign({ ...user }, { orders }), { include, transaction }))
  return users
}

async function rename({ renamed }: UnitOfWork, transaction: Transaction): Promise<void> {
  const names = new Map(renamed.map(({ telegramId, fullName }) => [telegramId, fullName]))
  for (const user of await User.findAll({ where: { telegramId: [...names.keys()] }, transaction })) {
    user.fullName = names.get(user.telegramId) ?? ''
    await user.save({ transaction })
  }
}

async function remove({ removed }: UnitOfWork, transaction: Transaction): Promise<void> {
  for (const order of await Order.findAll({ where: { orderId: [...removed] }, transaction }))
    await order.destroy({ transaction })
}
