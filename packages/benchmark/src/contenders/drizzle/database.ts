/** What the ways of Drizzle work on. */
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type * as schema from './schema.ts'

export type Drizzle = NodePgDatabase<typeof schema>

/** The same within a transaction. */
export type Transaction = Parameters<Parameters<Drizzle['transaction']>[0]>[0]

export type User = typeof schema.users.$inferSelect
export type Order = typeof schema.orders.$inferSelect
export type Product = typeof schema.products.$inferSelect
