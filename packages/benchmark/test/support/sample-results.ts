/** A run that could have been: figures of the right sizes for every section of the page, the same each time. */
import type {
  ContenderInfo,
  GridCell,
  GrowthPoint,
  Results,
  Spread,
  Style,
  Timeline,
  WayResult,
  WorkloadResult,
  Worlds,
} from '../../src/results/results.ts'

/** What a way costs: its ratio, and for relations its statements and its bytes to those of select-in. */
type Cost = readonly [ratio: number, statements?: number, bytes?: number]
type Costs = Readonly<Record<string, Readonly<Record<string, Cost>>>>

/** A whole run; what is given takes the place of what would be there. */
export function sampleResults(changes: Partial<Results> = {}): Results {
  return {
    $schema: './schema.json',
    version: 1,
    at: '2026-11-26T20:14:00.000Z',
    command: 'bench --full',
    size: 'full',
    seconds: 1310,
    machine,
    noise: {
      control: spread(20.1, 0.015),
      spread: 0.031,
      isBelievable: true,
      verdict: 'The machine held still.',
    },
    contenders: [...contenders],
    workloads: Object.entries(workloads).map(([name, workload]) => workloadOf(name, workload)),
    growth: growth(),
    stream,
    worlds: worlds(),
    ...changes,
  }
}

/** Quartiles a given part of the median away from it. */
export function spread(median: number, part: number): Spread {
  const at = (times: number) => Number((median * (1 + part * times)).toPrecision(6))
  return { median, least: at(-1.8), lower: at(-1), upper: at(1.1), most: at(2.6) }
}

const machine: Results['machine'] = {
  cpu: 'AMD EPYC 7B13',
  cores: 2,
  memory: 24 * 2 ** 30,
  system: 'Debian GNU/Linux 12',
  node: '20.20.2',
  postgres: '18.4',
  settings: {
    synchronous_commit: 'off',
    jit: 'off',
    shared_buffers: '512MB',
    max_parallel_workers_per_gather: '0',
  },
}

const contenders: readonly ContenderInfo[] = (
  [
    ['pg', 'pg', 'by hand', 'async', 'pg 8.23.1'],
    ['pg-native', 'pg-native', 'by hand', 'blocking', 'pg-native 3.9.0'],
    ['postgres', 'postgres.js', 'by hand', 'async', 'postgres 3.4.9'],
    ['retort-async', 'Retort async', 'retort', 'async', '@retort/session 0.1.0'],
    ['retort-blocking', 'Retort blocking', 'retort', 'blocking', '@retort/session 0.1.0'],
    ['sequelize', 'Sequelize', 'peer', 'async', 'sequelize 6.37.8'],
    ['drizzle', 'Drizzle', 'peer', 'async', 'drizzle-orm 0.45.4'],
    ['objection', 'Objection', 'peer', 'async', 'objection 3.1.5'],
    ['prisma', 'Prisma', 'peer', 'async', '@prisma/client 7.10.0'],
  ] as const
)
  .map(([name, title, side, world, version]): ContenderInfo => ({ name, title, side, world, version }))
  .concat({
    name: 'sqlalchemy',
    title: 'SQLAlchemy',
    side: 'peer',
    world: 'blocking',
    unavailable: 'python3 has no module sqlalchemy',
  })

type Sample = {
  readonly title: string
  readonly milliseconds: number
  readonly costs: Costs
  readonly kilobytes?: number
}

const loading = (strategies: Readonly<Record<string, Cost>>, others: Costs): Costs => ({
  'retort-async': strategies,
  'retort-blocking': Object.fromEntries(
    Object.entries(strategies).map(([way, [ratio, ...rest]]) => [
      way,
      [Number((ratio * 1.08).toFixed(3)), ...rest],
    ]),
  ),
  ...others,
})

