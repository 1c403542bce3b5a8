import { createStatements, dropStatements } from '@retort/model'
import { models } from '@retort/schema'
import { Sequelize } from 'sequelize-typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Shop } from './support/shop.ts'
import { shop } from './support/shop.ts'

let database: Shop
beforeAll(async () => {
  database = await shop()
})

const columns = (table: string) =>
  database.query(`
    select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as required,
      case attidentity when 'd' then 'identity' else pg_get_expr(adbin, adrelid) end as by_default
    from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where attrelid = '${table}'::regclass and attnum > 0 order by attnum`)

const timestamps = ['created_at', 'updated_at'].map((name) => ({
  name,
  type: 'timestamp with time zone',
  required: true,
  by_default: 'now()',
}))

describe('the columns', () => {
  it.each([
    [
      'users',
      [
        ['telegram_id', 'bigint', true],
        ['full_name', 'character varying(255)', true],
        ['username', 'character varying(255)', false],
        ['language_code', 'character varying(15)', true],
        ['referrer_id', 'bigint', false],
      ],
      timestamps,
    ],
    [
      'products',
      [
        ['product_id', 'integer', true, 'identity'],
        ['title', 'character varying(255)', true],
        ['description', 'character varying(3000)', false],
        ['price', 'numeric(16,4)', true],
      ],
      timestamps,
    ],
    [
      'orders',
      [
        ['order_id', 'integer', true, 'identity'],
        ['user_id', 'bigint', true],
      ],
      timestamps,
    ],
    [
      'order_products',
      [
        ['order_id', 'integer', true],
        ['product_id', 'integer', true],
        ['quantity', 'integer', true],
      ],
      [],
    ],
  ])('of %s are these', async (table, own, stamps) => {
    const expected = own.map(([name, type, required, byDefault = null]) => ({
      name,
      type,
      required,
      by_default: byDefault,
    }))
    expect(await columns(table)).toEqual([...expected, ...stamps])
  })
})

describe('the constraints', () => {
  it('are named by the convention, with ON DELETE as the models say', async () => {
    const constraints = await database.query(`
      select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
      where connamespace = 'public'::regnamespace and contype <> 'n' order by 1`)
    expect(Object.fromEntries(constraints.map(({ name, definition }) => [name, definition]))).toEqual({
      ck_order_products_quantity: 'CHECK ((quantity > 0))',
      ck_products_price: 'CHECK ((price >= (0)::numeric))',
      fk_order_products_order_id_orders:
        'FOREIGN KEY (order_id) REFERENCES orders(order_id) ON DELETE CASCADE',
      fk_order_products_product_id_products:
        'FOREIGN KEY (product_id) REFERENCES products(product_id) ON DELETE RESTRICT',
      fk_orders_user_id_users: 'FOREIGN KEY (user_id) REFERENCES users(telegram_id) ON DELETE CASCADE',
      fk_users_referrer_id_users:
        'FOREIGN KEY (referrer_id) REFERENCES users(telegram_id) ON DELETE SET NULL',
      pk_order_products: 'PRIMARY KEY (order_id, product_id)',
      pk_orders: 'PRIMARY KEY (order_id)',
      pk_products: 'PRIMARY KEY (product_id)',
      pk_users: 'PRIMARY KEY (telegram_id)',
    })
  })

  it('leave no foreign key without an index that it leads', async () => {
    const unindexed = await database.query(`
      select conname from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace
        and not exists (select from pg_index where indrelid = conrelid and indkey[0] = conkey[1] and indpred is null)`)
    expect(unindexed).toEqual([])
    const indexes = await database.query(
      "select indexname from pg_indexes where schemaname = 'public' and indexname like 'ix%' order by 1",
    )
    expect(indexes.map(({ indexname }) => indexname)).toEqual([
      'ix_order_products_product_id',
      'ix_orders_user_id',
      'ix_users_referrer_id',
    ])
  })
})

/** Every order of a list. */
function permutations<T>(list: readonly T[]): readonly (readonly T[])[] {
  if (list.length === 0) return [[]]
  return list.flatMap((first, at) => permutations(list.toSpliced(at, 1)).map((rest) => [first].concat(rest)))
}

describe('the statements', () => {
  it('are the same in each of the 24 orders in which Sequelize and the list can have the models', () => {
    const all = permutations(models).map((list) => {
      const sequelize = new Sequelize({ dialect: 'postgres', models: [...list] })
      expect(Object.keys(sequelize.models)).toHaveLength(4)
      return createStatements(list).join('\n')
    })
    expect(all).toHaveLength(24)
    expect(new Set(all).size).toBe(1)
  })

  it('create each table after those it refers to, and drop it before them', () => {
    const created = createStatements(models).flatMap((each) => /^CREATE TABLE (\w+)/.exec(each)?.[1] ?? [])
    expect(created).toEqual(['users', 'orders', 'products', 'order_products'])
    expect(dropStatements(models)).toEqual([
      'DROP TABLE order_products',
      'DROP TABLE products',
      'DROP TABLE orders',
      'DROP TABLE users',
    ])
  })
})
