/** The workloads by name: what is asked of everybody who takes part, on which database, and what an answer has to hold. */
import type { SampleProduct, SampleUser } from '@retort/story'

/** A unit of work: users and orders as they are to be after one commit. */
export type UnitOfWork = {
  /** New users with their orders; a line names a product by its key. */
  readonly added: readonly {
    readonly user: SampleUser
    readonly orders: readonly {
      readonly lines: readonly { readonly productId: number; readonly quantity: number }[]
    }[]
  }[]
  /** Users who are there already: they are read, all at once, and get another name. */
  readonly renamed: readonly { readonly telegramId: string; readonly fullName: string }[]
  /** Keys of orders that are there: they are read, all at once, and removed; their lines go with them, by ON DELETE CASCADE. */
  readonly removed: readonly number[]
}

/** What each workload asks with; JSON can carry it. */
export type Questions = {
  /** One user by primary key, again and again, one after the other: the keys. */
  readonly W1: readonly string[]
  /** Users with their orders: the first so many, by key. */
  readonly W2: number
  /** Users with their orders and the products of those: the first so many, by key. */
  readonly W3: number
  /** Orders, each with its user: the first so many, by user and key. */
  readonly W4: number
  /** Products that are inserted in one transaction. */
  readonly W5: readonly SampleProduct[]
  /** Products that are inserted one by one, each committed before the next. */
  readonly W6: readonly SampleProduct[]
  /** Users by primary key at the same time, over a pool of ten: the keys. */
  readonly W7: readonly string[]
  /** As W3, the first so many by full name and key. */
  readonly W8: number
  /** A unit of work, in one transaction. */
  readonly flush: UnitOfWork
}

export type WorkloadName = keyof Questions

/**
 * What a way answers with, at once where it blocks:
 * - W1, W7: a user a key, in the order of the keys
 * - W2: users, each with `orders`; W3 and W8: orders with `products` in them
 * - W4: orders, each with `user`
 * - W5, W6: the keys of the inserted products, as numbers, in the order of the products
 * - flush: the users that were added, as they were asked for or as they are now; the tables tell the rest
 *
 * Rows are as the library gives them: every column of the table, named in camelCase or as in the table.
 */
export type Answer = readonly unknown[]

/** One way to do a workload. */
export type Way<W extends WorkloadName> = (question: Questions[W]) => Answer | Promise<Answer>

/** A contender's ways by workload and name; what it has no way for is left out. */
export type Ways = { readonly [W in WorkloadName]?: Readonly<Record<string, Way<W>>> }
