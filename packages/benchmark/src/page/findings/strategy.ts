/** Which loading strategy to use, and what it saves: over all workloads that load relations. */
import { listed, ratio } from '../../results/figures.ts'
import { isPlain, loadingWorkloads } from '../../results/headline.ts'
import type { Results, WayResult, WorkloadResult } from '../../results/results.ts'
import type { Answer, AnswerRow } from './words.ts'
import { brief, geometricMean, takes } from './words.ts'

/** Strategies whose times are within this of each other take the same. */
const closeBy = 1.1

/** A strategy with its ratio to the fastest way by hand. */
type Scored = { readonly name: string; readonly ratio: number }

/** One of Retort's strategies beside the best of them. */
export type StrategyFinding = Scored & {
  /** Times as long as the best strategy. */
  readonly times: number
  /** Times the bytes that the best one receives. */
  readonly bytes: number | undefined
}

/** The best first; empty where Retort loaded nothing. */
export function strategiesOf(results: Results): readonly StrategyFinding[] {
  const loads = loadsOf(results)
  const names = [...new Set(loads.flatMap((ways) => ways.map(({ way }) => way)))]
  const scored = names.map((name) => ({
    name,
    ratio: mean(loads, name, ({ ratio }) => ratio.median) ?? Infinity,
  }))
  const best = bestOf(scored.filter(({ name }) => !isPlain(name)))
  if (best === undefined) return []
  return scored
    .map(({ name, ratio }) => ({
      name,
      ratio,
      times: beside(loads, name, best.name, ({ ratio }) => ratio.median) ?? Infinity,
      bytes: beside(loads, name, best.name, ({ traffic }) => traffic?.bytesFromServer),
    }))
    .toSorted((a, b) => Number(b.name === best.name) - Number(a.name === best.name) || a.times - b.times)
}

/** The fastest; the usual one where it is as fast as far as one run can tell. */
function bestOf(scored: readonly Scored[]): Scored | undefined {
  const best = scored.toSorted((a, b) => a.ratio - b.ratio)[0]
  const same = best && scored.find(({ name, ratio }) => name === 'selectin' && ratio <= best.ratio * closeBy)
  return same ?? best
}

/** Which strategy to use. */
export function strategyAnswer(results: Results): Answer | undefined {
  const [best, ...others] = strategiesOf(results)
  if (best === undefined) return undefined
  const text = `Over the workloads that load relations (${listed(measured(results))}) \`${best.name}\` takes ${takes(best.ratio)}${best.ratio < 1 ? ' of' : ' as'} the fastest program by hand on pg. Beside it:`
  return { key: `\`${best.name}\`, ${ratio(best.ratio)} × pg`, text, rows: others.map(rowOf) }
}

function rowOf({ name, times, bytes }: StrategyFinding): AnswerRow {
  const row = { name: `\`${name}\``, value: `${brief(times)} ×` }
  const notes = [
    ...(isPlain(name) ? ['no instances'] : []),
    ...(bytes !== undefined && bytes > 1.1 ? [`${brief(bytes)} × the bytes`] : []),
  ]
  return notes.length === 0 ? row : { ...row, note: notes.join(', ') }
}

function measured({ workloads }: Results): readonly string[] {
  return workloads.map(({ name }) => name).filter((name) => loadingWorkloads.includes(name))
}

/** Retort's ways of each workload that loads; the blocking ones where no others took part. */
function loadsOf({ workloads }: Results): readonly (readonly WayResult[])[] {
  const loading = workloads.filter(({ name }) => loadingWorkloads.includes(name))
  const [async, blocking] = ['retort-async', 'retort-blocking'].map((name) => loading.map(waysOf(name)))
  return [async, blocking].find((loads) => loads?.some((ways) => ways.length > 0)) ?? []
}

function waysOf(contender: string): (workload: WorkloadResult) => readonly WayResult[] {
  return ({ ways }) => ways.filter((way) => way.contender === contender)
}

type Figure = (way: WayResult) => number | undefined

function mean(loads: readonly (readonly WayResult[])[], name: string, figure: Figure): number | undefined {
  const values = loads.map((ways) => valueOf(ways, name, figure))
  return values.every((value) => value !== undefined) ? geometricMean(values) : undefined
}

/** Over the workloads that have both. */
function beside(
  loads: readonly (readonly WayResult[])[],
  name: string,
  best: string,
  figure: Figure,
): number | undefined {
  const quotients = loads.flatMap((ways) => {
    const [own, other] = [valueOf(ways, name, figure), valueOf(ways, best, figure)]
    return own === undefined || other === undefined || other === 0 ? [] : [own / other]
  })
  return quotients.length === 0 ? undefined : geometricMean(quotients)
}

function valueOf(ways: readonly WayResult[], name: string, figure: Figure): number | undefined {
  const way = ways.find(({ way }) => way === name)
  return way && figure(way)
}
