/** What the figures say to do, in plain sentences: each is made of cells that were measured, and is left out where they were not. */
import type { GridCell, Style, Timeline } from '../results/results.ts'

/** A cell as advice looks for it. */
type Wanted = Pick<GridCell, 'style' | 'latency' | 'concurrency' | 'pool'>

/** At which callers, latency and pool a server is looked at. */
const server = { latency: 1, concurrency: 16, pool: 10 }
/** Connections are worth it where they bring so much more. */
const worthwhile = 1.15
/** Less than this part of the calls is fewer, and not noise. */
const slower = 0.9

export function adviceOf(grid: readonly GridCell[], timelines: readonly Timeline[]): readonly string[] {
  const sentences = [alone(grid), atOnce(grid), still(grid), inALoop(grid), pools(grid), script(timelines)]
  return sentences.filter((sentence) => sentence !== undefined)
}

/** One thing after the other, the server near. */
function alone(grid: readonly GridCell[]): string | undefined {
  const where = { latency: 0, concurrency: 1, pool: 1 }
  const blocking = cellOf(grid, { style: 'blocking', ...where })
  const async = cellOf(grid, { style: 'async', ...where })
  if (blocking === undefined || async === undefined) return undefined
  const figures = `a call takes ${shown(blocking.p50)} ms blocking and ${shown(async.p50)} ms async when the server is near`
  return blocking.p50 <= async.p50
    ? `Block where one thing is done after the other, in scripts, migrations, command lines and workers with one job at a time: ${figures}, so blocking is ${times(async.p50 / blocking.p50)} as fast, and simpler.`
    : `Where one thing is done after the other, in scripts, migrations, command lines and workers with one job at a time, blocking is simpler but was not faster here: ${figures}.`
}

/** Many callers, the server a network away. */
function atOnce(grid: readonly GridCell[]): string | undefined {
  const blocking = cellOf(grid, { style: 'blocking', ...server, pool: 1 })
  const async = cellOf(grid, { style: 'async', ...server })
  if (blocking === undefined || async === undefined) return undefined
  const ratio = async.throughput / blocking.throughput
  return `Do not block where more than one is served at once: with ${atServer}, async over ${server.pool} connections answers ${rate(async)} calls a second and blocking ${rate(blocking)} (${times(ratio)} as many); 99 of 100 callers have their answer within ${shown(async.p99)} ms async and ${shown(blocking.p99)} ms blocking.`
}

/** What others of the same process notice. */
function still(grid: readonly GridCell[]): string | undefined {
  const blocking = cellOf(grid, { style: 'blocking', ...server, pool: 1 })
  const async = cellOf(grid, { style: 'async', ...server })
  if (blocking === undefined || async === undefined) return undefined
  return `While blocking calls run nothing else does, no timer and no other request: there the event loop stood still for up to ${shown(blocking.delayMax)} ms, and for up to ${shown(async.delayMax)} ms under async.`
}

function inALoop(grid: readonly GridCell[]): string | undefined {
  const loop = cellOf(grid, { style: 'async, awaited in a loop', ...server, pool: 1 })
  const async = cellOf(grid, { style: 'async', ...server })
  if (loop === undefined || async === undefined) return undefined
  const ratio = loop.throughput / async.throughput
  const end = `the same calls come to ${rate(loop)} a second instead of ${rate(async)} (${times(ratio)} as many)`
  return ratio < slower
    ? `Do not await in a loop what can run together: then ${end}. The event loop stays free, and that is all it gains over blocking.`
    : `Awaiting in a loop what can run together cost nothing here: ${end}.`
}

/** How far more connections bring more, at the highest number of callers that all pools saw. */
function pools(grid: readonly GridCell[]): string | undefined {
  const most = Math.max(...grid.map(({ concurrency }) => concurrency))
  const latency = Math.max(...grid.map(({ latency }) => latency))
  const cells = grid
    .filter((cell) => cell.style === 'async' && cell.latency === latency && cell.concurrency === most)
    .toSorted((a, b) => a.pool - b.pool)
  if (cells.length < 2) return undefined
  const steps = cells.map((cell) => `${rate(cell)} calls a second over ${cell.pool}`).join(', ')
  const enough = enoughOf(cells)
  const end =
    enough === cells.at(-1)?.pool
      ? 'the largest of these pools is not too large'
      : `beyond ${enough} more connections bring little`
  return `A pool is worth its connections as long as callers wait for them: with ${most} callers at once and ${latency} ms to the server there are ${steps}; ${end}.`
}

/** The last size of a pool that brought much more than the one before it. */
function enoughOf(cells: readonly GridCell[]): number {
  let enough = cells[0]
  for (const cell of cells)
    if (enough !== undefined && cell.throughput > worthwhile * enough.throughput) enough = cell
  return enough?.pool ?? 0
}

function script(timelines: readonly Timeline[]): string | undefined {
  const of = (style: Style) => timelines.find((timeline) => timeline.style === style)
  const [blocking, async, loop] = [of('blocking'), of('async'), of('async, awaited in a loop')]
  if (blocking === undefined || async === undefined || loop === undefined) return undefined
  const { calls, latency } = async
  const figures = `${shown(blocking.milliseconds)} ms blocking, ${shown(loop.milliseconds)} ms awaited in a loop and ${shown(async.milliseconds)} ms together`
  const gains = async.milliseconds < Math.min(blocking.milliseconds, loop.milliseconds)
  const end = gains ? 'that is where a script gains by being async' : 'here it gained nothing by being async'
  return `A script of ${calls.length} calls that need nothing of each other, ${latency} ms from its server, takes ${figures}: ${end}.`
}

const atServer = `${server.concurrency} callers at once and ${server.latency} ms to the server`

function cellOf(grid: readonly GridCell[], wanted: Wanted): GridCell | undefined {
  return grid.find(
    ({ style, latency, concurrency, pool }) =>
      style === wanted.style &&
      latency === wanted.latency &&
      concurrency === wanted.concurrency &&
      pool === wanted.pool,
  )
}

function rate({ throughput }: GridCell): string {
  return Math.round(throughput).toLocaleString('en')
}

function times(ratio: number): string {
  return `${ratio.toFixed(ratio < 1 ? 2 : 1)} times`
}

function shown(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 1 ? 2 : milliseconds < 10 ? 1 : 0)
}
