/** The workloads by name. */
import { bulkInserts } from './bulk-inserts.ts'
import { concurrentReads } from './concurrent-reads.ts'
import type { Field } from './field.ts'
import { joins } from './joins.ts'
import { measure } from './measure.ts'
import type { Outcome } from './outcome.ts'
import { ordersWithUsers } from './orders-with-users.ts'
import { pointReads } from './point-reads.ts'
import { singleInserts } from './single-inserts.ts'
import type { Size } from './size.ts'
import { streaming } from './streaming.ts'
import { manyUsersWithManyOrders, usersWithOrders } from './users-with-orders.ts'
import { firstUsersWithProducts, usersWithProducts } from './users-with-products.ts'

export type WorkloadName =
  | 'joins'
  | 'W1'
  | 'W2'
  | 'growth'
  | 'W3'
  | 'W4'
  | 'W5'
  | 'W6'
  | 'W7'
  | 'W8'
  | 'stream'

/** Measures on a database that is empty; `onProgress` is told in a few words what is done now. */
export type Workload = (url: string, size: Size, onProgress: (now: string) => void) => Promise<Outcome>

const linked = [
  'Nobody reads the quantities of the lines: what links a product to its order is all that is read of them.',
]

export const workloads: Readonly<Record<WorkloadName, Workload>> = {
  joins: timed(joins, ({ users }) => `joins: ${users} users, ${users * 10} orders, ${users * 30} lines`, []),
  W1: timed(pointReads, () => 'W1: one row of seven columns by its primary key', []),
  W2: timed(usersWithOrders, ({ quick }) => `W2: ${quick ? 20 : 200} users with their ten orders each`, []),
  growth: timed(
    manyUsersWithManyOrders,
    ({ quick }) => `growth: as W2, ${quick ? '40' : '2,000'} users with a hundred orders each`,
    [
      'Ratios are to be compared with those of W2: where they are alike, the cost grows as that by hand does.',
    ],
  ),
  W3: timed(
    usersWithProducts,
    ({ quick }) =>
      `W3: ${quick ? 10 : 100} users with their ten orders each, and the three products of those`,
    linked,
  ),
  W8: timed(
    firstUsersWithProducts,
    ({ quick }) => `W8: as W3, the first ${quick ? 2 : 20} users by full name`,
    linked,
  ),
  W4: timed(ordersWithUsers, ({ quick }) => `W4: ${quick ? 200 : '2,000'} orders, each with its user`, []),
  W7: timed(
    concurrentReads,
    () => 'W7: 100 users by their primary keys at the same time, over a pool of ten',
    ['Delay: how many milliseconds the event loop kept 99 of 100 timers waiting at most while a turn ran.'],
  ),
  W6: timed(singleInserts, () => 'W6: one row inserted and committed, its key given back', []),
  W5: timed(bulkInserts, () => 'W5: 1,000 rows inserted in one transaction, their keys given back', [
    'All begin with the same plain rows: what addAll takes to build instances of them is counted.',
    'The programs by hand and Sequelize ask for keys alone; `addAll` and `insert, returning` give whole instances.',
  ]),
  stream: streaming,
}

export const workloadNames = Object.keys(workloads) as readonly WorkloadName[]

function timed(
  open: (url: string, size: Size) => Promise<Field>,
  titleOf: (size: Size) => string,
  notes: readonly string[],
): Workload {
  return async (url, size, onProgress) => {
    const field = await open(url, size)
    try {
      const onRound = (round: number) => onProgress(`round ${Math.max(round, 0)} of ${size.rounds}`)
      const contenders = await measure(field, size, onRound)
      const { expected, unit } = field
      return { kind: 'timed', title: titleOf(size), notes, expected, unit, contenders }
    } finally {
      await field.close()
    }
  }
}
