/** What a run came to: the one shape of the files in `results/`, from which tables, the page and the README are made. */
import { z } from 'zod'

/** Over all rounds; quartiles tell what a round is likely to give. */
export const Spread = z.object({
  median: z.number(),
  least: z.number(),
  lower: z.number(),
  upper: z.number(),
  most: z.number(),
})
export type Spread = z.infer<typeof Spread>

/** Statements and bytes of one operation, counted between a client and the server. */
export const Traffic = z.object({
  statements: z.number().int(),
  bytesToServer: z.number().int(),
  bytesFromServer: z.number().int(),
})
export type Traffic = z.infer<typeof Traffic>

export const ContenderInfo = z.object({
  name: z.string(),
  title: z.string(),
  side: z.enum(['by hand', 'retort', 'peer']),
  world: z.enum(['async', 'blocking']),
  /** Libraries and versions. */
  version: z.string().optional(),
  /** Why it did not take part. */
  unavailable: z.string().optional(),
})
export type ContenderInfo = z.infer<typeof ContenderInfo>

/** One way of one contender. Times are of one operation, in milliseconds; ratios are to the fastest way of `pg` of the same round. */
export const WayResult = z.object({
  contender: z.string(),
  way: z.string(),
  milliseconds: Spread,
  ratio: Spread,
  /** Of the client's process, its threads included, in milliseconds. */
  cpu: Spread,
  traffic: Traffic.optional(),
  /** How far the resident memory of a process that does nothing else grew at its peak, in bytes. */
  memory: z.number().int().optional(),
  /** For how long 99 of 100 timers were kept waiting at most, in milliseconds. */
  delay: Spread.optional(),
})
export type WayResult = z.infer<typeof WayResult>

export const WorkloadResult = z.object({
  name: z.string(),
  title: z.string(),
  notes: z.array(z.string()),
  /** What an operation finds: how many, and of what. */
  expected: z.number().int(),
  unit: z.string(),
  rounds: z.number().int(),
  /** Of every way's answer. */
  digest: z.string(),
  ways: z.array(WayResult),
})
export type WorkloadResult = z.infer<typeof WorkloadResult>

/** Users with their orders, by how many there are. */
export const GrowthPoint = z.object({
  contender: z.string(),
  way: z.string(),
  parents: z.number().int(),
  children: z.number().int(),
  milliseconds: Spread,
  ratio: Spread,
  traffic: Traffic,
})
export type GrowthPoint = z.infer<typeof GrowthPoint>

/** One program that reads many rows page by page, or at once. */
export const StreamResult = z.object({
  name: z.string(),
  rows: z.number().int(),
  rowsPerSecond: z.number(),
  /** Rows a second, to those of the cursor by hand. */
  ratio: z.number(),
  /** Of the resident memory, in bytes. */
  growth: z.number().int(),
  isWithinBar: z.boolean().optional(),
})
export type StreamResult = z.infer<typeof StreamResult>

/** How the same functions are called. */
export const Style = z.enum(['blocking', 'async', 'async, awaited in a loop'])
export type Style = z.infer<typeof Style>

/** One cell of the grid of `compare`. Milliseconds. */
export const GridCell = z.object({
  style: Style,
  /** Added to each round trip, in milliseconds. */
  latency: z.number(),
  /** How many callers want something at the same time. */
  concurrency: z.number().int(),
  /** Connections; 1 where a session blocks. */
  pool: z.number().int(),
  /** Calls a second. */
  throughput: z.number(),
  p50: z.number(),
  p99: z.number(),
  /** How long timers were kept waiting. */
  delayP50: z.number(),
  delayP99: z.number(),
  delayMax: z.number(),
  /** Of the event loop, from 0 to 1. */
  utilisation: z.number(),
  /** How long calls waited for a connection. */
  poolWaitP50: z.number(),
  poolWaitP99: z.number(),
})
export type GridCell = z.infer<typeof GridCell>

/** From when to when, in milliseconds since the script began. */
export const Interval = z.object({ from: z.number(), to: z.number() })
export type Interval = z.infer<typeof Interval>

/** One script under one style: when each call ran, and when the event loop was kept from everybody else. */
export const Timeline = z.object({
  style: Style,
  latency: z.number(),
  calls: z.array(Interval.extend({ name: z.string() })),
  /** Stretches in which no timer could fire. */
  stalls: z.array(Interval),
  milliseconds: z.number(),
})
export type Timeline = z.infer<typeof Timeline>

export const Worlds = z.object({
  /** A stall made on purpose, and what the delay monitor saw of it, in milliseconds. */
  control: z.object({ made: z.number(), seen: z.number() }),
  /** How the blocking style waits: through libpq, or through a thread. */
  driver: z.enum(['native', 'worker']).optional(),
  /** What was to be added to a round trip, and what was: for how long the proxy held what passed, at the median, in milliseconds. */
  latencies: z.array(z.object({ asked: z.number(), added: z.number() })).optional(),
  grid: z.array(GridCell),
  timelines: z.array(Timeline),
  advice: z.array(z.string()),
})
export type Worlds = z.infer<typeof Worlds>

/** Whether the machine held still: a loop of pure arithmetic was timed between the rounds. */
export const Noise = z.object({
  /** Of that loop, in milliseconds. */
  control: Spread,
  /** How far its quartiles lie apart, of its median. */
  spread: z.number(),
  isBelievable: z.boolean(),
  verdict: z.string(),
})
export type Noise = z.infer<typeof Noise>

export const Machine = z.object({
  cpu: z.string(),
  cores: z.number().int(),
  memory: z.number().int(),
  system: z.string(),
  node: z.string(),
  postgres: z.string(),
  /** Settings of the server that figures depend on. */
  settings: z.record(z.string(), z.string()),
})
export type Machine = z.infer<typeof Machine>

export const Results = z.object({
  $schema: z.literal('./schema.json'),
  version: z.literal(1),
  /** When it began, ISO 8601, UTC. */
  at: z.string(),
  command: z.string(),
  size: z.enum(['quick', 'full']),
  seconds: z.number(),
  machine: Machine,
  noise: Noise,
  contenders: z.array(ContenderInfo),
  workloads: z.array(WorkloadResult),
  growth: z.array(GrowthPoint),
  stream: z.array(StreamResult),
  worlds: Worlds.optional(),
})
export type Results = z.infer<typeof Results>