const workloads: Readonly<Record<string, Sample>> = {
  W1: {
    title: 'W1: one user by primary key, 500 times one after the other',
    milliseconds: 0.16,
    costs: {
      pg: { prepared: [1, 1] },
      'pg-native': { prepared: [0.58, 1] },
      postgres: { prepared: [1.08, 1] },
      'retort-async': { 'one session': [0.98, 1], 'a session each': [1.62, 3] },
      'retort-blocking': { 'one session': [0.52, 1], 'a session each': [0.97, 3] },
      sequelize: { findByPk: [3.34, 1] },
      drizzle: { prepared: [1.16, 1] },
      objection: { findById: [3.1, 1] },
      prisma: { findUnique: [3.99, 1] },
    },
  },
  W2: {
    title: 'W2: 200 users with their 10 orders each',
    milliseconds: 12.6,
    kilobytes: 181,
    costs: loading(
      {
        selectin: [0.66, 2, 1],
        joined: [1.12, 1, 1.47],
        subquery: [0.79, 2, 1.01],
        lateral: [1.31, 1, 0.9],
        lazy: [14.2, 201, 1.2],
        plain: [0.51, 2, 1],
      },
      {
        pg: { join: [2.18, 1, 1.5], 'select-in': [1, 2, 1.03], 'lateral json': [1.88, 1, 1.6] },
        'pg-native': { 'select-in': [1.15, 2, 1.03] },
        postgres: { 'select-in': [0.96, 2, 1.03] },
        sequelize: {
          include: [3.18, 1, 1.5],
          separate: [3.02, 2, 1.03],
          lazy: [41, 201, 1.2],
          raw: [2.7, 1, 1.5],
        },
        drizzle: { with: [1.94, 1, 0.91], 'two selects': [1.7, 2, 1.03] },
        objection: { withGraphFetched: [1.48, 2, 1.03], withGraphJoined: [4.1, 1, 1.5] },
        prisma: { join: [2.26, 1, 1.1], query: [2.4, 2, 1.03] },
      },
    ),
  },
  W3: {
    title: 'W3: 100 users with their orders and the products of those',
    milliseconds: 28.9,
    kilobytes: 262,
    costs: loading(
      {
        selectin: [0.6, 4, 1],
        joined: [1.35, 1, 3.6],
        subquery: [0.78, 4, 1.02],
        lateral: [1.57, 1, 1.5],
        lazy: [37.5, 1101, 2.1],
        plain: [0.47, 4, 1],
      },
      {
        pg: {
          join: [2.4, 1, 3.7],
          'select-in': [1.3, 3, 1.8],
          'select-in, products once': [1, 4, 1.03],
          'lateral json': [2.3, 1, 2],
        },
        'pg-native': { 'select-in': [1.69, 3, 1.8] },
        postgres: { 'select-in': [1.3, 3, 1.8] },
        sequelize: {
          include: [6.73, 1, 3.8],
          separate: [6.1, 3, 2.4],
          lazy: [61.8, 1101, 2.1],
          raw: [5.1, 1, 3.8],
        },
        drizzle: { with: [3.51, 1, 1.4] },
        objection: { withGraphFetched: [1.99, 3, 1.8], withGraphJoined: [7.2, 1, 3.7] },
        prisma: { join: [3.01, 1, 1.7], query: [3.4, 4, 1.03] },
      },
    ),
  },
  W4: {
    title: 'W4: 2,000 orders, each with its user',
    milliseconds: 14.1,
    kilobytes: 95,
    costs: loading(
      {
        selectin: [0.36, 2, 1],
        joined: [0.61, 1, 2.9],
        subquery: [0.41, 2, 1.01],
        lateral: [1.4, 1, 2.6],
        lazy: [9.8, 201, 1.3],
        plain: [0.35, 2, 1],
      },
      {
        pg: { join: [1.5, 1, 2.9], 'select-in': [1, 2, 1.02] },
        postgres: { 'select-in': [1.36, 2, 1.02] },
        sequelize: { include: [4.16, 1, 2.9] },
        drizzle: { with: [2.31, 1, 2.4] },
        objection: { withGraphFetched: [1.55, 2, 1.02] },
        prisma: { join: [2.97, 1, 2.6] },
      },
    ),
  },
  W5: {
    title: 'W5: 1,000 products inserted in one transaction',
    milliseconds: 18.6,
    costs: {
      pg: { unnest: [1, 3], values: [1.6, 3] },
      'pg-native': { unnest: [0.83, 3] },
      'retort-async': { 'addAll and commit': [1.08, 3], insert: [0.94, 3], copy: [0.7, 3] },
      'retort-blocking': { 'addAll and commit': [0.96, 3], insert: [0.9, 3] },
      sequelize: { bulkCreate: [3.64, 3] },
      drizzle: { insert: [5.72, 3] },
      objection: { insert: [2.11, 3] },
      prisma: { createManyAndReturn: [12.22, 4] },
    },
  },
  W7: {
    title: 'W7: 100 users by primary key at the same time, over a pool of ten',
    milliseconds: 14.4,
    costs: {
      pg: { 'pool of ten': [1, 100] },
      postgres: { 'ten connections': [0.52, 100] },
      'retort-async': { 'one session': [0.55, 100], 'a session each': [1.31, 300] },
      sequelize: { findByPk: [2.88, 100] },
      drizzle: { prepared: [1, 100] },
      prisma: { findUnique: [0.51, 1] },
    },
  },
  flush: {
    title: 'flush: a unit of work',
    milliseconds: 9.2,
    costs: {
      pg: { 'by hand': [1, 8] },
      'retort-async': { 'unit of work': [1.12, 9] },
      'retort-blocking': { 'unit of work': [0.99, 9] },
      sequelize: { 'create, save, destroy': [9.6, 262] },
    },
  },
}

