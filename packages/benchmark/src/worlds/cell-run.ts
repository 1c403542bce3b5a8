/** One cell of the grid, in the process of its style: callers come in waves, and the event loop is watched meanwhile. */
import { setImmediate as turn } from 'node:timers/promises'
import type { GridCell } from '../results/results.ts'
import type { Call } from './calls.ts'
import { isAnswered } from './calls.ts'
import { watched } from './loop-watch.ts'
import { percentile } from './percentile.ts'
import type { OpenStyle } from './styles/style.ts'

/** What is measured of a cell. */
export type CellFigures = Omit<GridCell, 'style' | 'latency' | 'concurrency' | 'pool'>

export type CellTask = {
  /** What is asked, in turn. */
  readonly calls: readonly Call[]
  /** How many callers come at the same time; the next ones come when these have their answers. */
  readonly concurrency: number
  /** How many come twice before anything is measured: as many as there are connections to be made, or more. */
  readonly warmup: number
  /** So many waves at least, and then as many as the time allows. */
  readonly waves: number
  readonly milliseconds: number
}

export async function measureCell(style: OpenStyle, task: CellTask): Promise<CellFigures> {
  const next = inTurn(task.calls)
  for (const _ of [1, 2]) await style.serve(next(task.warmup))
  style.takeWaits()
  const { result, loop } = await watched(() => wavesOf(style, task, next))
  const waits = style.takeWaits()
  return {
    throughput: (result.waited.length / result.milliseconds) * 1000,
    p50: percentile(result.waited, 50),
    p99: percentile(result.waited, 99),
    ...loop,
    poolWaitP50: percentile(waits, 50),
    poolWaitP99: percentile(waits, 99),
  }
}

type Waves = { readonly waited: readonly number[]; readonly milliseconds: number }

async function wavesOf(
  style: OpenStyle,
  { concurrency, waves, milliseconds }: CellTask,
  next: (count: number) => readonly Call[],
): Promise<Waves> {
  const waited: number[] = []
  const begun = performance.now()
  for (let wave = 0; wave < waves || performance.now() - begun < milliseconds; wave++) {
    const calls = next(concurrency)
    const came = performance.now()
    const serving = style.serve(calls)
    const served = serving instanceof Promise ? await serving : serving
    if (!served.every(({ answer }) => isAnswered(answer))) throw new Error('A call found nothing.')
    waited.push(...served.map(({ to }) => to - came))
    await turn() // timers that a blocking wave kept waiting fire here
  }
  return { waited, milliseconds: performance.now() - begun }
}

function inTurn(calls: readonly Call[]): (count: number) => readonly Call[] {
  let asked = 0
  return (count) =>
    Array.from({ length: count }, () => calls[asked++ % calls.length]).filter((call) => call !== undefined)
}
