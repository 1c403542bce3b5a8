/** When to block, and when not. */
import { count, short } from '../../results/figures.ts'
import type { GridCell, Worlds } from '../../results/results.ts'
import type { Answer } from './words.ts'
import { about, brief, takes } from './words.ts'

/** Both worlds where circumstances are the same. */
type Pair = { readonly blocking: GridCell; readonly async: GridCell }

/** One caller at a time, and many at once: where the two worlds are furthest apart. */
export function worldsFinding({ grid }: Worlds): readonly string[] {
  const [one, many] = [alone(grid), together(grid)]
  return [...(one ? [aloneText(one)] : []), ...(many ? [togetherText(many)] : [])]
}

/** The same as an answer. */
export function worldsAnswer(worlds: Worlds): Answer | undefined {
  const text = worldsFinding(worlds).join(' ')
  return text === '' ? undefined : { key: keyOf(worlds), text, rows: [] }
}

function keyOf({ grid }: Worlds): string {
  const [one, many] = [alone(grid), together(grid)]
  if (many && gain(many) <= 1) return 'No gain from async here'
  return one && gain(one) < 1 ? 'Block in scripts, not in servers' : 'Async, above all in servers'
}

function aloneText(pair: Pair): string {
  const times = gain(pair)
  const advice = times < 1 ? 'block in scripts, migrations and command lines' : 'blocking saves no time here'
  return `With ${callers(pair.blocking)}, a blocking call takes ${takes(times)}${times < 1 ? ' of' : ' as'} an async one: ${advice}.`
}

function togetherText(pair: Pair): string {
  const { blocking, async } = pair
  const times = gain(pair)
  const calls = times > 1 ? `${brief(times)} times as many calls a second` : `${brief(times)} of the calls`
  const wait = `keeps timers waiting for up to ${about(blocking.delayMax)} ms (async: ${about(async.delayMax)} ms)`
  const advice = times > 1 ? ': what serves several at once must not block' : ''
  return `With ${callers(blocking)}, async on ${count(async.pool)} connections makes ${calls}, while blocking ${wait}${advice}.`
}

/** How many times the calls of the blocking world the async one makes. */
function gain({ blocking, async }: Pair): number {
  return async.throughput / blocking.throughput
}

/** Who asks alone has no use for a second connection: of several pools the luckiest would win. */
function alone(grid: readonly GridCell[]): Pair | undefined {
  const [latency, pool] = [least(grid, 'latency'), least(grid, 'pool')]
  const single = grid.filter((cell) => cell.pool === pool)
  return pairOf(single, least(grid, 'concurrency'), latency)
}

function least(grid: readonly GridCell[], name: 'latency' | 'pool' | 'concurrency'): number {
  return Math.min(...grid.map((cell) => cell[name]))
}

/** As far from the server as the next machine is. */
function together(grid: readonly GridCell[]): Pair | undefined {
  const latencies = grid.map(({ latency }) => latency).toSorted((a, b) => a - b)
  const usual = latencies.find((latency) => latency >= 1) ?? latencies.at(-1) ?? 0
  return pairOf(grid, Math.max(...grid.map((cell) => cell.concurrency)), usual)
}

function pairOf(grid: readonly GridCell[], concurrency: number, latency: number): Pair | undefined {
  const cells = grid.filter((cell) => cell.concurrency === concurrency && cell.latency === latency)
  const [blocking, async] = [best(cells, 'blocking'), best(cells, 'async')]
  return blocking === undefined || async === undefined ? undefined : { blocking, async }
}

function best(cells: readonly GridCell[], style: GridCell['style']): GridCell | undefined {
  return cells.filter((cell) => cell.style === style).toSorted((a, b) => b.throughput - a.throughput)[0]
}

function callers({ concurrency, latency }: GridCell): string {
  const wait = latency === 0 ? 'no network between' : `${short(latency)} ms to the server and back`
  return concurrency === 1
    ? `one caller at a time and ${wait}`
    : `${count(concurrency)} callers at once and ${wait}`
}
