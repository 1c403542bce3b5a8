/** A workload measured as a run does it, by contenders of the tests. */
import { inject } from 'vitest'
import type { Entries } from '../../src/method/cast.ts'
import { Cast } from '../../src/method/cast.ts'
import type { Pace } from '../../src/method/pace.ts'
import { Stage, stageOf } from '../../src/method/stage.ts'
import { workloadsOf } from '../../src/method/workloads.ts'
import type { WorkloadResult } from '../../src/results/results.ts'
import { sizes } from '../../src/workload/size.ts'
import type { WorkloadName } from '../../src/workload/workload.ts'

/** As little as can be. */
export const small: Pace = { warmUp: 1, turn: 1, rounds: 1 }

/** Shows no progress. */
export const silent = { onProgress: () => undefined, onRound: () => undefined }

/** Measures one. */
export async function measured(
  entries: Entries,
  workload: WorkloadName,
  pace = small,
): Promise<{ readonly result: WorkloadResult; readonly infos: ReturnType<Cast['infos']> }> {
  await using cast = new Cast(entries)
  await using stage = await Stage.open(inject('postgres'), stageOf[workload], sizes.quick)
  const [result] = await workloadsOf(cast, stage, [workload], 'quick', () => pace, silent)
  if (result === undefined) throw new Error('Nothing was measured.')
  return { result, infos: cast.infos() }
}

/** What a way of a contender came to. */
export function way({ ways }: WorkloadResult, contender: string, name: string) {
  const found = ways.find((way) => way.contender === contender && way.way === name)
  if (found === undefined) throw new Error(`There is no ${contender}, ${name}.`)
  return found
}
