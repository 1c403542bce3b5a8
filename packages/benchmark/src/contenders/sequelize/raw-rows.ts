/** Joined rows as Sequelize gives them with `raw`, `{ 'orders.orderId': 1, … }`, and how a program nests them by hand. */
import type { FindOptions, Model, ModelStatic } from 'sequelize'
import { Order, Product, User } from '@retort/schema'
import type { UserOrder } from './loading.ts'
import { byUser, orders, ordersWithProducts, user } from './loading.ts'

type Row = Readonly<Record<string, unknown>>
type Nested = Record<string, unknown>

export async function rawOrders(order: UserOrder, limit: number): Promise<readonly Nested[]> {
  const rows = await rowsOf(User, { include: [orders], order, limit })
  const users = new Parents(User, '', 'telegramId', 'orders')
  const orderOf = partOf(Order, 'orders.')
  for (const row of rows) {
    const [own] = users.of(row)
    if (row['orders.orderId'] !== null) own.push(orderOf(row))
  }
  return users.all
}

export async function rawProducts(order: UserOrder, limit: number): Promise<readonly Nested[]> {
  const rows = await rowsOf(User, { include: [ordersWithProducts], order, limit })
  const users = new Parents(User, '', 'telegramId', 'orders')
  const orders = new Parents(Order, 'orders.', 'orderId', 'products')
  const productOf = partOf(Product, 'orders.products.')
  for (const row of rows) {
    const [own] = users.of(row)
    if (row['orders.orderId'] === null) continue
    const [ordered, fresh] = orders.of(row)
    if (fresh !== undefined) own.push(fresh)
    if (row['orders.products.productId'] !== null) ordered.push(productOf(row))
  }
  return users.all
}

export async function rawUsers(limit: number): Promise<readonly Nested[]> {
  const rows = await rowsOf(Order, { include: [user], order: byUser, limit })
  const orderOf = partOf(Order, '')
  const userOf = partOf(User, 'user.')
  return rows.map((row) => ({ ...orderOf(row), user: userOf(row) }))
}

/** Parents, each made of the first row that it is in. */
class Parents {
  readonly all: Nested[] = []
  readonly #lists = new Map<unknown, Nested[]>()
  readonly #partOf: (row: Row) => Nested
  readonly #key: string
  readonly #list: string

  constructor(model: ModelStatic<Model>, prefix: string, key: string, list: string) {
    this.#partOf = partOf(model, prefix)
    this.#key = prefix + key
    this.#list = list
  }

  /** The list of children of a row's parent, and the parent itself where nothing was read of it yet. */
  of(row: Row): readonly [Nested[], Nested?] {
    const key = row[this.#key]
    const known = this.#lists.get(key)
    if (known !== undefined) return [known]
    const children: Nested[] = []
    const parent = { ...this.#partOf(row), [this.#list]: children }
    this.#lists.set(key, children)
    this.all.push(parent)
    return [children, parent]
  }
}

async function rowsOf<M extends Model>(model: ModelStatic<M>, options: FindOptions): Promise<readonly Row[]> {
  const rows: readonly unknown[] = await model.findAll({ ...options, raw: true })
  return rows as readonly Row[]
}

/** What makes an object of the columns that a model has in a row. */
function partOf(model: ModelStatic<Model>, prefix: string): (row: Row) => Nested {
  const columns = Object.keys(model.getAttributes()).map((name) => [name, prefix + name] as const)
  return (row) => {
    const part: Nested = {}
    for (const [name, column] of columns) part[name] = row[column]
    return part
  }
}
