/** The shop's tables and their relations, as Drizzle is told of them. */
import { relations } from 'drizzle-orm'
import { bigint, integer, numeric, pgTable, primaryKey, timestamp, varchar } from 'drizzle-orm/pg-core'

const times = {
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true })
    .notNull()
    .defaultNow()
    .$onUpdate(() => new Date()),
}

export const users = pgTable('users', {
  telegramId: bigint('telegram_id', { mode: 'bigint' }).primaryKey(),
  fullName: varchar('full_name', { length: 255 }).notNull(),
  username: varchar({ length: 255 }),
  languageCode: varchar('language_code', { length: 15 }).notNull(),
  referrerId: bigint('referrer_id', { mode: 'bigint' }),
  ...times,
})

export const orders = pgTable('orders', {
  orderId: integer('order_id').primaryKey().generatedByDefaultAsIdentity(),
  userId: bigint('user_id', { mode: 'bigint' })
    .notNull()
    .references(() => users.telegramId, { onDelete: 'cascade' }),
  ...times,
})

export const products = pgTable('products', {
  productId: integer('product_id').primaryKey().generatedByDefaultAsIdentity(),
  title: varchar({ length: 255 }).notNull(),
  description: varchar({ length: 3000 }),
  price: numeric({ precision: 16, scale: 4 }).notNull(),
  ...times,
})

export const orderProducts = pgTable(
  'order_products',
  {
    orderId: integer('order_id')
      .notNull()
      .references(() => orders.orderId, { onDelete: 'cascade' }),
    productId: integer('product_id')
      .notNull()
      .references(() => products.productId, { onDelete: 'restrict' }),
    quantity: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.orderId, table.productId] })],
)

export const usersRelations = relations(users, ({ many }) => ({ orders: many(orders) }))

export const ordersRelations = relations(orders, ({ one, many }) => ({
  user: one(users, { fields: [orders.userId], references: [users.telegramId] }),
  lines: many(orderProducts),
}))

export const orderProductsRelations = relations(orderProducts, ({ one }) => ({
  order: one(orders, { fields: [orderProducts.orderId], references: [orders.orderId] }),
  product: one(products, { fields: [orderProducts.productId], references: [products.productId] }),
}))

export const productsRelations = relations(products, ({ many }) => ({ lines: many(orderProducts) }))
