/** How much there is, and how much of it each workload asks for. */

export type SizeName = 'quick' | 'full'

export type Size = {
  /** Of the shop: ten orders a user, three lines an order. */
  readonly users: number
  readonly products: number
  /** Point reads of one call, one after the other. */
  readonly pointReads: number
  readonly usersWithOrders: number
  readonly usersWithProducts: number
  readonly firstUsersWithProducts: number
  readonly ordersWithUsers: number
  /** Rows of one transaction. */
  readonly bulkRows: number
  /** Rows of one call, committed one by one. */
  readonly singleRows: number
  readonly concurrentReads: number
  /** Users that a unit of work adds, with five orders each; as many are renamed, and as many orders removed. */
  readonly unit: number
}

/** `full` is what the figures are quoted of; `quick` is a tenth, for a look and for tests. */
export const sizes: Readonly<Record<SizeName, Size>> = {
  full: {
    users: 2000,
    products: 1000,
    pointReads: 500,
    usersWithOrders: 200,
    usersWithProducts: 100,
    firstUsersWithProducts: 20,
    ordersWithUsers: 2000,
    bulkRows: 1000,
    singleRows: 100,
    concurrentReads: 100,
    unit: 20,
  },
  quick: {
    users: 200,
    products: 100,
    pointReads: 100,
    usersWithOrders: 20,
    usersWithProducts: 10,
    firstUsersWithProducts: 4,
    ordersWithUsers: 200,
    bulkRows: 200,
    singleRows: 20,
    concurrentReads: 100,
    unit: 5,
  },
}
