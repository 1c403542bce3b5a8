/** Objection: models over knex, whose relations are fetched as a graph, level by level or by one join. */
import knex from 'knex'
import type { Opened, Program } from '../contender/program.ts'
import { versionOf } from '../contender/version.ts'
import type { Answer, Questions, Ways } from '../workload/workload.ts'
import { Order, Product, Row, User } from './objection/models.ts'
import { writeUnit } from './objection/unit-of-work.ts'

export const program: Program = { version: `${versionOf('objection')}, ${versionOf('knex')}`, open }

async function open(url: string): Promise<Opened> {
  const database = knex({ client: 'pg', connection: url, pool: { min: 0, max: 10 } })
  await database.raw('select 1') // it would connect with its first query only
  Row.knex(database)
  return { ways, close: () => database.destroy() }
}

const byKey = ['users.telegram_id']
const byName = ['users.full_name', 'users.telegram_id']

const ways: Ways = {
  W1: { findById: readEach },
  W2: waysOfUsers(byKey, 'orders'),
  W3: waysOfUsers(byKey, 'orders.products'),
  W4: {
    withGraphFetched: (limit) => firstOrders(limit).withGraphFetched('user').execute(),
    withGraphJoined: (limit) => firstOrders(limit).withGraphJoined('user').execute(),
  },
  W5: { insert: insertAtOnce },
  W6: { insert: insertEach },
  W7: { 'pool of ten': (keys) => Promise.all(keys.map((key) => User.query().findById(key))) },
  W8: waysOfUsers(byName, 'orders.products'),
  flush: { insertGraph: writeUnit },
}

/** @param relations a relation, or a path of them */
function waysOfUsers(columns: string[], relations: string) {
  return {
    withGraphFetched: (limit: number) => firstUsers(columns, limit).withGraphFetched(relations).execute(),
    withGraphJoined: (limit: number) => joinedUsers(columns, limit, relations).execute(),
  }
}

function firstUsers(columns: string[], limit: number) {
  return User.query().orderBy(columns).limit(limit)
}

/** A limit would be one of joined rows, so the users are chosen beforehand. */
function joinedUsers(columns: string[], limit: number, relations: string) {
  const chosen = firstUsers(columns, limit).select('users.telegram_id')
  return User.query().whereIn('users.telegram_id', chosen).withGraphJoined(relations).orderBy(columns)
}

/** To one: a limit is the same before the join and after it. */
function firstOrders(limit: number) {
  return Order.query().orderBy(['orders.user_id', 'orders.order_id']).limit(limit)
}

async function readEach(keys: Questions['W1']): Promise<Answer> {
  const users: unknown[] = []
  for (const key of keys) users.push(await User.query().findById(key))
  return users
}

async function insertAtOnce(products: Questions['W5']): Promise<Answer> {
  const inserted = await Product.transaction(
    async (transaction) => await Product.query(transaction).insert([...products]),
  )
  return inserted.map((product) => product.product_id)
}

async function insertEach(products: Questions['W6']): Promise<Answer> {
  const keys: number[] = []
  for (const product of products) keys.push((await Product.query().insert(product)).product_id)
  return keys
}
