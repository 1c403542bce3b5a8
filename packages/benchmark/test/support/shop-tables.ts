/** What is in the shop's tables, what should be in them after a workload that writes, and how they become again as they were. */
import pg from 'pg'
import type { Sample, SampleProduct, SampleUser } from '@retort/story'
import type { UnitOfWork } from '../../src/workload/workload.ts'

/** Rows by table, each a line of JSON, without generated times; orders with their lines. */
export type Tables = {
  readonly users: readonly string[]
  readonly products: readonly string[]
  readonly orders: readonly string[]
}

const tables = ['users', 'products', 'orders', 'order_products']

export class ShopTables {
  readonly #client: pg.Client
  readonly #shop: Sample

  private constructor(client: pg.Client, shop: Sample) {
    this.#client = client
    this.#shop = shop
  }

  /** Keeps the rows that are there now. */
  static async keep(url: string, shop: Sample): Promise<ShopTables> {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(`set lock_timeout = '10s'; create schema kept`)
    for (const table of tables) await client.query(`create table kept.${table} as table public.${table}`)
    return new ShopTables(client, shop)
  }

  /** Makes the tables what they were when they were kept, with the keys to come. */
  async reset(): Promise<void> {
    await this.#client.query(`truncate ${tables.join(', ')} restart identity`)
    for (const table of tables) await this.#client.query(`insert into ${table} table kept.${table}`)
    await this.#client.query(
      `select setval(pg_get_serial_sequence('products', 'product_id'), max(product_id)) from products;
       select setval(pg_get_serial_sequence('orders', 'order_id'), max(order_id)) from orders`,
    )
  }

  async read(): Promise<Tables> {
    return {
      users: await this.#lines(
        'select telegram_id, full_name, username, language_code, referrer_id from users',
      ),
      products: await this.#lines('select product_id, title, description, price from products'),
      // New orders may get their keys in any order, so those are not looked at.
      orders:
        await this.#lines(`select case when order_id <= ${this.#shop.orders.length} then order_id end, user_id,
        array(select product_id || ' x ' || quantity from order_products l
          where l.order_id = o.order_id order by product_id) from orders o`),
    }
  }

  close(): Promise<void> {
    return this.#client.end()
  }

  async #lines(query: string): Promise<readonly string[]> {
    const { rows } = await this.#client.query<unknown[]>({ text: query, rowMode: 'array' })
    return rows.map((row) => JSON.stringify(row)).toSorted()
  }
}

/** The tables of a filled shop. */
export function tablesOf({ users, products, orders }: Sample): Tables {
  return {
    users: users.map(userLine).toSorted(),
    products: products.map((product, index) => productLine(product, index + 1)).toSorted(),
    orders: orders
      .map(({ user, lines }, index) =>
        orderLine(
          index + 1,
          users[user]?.telegramId,
          lines.map((line) => ({ productId: line.product + 1, quantity: line.quantity })),
        ),
      )
      .toSorted(),
  }
}

/** The tables of a filled shop after products were inserted. */
export function withProducts(shop: Sample, products: readonly SampleProduct[]): Tables {
  return tablesOf({ ...shop, products: [...shop.products, ...products] })
}

/** The tables of a filled shop after a unit of work. */
export function withUnit(shop: Sample, { added, renamed, removed }: UnitOfWork): Tables {
  const names = new Map(renamed.map(({ telegramId, fullName }) => [telegramId, fullName]))
  const users = shop.users.map((user) => ({
    ...user,
    fullName: names.get(user.telegramId) ?? user.fullName,
  }))
  const { products, orders } = tablesOf(shop)
  const gone = new Set(removed)
  const kept = orders.filter((line) => !gone.has(Number((JSON.parse(line) as readonly unknown[])[0])))
  const fresh = added.flatMap(({ user, orders }) =>
    orders.map(({ lines }) => orderLine(null, user.telegramId, lines)),
  )
  return {
    users: [...users, ...added.map(({ user }) => user)].map(userLine).toSorted(),
    products,
    orders: [...kept, ...fresh].toSorted(),
  }
}

function userLine({ telegramId, fullName, username, languageCode, referrerId }: SampleUser): string {
  return JSON.stringify([telegramId, fullName, username, languageCode, referrerId])
}

function productLine({ title, description, price }: SampleProduct, key: number): string {
  return JSON.stringify([key, title, description, price])
}

function orderLine(
  key: number | null,
  user: string | undefined,
  lines: readonly { readonly productId: number; readonly quantity: number }[],
): string {
  const ordered = lines.toSorted((a, b) => a.productId - b.productId)
  return JSON.stringify([key, user, ordered.map(({ productId, quantity }) => `${productId} x ${quantity}`)])
}
