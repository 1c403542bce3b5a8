/** Products and units of work that are written, as one would write it with nothing but pg-native. */
import type { SampleProduct } from '@retort/story'
import type { UnitOfWork } from '../../workload/workload.ts'
import { lineColumnsOf, nameColumnsOf, orderColumnsOf, productColumnsOf, userColumnsOf } from '../columns.ts'
import type { NativeClient } from '../native-client.ts'
import type { OrderRow, UserRow } from '../shop-rows.ts'
import { orderKeys } from '../shop-rows.ts'
import {
  deleteOrders,
  insertLines,
  insertOrders,
  insertProduct,
  insertProducts,
  insertUsers,
  ordersOfKeys,
  renameUsers,
  usersOfKeys,
} from '../statements.ts'
import { ask } from './ask.ts'

/** What has to be prepared, beside what only reads. */
export const writeStatements = [
  deleteOrders,
  insertLines,
  insertOrders,
  insertProduct,
  insertProducts,
  insertUsers,
  ordersOfKeys,
  renameUsers,
]

type Key = { readonly product_id: number }
type Products = readonly SampleProduct[]

export function insertByUnnest(client: NativeClient, products: Products): readonly number[] {
  return inTransaction(client, () => keysOf(ask<Key>(client, insertProducts, ...productColumnsOf(products))))
}

/** Each is committed by itself, as a statement outside of a transaction is. */
export function insertOneByOne(client: NativeClient, products: Products): readonly number[] {
  return products.flatMap((product) => insert(client, product))
}

export function insertInTransactions(client: NativeClient, products: Products): readonly number[] {
  return products.flatMap((product) => inTransaction(client, () => insert(client, product)))
}

/** Gives the users that were added. */
export function writeUnit(client: NativeClient, unit: UnitOfWork): readonly UserRow[] {
  return inTransaction(client, () => {
    const users = ask<UserRow>(client, insertUsers, ...userColumnsOf(unit))
    const orders = ask<OrderRow>(client, insertOrders, ...orderColumnsOf(unit))
    ask(client, insertLines, ...lineColumnsOf(unit, orderKeys(orders)))
    const [keys, names] = nameColumnsOf(unit)
    ask<UserRow>(client, usersOfKeys, keys)
    ask(client, renameUsers, keys, names)
    ask(client, deleteOrders, orderKeys(ask<OrderRow>(client, ordersOfKeys, unit.removed)))
    return users
  })
}

function insert(client: NativeClient, { title, description, price }: SampleProduct): readonly number[] {
  return keysOf(ask<Key>(client, insertProduct, title, description, price))
}

function inTransaction<T>(client: NativeClient, body: () => T): T {
  client.querySync('begin')
  const result = body()
  client.querySync('commit')
  return result
}

function keysOf(rows: readonly Key[]): readonly number[] {
  return rows.map((row) => row.product_id)
}
