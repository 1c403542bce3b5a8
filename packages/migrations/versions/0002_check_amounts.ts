/** Nothing costs less than nothing, and nobody orders none of something. */
import type { Statements } from '@retort/migrations'
import { sql } from '@retort/migrations'

export const id = '0002'
export const revises = '0001'
export const name = 'check amounts'

export function* up(): Statements {
  yield sql`ALTER TABLE products ADD CONSTRAINT ck_products_price CHECK (price >= 0)`
  yield sql`ALTER TABLE order_products ADD CONSTRAINT ck_order_products_quantity CHECK (quantity > 0)`
}

export function* down(): Statements {
  yield sql`ALTER TABLE order_products DROP CONSTRAINT ck_order_products_quantity`
  yield sql`ALTER TABLE products DROP CONSTRAINT ck_products_price`
}
