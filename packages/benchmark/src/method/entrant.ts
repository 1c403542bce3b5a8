/** One way of one contender in a workload: whoever takes a turn. */
import { bar } from '../contender/catalogue.ts'
import type { ContenderProcess } from '../contender/process.ts'
import type { Task } from '../contender/protocol.ts'
import { BenchmarkError } from '../error.ts'
import type { Questions, WorkloadName } from '../workload/workload.ts'
import type { Member } from './cast.ts'
import type { Ground } from './ground.ts'

export type Entrant = {
  readonly contender: string
  readonly way: string
  /** Whether it is one of those that the others are measured by. */
  readonly isBar: boolean
  readonly process: ContenderProcess
  readonly task: Task
}

/** All ways that members of the cast have of a workload, in their order. */
export function entrantsOf<W extends WorkloadName>(
  members: readonly Member[],
  workload: W,
  questions: readonly Questions[W][],
): readonly Entrant[] {
  return members.flatMap(({ process, ways }) =>
    (ways[workload] ?? []).map((way) => ({
      contender: process.name,
      way,
      isBar: process.name === bar,
      process,
      task: { workload, way, questions } as Task,
    })),
  )
}

/** How it is named in what goes wrong. */
export function nameOf({ contender, way, task: { workload } }: Entrant): string {
  return `${contender}, ${way} in ${workload}`
}

/**
 * Has each answer once, not timed.
 * @returns the digest of all answers
 * @throws BenchmarkError WRONG_ANSWER where one differs from that of the bar, or finds other rows than there are;
 * WRONG_TABLES where one leaves other rows behind; NO_BAR where the bar has no way
 */
export async function checkAnswers(entrants: readonly Entrant[], ground: Ground): Promise<string> {
  const first = entrants.find(({ isBar }) => isBar)
  if (first === undefined) throw new BenchmarkError('NO_BAR', `${bar} has no way for this workload.`)
  const expected = await answerOf(first, ground)
  for (const entrant of entrants) {
    if (entrant === first) continue
    if ((await answerOf(entrant, ground)) !== expected)
      throw new BenchmarkError('WRONG_ANSWER', `${nameOf(entrant)} answers otherwise than ${nameOf(first)}.`)
  }
  return expected
}

async function answerOf(entrant: Entrant, ground: Ground): Promise<string> {
  const { process, task } = entrant
  await ground.reset()
  const { digest, found } = await process.ask({ kind: 'answer', task })
  expectFound(entrant, found, ground.expected)
  await ground.verify(1, nameOf(entrant))
  return digest
}

/** @throws BenchmarkError WRONG_ANSWER where it is another number */
export function expectFound(entrant: Entrant, found: number, expected: number): void {
  if (found !== expected)
    throw new BenchmarkError(
      'WRONG_ANSWER',
      `${nameOf(entrant)} found ${found} rows where there are ${expected}.`,
    )
}
