/** A unit of work in one transaction, one statement a table and kind of change, as one would write it with nothing but `pg`. */
import type pg from 'pg'
import type { UnitOfWork } from '../../workload/workload.ts'
import { lineColumnsOf, nameColumnsOf, orderColumnsOf, userColumnsOf } from '../columns.ts'
import type { OrderRow, UserRow } from '../shop-rows.ts'
import { orderKeys } from '../shop-rows.ts'
import {
  deleteOrders,
  insertLines,
  insertOrders,
  insertUsers,
  ordersOfKeys,
  renameUsers,
  usersOfKeys,
} from '../statements.ts'
import { ask } from './ask.ts'

/** Gives the users that were added. */
export async function writeUnit(client: pg.Client, unit: UnitOfWork): Promise<readonly UserRow[]> {
  await client.query('begin')
  const added = await addUsers(client, unit)
  await rename(client, unit)
  await remove(client, unit)
  await client.query('commit')
  return added
}

async function addUsers(client: pg.Client, unit: UnitOfWork): Promise<readonly UserRow[]> {
  const users = await ask<UserRow>(client, insertUsers, ...userColumnsOf(unit))
  const orders = await ask<OrderRow>(client, insertOrders, ...orderColumnsOf(unit))
  await ask(client, insertLines, ...lineColumnsOf(unit, orderKeys(orders)))
  return users
}

async function rename(client: pg.Client, unit: UnitOfWork): Promise<void> {
  const [keys, names] = nameColumnsOf(unit)
  await ask<UserRow>(client, usersOfKeys, keys)
  await ask(client, renameUsers, keys, names)
}

async function remove(client: pg.Client, { removed }: UnitOfWork): Promise<void> {
  const orders = await ask<OrderRow>(client, ordersOfKeys, removed)
  await ask(client, deleteOrders, orderKeys(orders))
}