function workloadOf(name: string, { title, milliseconds, costs, kilobytes }: Sample): WorkloadResult {
  const ways = Object.entries(costs).flatMap(([contender, ways]) =>
    Object.entries(ways).map(([way, cost], index) =>
      wayOf(name, contender, way, cost, index, milliseconds, kilobytes),
    ),
  )
  return { name, title, notes: [], expected: 200, unit: 'users', rounds: 7, digest: 'd41d8cd98f00b204', ways }
}

function wayOf(
  workload: string,
  contender: string,
  way: string,
  [ratio, statements = 1, bytes = 1]: Cost,
  index: number,
  milliseconds: number,
  kilobytes = 1,
): WayResult {
  const part = 0.03 + 0.02 * (index % 3)
  const time = Number((ratio * milliseconds).toPrecision(5))
  return {
    contender,
    way,
    milliseconds: spread(time, part),
    ratio: spread(ratio, part),
    cpu: spread(Number((time * 0.6).toPrecision(5)), part),
    traffic: {
      statements,
      bytesToServer: statements * 90,
      bytesFromServer: Math.round(kilobytes * bytes * 1000),
    },
    ...(workload === 'W3' && { memory: Math.round(ratio * 9 * 2 ** 20) }),
    ...(workload === 'W7' && { delay: spread(Number((ratio * 2.2).toPrecision(3)), part) }),
  }
}

/** Ratio to select-in by hand, statements, and bytes a parent with ten children. */
const growing: Costs = {
  pg: { join: [1.9, 1, 1340], 'select-in': [1, 2, 905], 'lateral json': [1.8, 1, 1450] },
  'retort-async': {
    selectin: [0.4, 2, 845],
    joined: [0.75, 1, 1240],
    subquery: [0.5, 2, 850],
    lateral: [1.1, 1, 700],
    plain: [0.31, 2, 845],
  },
  'retort-blocking': { selectin: [0.43, 2, 845], joined: [0.8, 1, 1240], plain: [0.33, 2, 845] },
  sequelize: { include: [3.8, 1, 1340], separate: [3.6, 2, 905] },
}

