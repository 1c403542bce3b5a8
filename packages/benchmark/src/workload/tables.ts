/** What the writing workloads leave in the tables: brought back before each turn, compared with what it should be after it. */
import type pg from 'pg'
import type { Sample } from '@retort/story'
import type { Questions } from './workload.ts'

/** The tables of one writing workload. */
export type Tables<Q> = {
  /** As they were, whatever was written. */
  reset(client: pg.Client): Promise<void>
  /** What is in them, a line a row, without generated times. */
  read(client: pg.Client): Promise<string>
  /** What {@link read} should give when a question was answered so many times. */
  expected(question: Q, calls: number): string
}

/** Of W5 and W6: nothing but products. */
export const productTable: Tables<Questions['W5']> = {
  async reset(client) {
    await client.query('truncate products restart identity cascade')
  },
  read: (client) =>
    text(
      client,
      `select concat_ws('|', product_id, title, coalesce(description, ''), price) as line, product_id as place from products`,
    ),
  expected(products, calls) {
    const lines = Array.from({ length: calls }, () => products).flat()
    return lines
      .map(({ title, description, price }, index) => `${index + 1}|${title}|${description ?? ''}|${price}`)
      .join('\n')
  },
}

/** Keeps a copy of a filled shop, from which it is brought back. */
export async function keepShop(client: pg.Client): Promise<void> {
  await client.query(`create schema kept;
    create table kept.users as table users; alter table kept.users add primary key (telegram_id);
    create table kept.orders as table orders; alter table kept.orders add primary key (order_id);
    create table kept.order_products as table order_products;
    alter table kept.order_products add primary key (order_id, product_id);
    analyze`)
}

/** Of units of work: the whole shop, of which a copy was kept. */
export function shopTables(shop: Sample): Tables<Questions['flush']> {
  return {
    async reset(client) {
      await client.query(reset)
    },
    async read(client) {
      const users = await text(client, userLines)
      return `${users}\n${await text(client, orderLines(shop.orders.length))}`
    },
    expected: (unit) => [...usersAfter(shop, unit), ...ordersAfter(shop, unit)].join('\n'),
  }
}

/** Nobody should touch products, whose foreign keys would tell. What is there twice is not written. */
const reset = `
  delete from users u where not exists (select from kept.users k where k.telegram_id = u.telegram_id);
  delete from orders o where not exists (select from kept.orders k where k.order_id = o.order_id);
  delete from order_products l where not exists (
    select from kept.order_products k where (k.order_id, k.product_id) = (l.order_id, l.product_id));
  update users u set full_name = k.full_name, username = k.username, language_code = k.language_code,
    referrer_id = k.referrer_id, created_at = k.created_at, updated_at = k.updated_at
    from kept.users k where k.telegram_id = u.telegram_id and k is distinct from u;
  insert into orders overriding system value select * from kept.orders k
    where not exists (select from orders o where o.order_id = k.order_id);
  insert into order_products select * from kept.order_products k where not exists (
    select from order_products l where (l.order_id, l.product_id) = (k.order_id, k.product_id));
  select setval(pg_get_serial_sequence('orders', 'order_id'), (select max(order_id) from kept.orders))`

const userLines = `
  select concat_ws('|', telegram_id, full_name, coalesce(username, ''), language_code, coalesce(referrer_id::text, '')) as line,
    telegram_id as place from users`

/** Keys of orders that were there are told; those of new ones depend on the order in which they were added. */
function orderLines(keys: number): string {
  const line = `concat_ws('|', case when o.order_id <= ${keys} then o.order_id else 0 end, o.user_id,
    string_agg(product_id || ':' || quantity, ',' order by product_id)) collate "C"`
  return `select ${line} as line, ${line} as place
    from orders o left join order_products l on l.order_id = o.order_id group by o.order_id`
}

function usersAfter({ users }: Sample, { renamed, added }: Questions['flush']): readonly string[] {
  const names = new Map(renamed.map(({ telegramId, fullName }) => [telegramId, fullName]))
  return [...users, ...added.map(({ user }) => user)]
    .toSorted((a, b) => Number(a.telegramId) - Number(b.telegramId))
    .map(({ telegramId, fullName, username, languageCode, referrerId }) =>
      [telegramId, names.get(telegramId) ?? fullName, username ?? '', languageCode, referrerId ?? ''].join(
        '|',
      ),
    )
}

type Line = { readonly productId: number; readonly quantity: number }

function ordersAfter({ users, orders }: Sample, { removed, added }: Questions['flush']): readonly string[] {
  const gone = new Set(removed)
  const kept = orders.flatMap(({ user, lines }, index) =>
    gone.has(index + 1) ? [] : orderLine(index + 1, users[user]?.telegramId ?? '', lines.map(byKey)),
  )
  const fresh = added.flatMap(({ user, orders }) =>
    orders.map(({ lines }) => orderLine(0, user.telegramId, lines)),
  )
  return [...kept, ...fresh].toSorted((a, b) => (a < b ? -1 : 1))
}

function byKey({ product, quantity }: { readonly product: number; readonly quantity: number }): Line {
  return { productId: product + 1, quantity }
}

function orderLine(key: number, user: string, lines: readonly Line[]): string {
  const sorted = lines.toSorted((a, b) => a.productId - b.productId)
  return `${key}|${user}|${sorted.map(({ productId, quantity }) => `${productId}:${quantity}`).join(',')}`
}

async function text(client: pg.Client, lines: string): Promise<string> {
  const { rows } = await client.query<{ readonly text: string | null }>(
    `select string_agg(line, E'\\n' order by place) as text from (${lines}) as lines`,
  )
  return rows[0]?.text ?? ''
}
