/** The workloads by name. */
import { bulkInserts } from './bulk-inserts.ts'
import type { Field } from './field.ts'
import { joins } from './joins.ts'
import { measure } from './measure.ts'
import type { Outcome } from './outcome.ts'
import { pointReads } from './point-reads.ts'
import { singleInserts } from './single-inserts.ts'
import type { Size } from './size.ts'
import { streaming } from './streaming.ts'

export type WorkloadName = 'joins' | 'W1' | 'W5' | 'W6' | 'stream'

/** Measures on a database that is empty; `onProgress` is told in a few words what is done now. */
export type Workload = (url: string, size: Size, onProgress: (now: string) => void) => Promise<Outcome>

export const workloads: Readonly<Record<WorkloadName, Workload>> = {
  joins: timed(joins, ({ users }) => `joins: ${users} users, ${users * 10} orders, ${users * 30} lines`, []),
  W1: timed(pointReads, () => 'W1: one row of seven columns by its primary key', []),
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
