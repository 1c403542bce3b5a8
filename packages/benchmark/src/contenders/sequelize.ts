/** Sequelize by itself, with the models that our sessions have. */
import { Sequelize } from 'sequelize-typescript'
import { models, User } from '@retort/schema'
import type { Opened, Program } from '../contender/program.ts'
import { versionOf } from '../contender/version.ts'
import type { Ways } from '../workload/workload.ts'
import type { UserOrder } from './sequelize/loading.ts'
import {
  findOrders,
  findUsers,
  lazyOrders,
  lazyProducts,
  lazyUsers,
  orders,
  ordersWithProducts,
} from './sequelize/loading.ts'
import { rawOrders, rawProducts, rawUsers } from './sequelize/raw-rows.ts'
import { bulkCreate, createEach, writeUnit } from './sequelize/writing.ts'

export const program: Program = { version: versionOf('sequelize'), open }

async function open(url: string): Promise<Opened> {
  const sequelize = new Sequelize(url, { models: [...models], logging: false, pool: { max: 10 } })
  await sequelize.authenticate()
  const close = () => sequelize.close()
  return { ways: { ...readingWays, ...writingWays(sequelize) }, close }
}

const byKey: UserOrder = ['telegramId']

const readingWays: Ways = {
  W1: { findByPk: readEach },
  W2: {
    include: (limit) => findUsers(byKey, limit, orders),
    separate: (limit) => findUsers(byKey, limit, { ...orders, separate: true }),
    raw: (limit) => rawOrders(byKey, limit),
    lazy: (limit) => lazyOrders(byKey, limit),
  },
  W3: waysOfProducts(byKey),
  W4: { include: findOrders, raw: rawUsers, lazy: lazyUsers },
  W7: { findByPk: (keys) => Promise.all(keys.map((key) => User.findByPk(key))) },
  W8: waysOfProducts(['fullName', 'telegramId']),
}

function waysOfProducts(order: UserOrder) {
  return {
    include: (limit: number) => findUsers(order, limit, ordersWithProducts),
    separate: (limit: number) => findUsers(order, limit, { ...ordersWithProducts, separate: true }),
    raw: (limit: number) => rawProducts(order, limit),
    lazy: (limit: number) => lazyProducts(order, limit),
  }
}

function writingWays(sequelize: Sequelize): Ways {
  return {
    W5: { bulkCreate: (products) => bulkCreate(sequelize, products) },
    W6: { create: createEach },
    flush: { 'create, save, destroy': (unit) => writeUnit(sequelize, unit) },
  }
}

async function readEach(keys: readonly string[]): Promise<readonly (User | null)[]> {
  const users: (User | null)[] = []
  for (const key of keys) users.push(await User.findByPk(key))
  return users
}
