/** How the other libraries compare, over all workloads. */
import { fastest, titleOf } from '../../results/headline.ts'
import type { Results, WorkloadResult } from '../../results/results.ts'
import type { Answer, AnswerRow } from './words.ts'
import { brief, geometricMean, takes } from './words.ts'

/** A contender's best way of each workload, together. */
export type Standing = { readonly contender: string; readonly ratio: number; readonly workloads: number }

/** Over the workloads that each took part in; the fastest first. */
export function standingsOf({ workloads, contenders }: Results): readonly Standing[] {
  return contenders
    .flatMap(({ name }) => {
      const ratios = workloads.flatMap((workload) => bestRatio(workload, name))
      return ratios.length === 0
        ? []
        : [{ contender: name, ratio: geometricMean(ratios), workloads: ratios.length }]
    })
    .toSorted((a, b) => a.ratio - b.ratio)
}

/** Retort in words, then the others, the fastest first. */
export function peersAnswer(results: Results): Answer | undefined {
  const standings = standingsOf(results)
  const sideOf = new Map(results.contenders.map(({ name, side }) => [name, side]))
  const retort = standings.find(({ contender }) => sideOf.get(contender) === 'retort')
  const peers = standings.filter(({ contender }) => sideOf.get(contender) === 'peer')
  if (retort === undefined || peers.length === 0) return undefined
  const text = `With its best way of everything that it can do, ${titleOf(results, retort.contender)} takes ${takes(retort.ratio)}${retort.ratio < 1 ? ' of' : ' as'} hand-written pg. The other libraries:`
  const rows = peers.map((peer) => rowOf(results, peer))
  return { key: `Retort ${brief(retort.ratio)} ×, ${rows[0]?.name} ${rows[0]?.value}`, text, rows }
}

function rowOf(results: Results, { contender, ratio, workloads }: Standing): AnswerRow {
  const row = { name: titleOf(results, contender), value: `${brief(ratio)} ×` }
  const all = results.workloads.length
  return workloads === all ? row : { ...row, note: `${workloads} of ${all} workloads` }
}

function bestRatio({ ways }: WorkloadResult, name: string): readonly number[] {
  const best = fastest(ways.filter(({ contender }) => contender === name))
  return best === undefined ? [] : [best.ratio.median]
}
