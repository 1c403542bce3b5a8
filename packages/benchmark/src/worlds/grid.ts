/** Which cells there are: every style, at every latency, with every number of callers, over every pool that it has use for. */
import type { GridCell } from '../results/results.ts'
import { Style } from '../results/results.ts'
import type { SizeName } from '../workload/size.ts'

/** Latencies and times in milliseconds. */
export type Grid = {
  readonly latencies: readonly number[]
  readonly concurrencies: readonly number[]
  readonly pools: readonly number[]
  /** A cell has so many waves of callers at least, and then as many as the time allows. */
  readonly waves: number
  readonly milliseconds: number
  /** So long a style runs before its first cell: code that has just begun to run is slow. */
  readonly warmup: number
}

export const grids: Readonly<Record<SizeName, Grid>> = {
  quick: {
    latencies: [0, 1, 5],
    concurrencies: [1, 16],
    pools: [1, 10],
    waves: 3,
    milliseconds: 150,
    warmup: 400,
  },
  full: {
    latencies: [0, 1, 5],
    concurrencies: [1, 4, 16, 64],
    pools: [1, 4, 10, 20],
    waves: 10,
    milliseconds: 1500,
    warmup: 2000,
  },
}

export type Cell = Pick<GridCell, 'style' | 'latency' | 'concurrency' | 'pool'>

/** All cells: those that are compared follow each other, so that a machine that has become slower is so for all of them. */
export function cellsOf({ latencies, concurrencies, pools }: Grid): readonly Cell[] {
  return latencies.flatMap((latency) =>
    concurrencies.flatMap((concurrency) =>
      Style.options.flatMap((style) =>
        poolsOf(style, pools).map((pool) => ({ style, latency, concurrency, pool })),
      ),
    ),
  )
}

/** Who does one thing after the other uses one connection, however many there are. */
function poolsOf(style: Style, pools: readonly number[]): readonly number[] {
  return style === 'async' ? pools : [1]
}
