/** The workloads of one stage, measured: answers first, then the rounds, what passes over the wire, and memory. */
import type { WayResult, WorkloadResult } from '../results/results.ts'
import { units } from '../workload/expectation.ts'
import type { SizeName } from '../workload/size.ts'
import { sizes } from '../workload/size.ts'
import { titleOf, workloadNotes } from '../workload/title.ts'
import type { WorkloadName } from '../workload/workload.ts'
import type { Cast } from './cast.ts'
import { CountingProxy } from './counting-proxy.ts'
import type { Entrant } from './entrant.ts'
import { checkAnswers, entrantsOf } from './entrant.ts'
import { memoryOf, weighedCalls } from './memory.ts'
import type { Pace } from './pace.ts'
import type { RoundsListener } from './rounds.ts'
import { inRounds } from './rounds.ts'
import type { Stage } from './stage.ts'
import { trafficNote, trafficOf } from './traffic.ts'

/** Whose memory is looked at. */
const weighed: WorkloadName = 'W3'

/** Processes a way that are weighed. */
const weighings: Readonly<Record<SizeName, number>> = { full: 3, quick: 1 }

/** Told of what happens, by the workload it happens in. */
export type WorkloadsListener = {
  /** What part of the workload is done, and what is done now. */
  onProgress(workload: WorkloadName, done: number, now: string): void
  onRound(): void
}

/**
 * Measures workloads that share a stage, in the order of their names.
 * @throws BenchmarkError as answers, turns and rounds do
 */
export async function workloadsOf(
  cast: Cast,
  stage: Stage,
  names: readonly WorkloadName[],
  size: SizeName,
  paceOf: (workload: WorkloadName) => Pace,
  listener: WorkloadsListener,
): Promise<readonly WorkloadResult[]> {
  const timed = await timesOf(cast, stage, names, size, paceOf, listener)
  const counted = await withTraffic(cast, stage, timed, listener)
  const place = counted.findIndex(({ name }) => name === weighed)
  const heavy = counted[place]
  return heavy === undefined
    ? counted
    : counted.with(place, await withMemory(cast, stage, heavy, size, listener))
}

type Named = WorkloadResult & { readonly name: WorkloadName }

async function timesOf(
  cast: Cast,
  stage: Stage,
  names: readonly WorkloadName[],
  size: SizeName,
  paceOf: (workload: WorkloadName) => Pace,
  listener: WorkloadsListener,
): Promise<readonly Named[]> {
  const members = await cast.open(stage.url)
  const timed: Named[] = []
  for (const name of names) {
    const ground = stage.groundOf(name)
    const entrants = entrantsOf(members, name, stage.questions[name])
    listener.onProgress(name, 0, 'comparing answers')
    const digest = await checkAnswers(entrants, ground)
    const pace = paceOf(name)
    const { ways, notes } = await inRounds(entrants, ground, pace, roundsListener(name, listener))
    timed.push({
      name,
      title: titleOf(name, sizes[size]),
      notes: [...(workloadNotes[name] ?? []), ...notes],
      expected: ground.expected / ground.operations,
      unit: units[name],
      rounds: pace.rounds,
      digest,
      ways: [...ways],
    })
  }
  await cast.close(members)
  return timed
}

/** Rounds take most of the time. */
function roundsListener(name: WorkloadName, { onProgress, onRound }: WorkloadsListener): RoundsListener {
  return { onProgress: (done) => onProgress(name, 0.05 + 0.85 * done, 'rounds'), onRound }
}

async function withTraffic(
  cast: Cast,
  stage: Stage,
  timed: readonly Named[],
  { onProgress }: WorkloadsListener,
): Promise<readonly Named[]> {
  await using proxy = await CountingProxy.open(stage.url)
  const members = await cast.open(proxy.url)
  const counted: Named[] = []
  for (const result of timed) {
    const { name } = result
    onProgress(name, 0.9, 'counting what passes')
    const entrants = entrantsOf(members, name, stage.questions[name])
    const traffic = await trafficOf(entrants, stage.groundOf(name), proxy)
    const ways = result.ways.map((way, index): WayResult => ({ ...way, traffic: traffic[index] }))
    counted.push({ ...result, ways, notes: [...result.notes, trafficNote] })
  }
  await cast.close(members)
  return counted
}

async function withMemory(
  cast: Cast,
  stage: Stage,
  result: Named,
  size: SizeName,
  { onProgress }: WorkloadsListener,
): Promise<Named> {
  const members = await cast.open(stage.url)
  const entrants = entrantsOf(members, weighed, stage.questions[weighed])
  const chosen = size === 'full' ? entrants : entrants.filter(isChosen)
  await cast.close(members)
  const bytes = await memoryOf(cast, stage.url, chosen, weighings[size], (done) =>
    onProgress(weighed, 0.92 + 0.08 * done, 'weighing'),
  )
  const ways = result.ways.map((way) => {
    const place = chosen.findIndex((entrant) => isOf(entrant, way))
    const memory = bytes[place]
    return memory === undefined ? way : { ...way, memory }
  })
  return { ...result, ways, notes: [...result.notes, memoryNote] }
}

const memoryNote = `Memory is how far a process that does nothing else grows at its peak, in ${weighedCalls} calls.`

/** The first way of each contender: a process a way takes its time. */
function isChosen({ contender, way }: Entrant, _: number, all: readonly Entrant[]): boolean {
  return all.find((other) => other.contender === contender)?.way === way
}

function isOf(entrant: Entrant, { contender, way }: WayResult): boolean {
  return entrant.contender === contender && entrant.way === way
}
