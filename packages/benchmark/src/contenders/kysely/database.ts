/** The shop's tables, as Kysely is told of them: the types that `pg` parses to, under the names of the columns. */
import type { Generated } from 'kysely'

type Times = { created_at: Generated<Date>; updated_at: Generated<Date> }

export type Database = {
  users: Times & {
    telegram_id: string
    full_name: string
    username: string | null
    language_code: string
    referrer_id: string | null
  }
  orders: Times & { order_id: Generated<number>; user_id: string }
  products: Times & {
    product_id: Generated<number>
    title: string
    description: string | null
    price: string
  }
  order_products: { order_id: number; product_id: number; quantity: number }
}

/** By which columns users are sorted. */
export type Sort = readonly ('telegram_id' | 'full_name')[]