function growth(): GrowthPoint[] {
  const sizes = [10, 100].flatMap((children) => [50, 500, 2000].map((parents) => ({ parents, children })))
  return Object.entries(growing).flatMap(([contender, ways]) =>
    Object.entries(ways).flatMap(([way, [ratio, statements = 1, bytes = 1]]) =>
      sizes.map(({ parents, children }) => ({
        contender,
        way,
        parents,
        children,
        milliseconds: spread(Number((ratio * 0.07 * parents * (children / 10) ** 0.95).toPrecision(5)), 0.05),
        ratio: spread(ratio, 0.05),
        traffic: {
          statements,
          bytesToServer: 300,
          bytesFromServer: Math.round((bytes * parents * children) / 10),
        },
      })),
    ),
  )
}

const stream: Results['stream'] = [
  { name: 'pg by hand, cursor', rows: 1_000_000, rowsPerSecond: 292_000, ratio: 1, growth: 33 * 2 ** 20 },
  {
    name: 'async, stream',
    rows: 1_000_000,
    rowsPerSecond: 331_000,
    ratio: 1.13,
    growth: 21 * 2 ** 20,
    isWithinBar: true,
  },
  {
    name: 'blocking (native), stream',
    rows: 1_000_000,
    rowsPerSecond: 402_000,
    ratio: 1.38,
    growth: 17 * 2 ** 20,
    isWithinBar: true,
  },
  {
    name: 'blocking (worker), stream',
    rows: 1_000_000,
    rowsPerSecond: 311_000,
    ratio: 1.07,
    growth: 24 * 2 ** 20,
    isWithinBar: true,
  },
  {
    name: 'pg by hand, all at once',
    rows: 100_000,
    rowsPerSecond: 410_000,
    ratio: 1.4,
    growth: 96 * 2 ** 20,
  },
  { name: 'Sequelize, findAll', rows: 100_000, rowsPerSecond: 81_000, ratio: 0.28, growth: 238 * 2 ** 20 },
]

const styles: Readonly<Record<Style, readonly number[]>> = {
  blocking: [1],
  async: [1, 4, 10, 20],
  'async, awaited in a loop': [1],
}

function worlds(): Worlds {
  const grid = Object.entries(styles).flatMap(([style, pools]) =>
    [0, 1, 5].flatMap((latency) =>
      [1, 4, 16, 64].flatMap((concurrency) =>
        pools.map((pool) => cellOf(style as Style, latency, concurrency, pool)),
      ),
    ),
  )
  return {
    control: { made: 500, seen: 497 },
    grid,
    timelines: [timeline('blocking', 5), timeline('async, awaited in a loop', 5), timeline('async', 5)],
    advice: [
      'Block in scripts, migrations and command lines: one call after the other is faster so.',
      'Do not block in what serves more than one at once.',
      'Beyond ten connections a larger pool gains nothing here.',
    ],
  }
}

function cellOf(style: Style, latency: number, concurrency: number, pool: number): GridCell {
  const call = (style === 'blocking' ? 0.12 : 0.24) + latency
  const width = style === 'async' ? Math.min(concurrency, pool) : 1
  const throughput = Math.min((1000 * width) / call, 9000)
  const last = (concurrency / throughput) * 1000
  const delay = style === 'blocking' ? last : 0.6 + 0.05 * concurrency
  return {
    style,
    latency,
    concurrency,
    pool,
    throughput,
    p50: last / 2,
    p99: last,
    delayP50: delay / 2,
    delayP99: style === 'async' && concurrency === 1 ? 0 : delay,
    delayMax: delay * 1.2,
    utilisation: style === 'blocking' ? 1 : 0.4,
    poolWaitP50: 0,
    poolWaitP99: style === 'async' ? last - call : 0,
  }
}

const script = ['getUserById', 'getUserById', 'allUserOrders', 'numberOfOrders', 'quantityOrdered']

function timeline(style: Style, latency: number): Timeline {
  const step = latency + 1.2
  const calls = script.map((name, index) => {
    const from = style === 'async' ? 0.4 : index * step
    return { name, from, to: from + step + index * 0.3 }
  })
  const milliseconds = Math.max(...calls.map(({ to }) => to))
  return {
    style,
    latency,
    calls,
    stalls: style === 'blocking' ? [{ from: 0.2, to: milliseconds }] : [],
    milliseconds,
  }
}
