/** What each workload is called where figures are shown, and what to know about it. */
import type { Size } from './size.ts'
import type { WorkloadName } from './workload.ts'

/** In the order in which they are shown. */
export const workloadNames: readonly WorkloadName[] = [
  'W1',
  'W2',
  'W3',
  'W4',
  'W5',
  'W6',
  'W7',
  'W8',
  'flush',
]

/** Says what one operation does. */
export function titleOf(workload: WorkloadName, size: Size): string {
  return titles[workload](size)
}

type Titles = Readonly<Record<WorkloadName, (size: Size) => string>>

const titles: Titles = {
  W1: () => 'One user by primary key',
  W2: ({ usersWithOrders }) => `${counted(usersWithOrders)} users with their orders, ten each`,
  W3: ({ usersWithProducts }) =>
    `${counted(usersWithProducts)} users with their ten orders each and the three products of each order`,
  W4: ({ ordersWithUsers }) => `${counted(ordersWithUsers)} orders, each with its user`,
  W5: ({ bulkRows }) => `${counted(bulkRows)} products inserted in one transaction, and their keys`,
  W6: () => 'One product inserted and committed, and its key',
  W7: ({ concurrentReads }) =>
    `${counted(concurrentReads)} users by primary key at the same time, on a pool of ten`,
  W8: ({ firstUsersWithProducts }) =>
    `The first ${counted(firstUsersWithProducts)} users by name, with orders and products`,
  flush: ({ unit }) =>
    `A unit of work: ${unit} users with five orders each are added, ${unit} renamed, ${unit} orders removed`,
}

export const workloadNotes: Readonly<Partial<Record<WorkloadName, readonly string[]>>> = {
  W1: ['Calls of many reads, one after the other; figures are of one.'],
  W5: ['Into an empty table, which is emptied again before each turn.'],
  W6: ['Calls of many inserts, one after the other; figures are of one.'],
  W7: [
    'One session of Retort, and `findUnique` of Prisma, make one statement of the reads that wait for the same turn.',
    'Delay is for how long 99 of 100 timers were kept waiting at most, while a hundred rows are read every 20 ms. Who blocks does not take part.',
  ],
  flush: ['In a shop of 200 users, which is brought back before each unit.'],
}

function counted(count: number): string {
  return count.toLocaleString('en')
}
