/**
 * One spelling for what every contender answers with, whatever its names and types, so that answers can be compared. The
 * same is written down once more for Python, in `python/canonical.py`.
 */
import { createHash } from 'node:crypto'
import type { Answer, WorkloadName } from './workload.ts'

/** A hash of an answer: equal where the answers hold the same. */
export function digestOf(workload: WorkloadName, answer: Answer): string {
  return createHash('sha256').update(canonical(workload, answer)).digest('hex').slice(0, 16)
}

/** How many an answer found: users, orders, products, keys. Cheap, since it is looked at in each turn. */
export function countOf(workload: WorkloadName, answer: Answer): number {
  return counts[workload](answer)
}

type Shape = {
  readonly columns: readonly string[]
  /** Rows that hang beneath: a list under this name. */
  readonly many?: { readonly name: string; readonly shape: Shape }
  /** A row that it belongs to. */
  readonly one?: { readonly name: string; readonly shape: Shape }
}

const times = ['created_at', 'updated_at']
const user: Shape = {
  columns: ['telegram_id', 'full_name', 'username', 'language_code', 'referrer_id', ...times],
}
const order: Shape = { columns: ['order_id', 'user_id', ...times] }
const product: Shape = { columns: ['product_id', 'title', 'description', 'price', ...times] }
const orderWithProducts: Shape = { ...order, many: { name: 'products', shape: product } }
const userWithProducts: Shape = { ...user, many: { name: 'orders', shape: orderWithProducts } }

const shapes: Readonly<Record<Exclude<WorkloadName, 'W5' | 'W6' | 'flush'>, Shape>> = {
  W1: user,
  W2: { ...user, many: { name: 'orders', shape: order } },
  W3: userWithProducts,
  W4: { ...order, one: { name: 'user', shape: user } },
  W7: user,
  W8: userWithProducts,
}

/** JSON of arrays of strings; children are in the order of their keys. */
function canonical(workload: WorkloadName, answer: Answer): string {
  if (workload === 'flush') return String(answer.length)
  if (workload === 'W5' || workload === 'W6') return JSON.stringify(answer.map(Number))
  const shape = shapes[workload]
  return JSON.stringify(answer.map((row) => spelled(row, shape)))
}

type Spelled = readonly (string | null | Spelled | readonly Spelled[])[]

function spelled(row: unknown, shape: Shape): Spelled {
  const { columns, many, one } = shape
  return [
    ...columns.map((column) => spelledValue(column, valueOf(row, column))),
    ...(many === undefined ? [] : [children(valueOf(row, many.name), many.shape)]),
    ...(one === undefined ? [] : [spelled(valueOf(row, one.name), one.shape)]),
  ]
}

function children(rows: unknown, shape: Shape): readonly Spelled[] {
  if (!isIterable(rows)) throw new Error('An answer has no list where one was asked for.')
  return Array.from(rows, (row) => spelled(row, shape)).toSorted((a, b) => Number(a[0]) - Number(b[0]))
}

/** Some libraries have lists of their own. */
function isIterable(rows: unknown): rows is Iterable<unknown> {
  return typeof rows === 'object' && rows !== null && Symbol.iterator in rows
}

function valueOf(row: unknown, column: string): unknown {
  if (typeof row !== 'object' || row === null) throw new Error(`An answer has no row to take ${column} of.`)
  const camel = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  for (const name of [column, camel]) {
    const value: unknown = Reflect.get(row, name)
    if (value !== undefined) return value
  }
  throw new Error(`An answer has no ${column}.`)
}

/** Keys as digits, times in UTC to the millisecond, prices without zeros at their end. */
function spelledValue(column: string, value: unknown): string | null {
  if (value === null) return null
  if (times.includes(column)) return new Date(value as string | number | Date).toISOString()
  const text = String(value)
  return column === 'price' ? text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') : text
}

const length = (answer: Answer) => answer.length
const countOrders = (users: Answer) => sum(users, (user) => lengthOf(user, 'orders'))
const countProducts = (users: Answer) =>
  sum(users, (user) => sum(Reflect.get(user, 'orders') as Answer, (order) => lengthOf(order, 'products')))

const counts: Readonly<Record<WorkloadName, (answer: Answer) => number>> = {
  W1: (users) => users.filter((user) => user !== null && user !== undefined).length,
  W2: countOrders,
  W3: countProducts,
  W4: (orders) => sum(orders, (order) => (Reflect.get(order, 'user') ? 1 : 0)),
  W5: length,
  W6: length,
  W7: (users) => users.filter((user) => user !== null && user !== undefined).length,
  W8: countProducts,
  flush: length,
}

function sum(rows: Answer, count: (row: object) => number): number {
  let total = 0
  for (const row of rows) total += count(row as object)
  return total
}

function lengthOf(row: object, name: string): number {
  return (Reflect.get(row, name) as Answer).length
}
