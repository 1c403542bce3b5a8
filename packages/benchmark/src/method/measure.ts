/** A run: every part that was asked for, one after the other, each on databases of its own that are gone afterwards. */
import { openServer } from '@retort/postgres'
import type { Server } from '@retort/postgres'
import pg from 'pg'
import { bar } from '../contender/catalogue.ts'
import type {
  GrowthPoint,
  Machine,
  Results,
  Spread,
  StreamResult,
  WorkloadResult,
  Worlds,
} from '../results/results.ts'
import { streaming } from '../stream/streaming.ts'
import type { SizeName } from '../workload/size.ts'
import { sizes } from '../workload/size.ts'
import { workloadNames } from '../workload/title.ts'
import { measureWorlds } from '../worlds/worlds.ts'
import type { Entries } from './cast.ts'
import { Cast } from './cast.ts'
import { growthContenders, growthOf, growthSizes } from './growth.ts'
import { machineOf } from './machine.ts'
import { Control, noiseOf } from './noise.ts'
import { paceOf } from './pace.ts'
import type { PartName } from './part.ts'
import type { StageName } from './stage.ts'
import { benchmarkDatabase, Stage, stageOf } from './stage.ts'
import { workloadsOf } from './workloads.ts'

export type Plan = {
  /** Whoever takes part. */
  readonly entries: Entries
  /** Whether these were named: then all of them take part in everything. */
  readonly areChosen: boolean
  readonly parts: readonly PartName[]
  readonly size: SizeName
  /** Of the workloads; as many as the size says if left out. */
  readonly rounds?: number
  /** What was typed, for the record. */
  readonly command: string
}

/** Told what part of which part is done, and what is done now. */
export type OnProgress = (part: PartName, done: number, now: string) => void

/** Rows of the stream. */
const streamRows: Readonly<Record<SizeName, number>> = { full: 1_000_000, quick: 20_000 }

/**
 * Measures.
 * @throws BenchmarkError where figures would not be worth reading, with who is to blame
 * @throws PostgresError where there is no server
 */
export async function measure(plan: Plan, onProgress: OnProgress = () => undefined): Promise<Results> {
  const begun = new Date()
  await using server = await openServer()
  await using cast = new Cast(plan.entries)
  const run = { plan, server, cast, control: new Control(), onProgress }
  const machine = await machineBehind(server)
  const workloads = await measureWorkloads(run)
  const growth = await measureGrowth(run)
  const stream = await measureStream(run)
  const worlds = await measureBothWorlds(run)
  return {
    $schema: './schema.json',
    version: 1,
    at: begun.toISOString(),
    command: plan.command,
    size: plan.size,
    seconds: (Date.now() - begun.getTime()) / 1000,
    machine,
    noise: noiseOf(run.control.times, barsOf(workloads)),
    contenders: [...cast.infos()],
    workloads: [...workloads],
    growth: [...growth],
    stream: [...stream],
    ...(worlds === undefined ? {} : { worlds }),
  }
}

type Run = {
  readonly plan: Plan
  readonly server: Server
  readonly cast: Cast
  readonly control: Control
  readonly onProgress: OnProgress
}

async function machineBehind(server: Server): Promise<Machine> {
  await using database = await benchmarkDatabase(server)
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    return await machineOf(client)
  } finally {
    await client.end()
  }
}

async function measureWorkloads(run: Run): Promise<readonly WorkloadResult[]> {
  const names = workloadNames.filter((name) => run.plan.parts.includes(name))
  const stages = [...new Set(names.map((name) => stageOf[name]))]
  const measured: WorkloadResult[] = []
  for (const stage of stages) measured.push(...(await onStage(run, stage)))
  return names.flatMap((name) => measured.find((result) => result.name === name) ?? [])
}

async function onStage(run: Run, name: StageName): Promise<readonly WorkloadResult[]> {
  const { plan, server, cast, control, onProgress } = run
  const { size, rounds } = plan
  const names = workloadNames.filter((each) => plan.parts.includes(each) && stageOf[each] === name)
  if (names[0] !== undefined) onProgress(names[0], 0, 'filling the tables')
  await using stage = await Stage.open(server, name, sizes[size])
  return await workloadsOf(cast, stage, names, size, (workload) => paceOf(size, workload, rounds), {
    onProgress,
    onRound: () => control.look(),
  })
}

async function measureGrowth(run: Run): Promise<readonly GrowthPoint[]> {
  const { plan, server, cast, control, onProgress } = run
  if (!plan.parts.includes('growth')) return []
  onProgress('growth', 0, 'filling the tables')
  const names = Object.keys(plan.entries).filter((name) => plan.areChosen || growthContenders.includes(name))
  return await growthOf(server, cast, names, sizes[plan.size], growthSizes[plan.size], {
    onProgress: (done) => onProgress('growth', done, 'rounds'),
    onRound: () => control.look(),
  })
}

async function measureStream({ plan, server, onProgress }: Run): Promise<readonly StreamResult[]> {
  if (!plan.parts.includes('stream')) return []
  onProgress('stream', 0, 'filling the table')
  await using database = await benchmarkDatabase(server)
  return await streaming(database.url, streamRows[plan.size], (done, name) =>
    onProgress('stream', done, name),
  )
}

async function measureBothWorlds({ plan, server, control, onProgress }: Run): Promise<Worlds | undefined> {
  if (!plan.parts.includes('worlds')) return undefined
  await using database = await benchmarkDatabase(server)
  return await measureWorlds({
    url: database.url,
    size: plan.size,
    onProgress: ({ done, of, now }) => {
      control.look()
      onProgress('worlds', done / of, now)
    },
  })
}

/** How the fastest way of the bar fared in each workload. */
function barsOf(workloads: readonly WorkloadResult[]): readonly Spread[] {
  return workloads.flatMap(({ ways }) => {
    const byHand = ways.filter(({ contender }) => contender === bar)
    const [fastest] = byHand.toSorted((a, b) => a.ratio.median - b.ratio.median)
    return fastest === undefined ? [] : [fastest.milliseconds]
  })
}
