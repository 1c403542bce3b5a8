/** Goes over the grid, cell by cell; the process of one style at a time has something to do. */
import type { GridCell } from '../results/results.ts'
import type { Call } from './calls.ts'
import type { Cell, Grid } from './grid.ts'
import { cellsOf } from './grid.ts'
import type { Network } from './network.ts'
import type { StyleProcess } from './style-process.ts'

export type GridTask = {
  readonly grid: Grid
  readonly network: Network
  /** What callers ask, in turn. */
  readonly calls: readonly Call[]
  /** Told before each cell what it is. */
  readonly step: (now: string) => void
}

export async function measureGrid(styles: readonly StyleProcess[], task: GridTask): Promise<GridCell[]> {
  for (const style of styles) await warm(style, task)
  const measured: GridCell[] = []
  for (const cell of cellsOf(task.grid)) {
    task.step(named(cell))
    const style = styles.find(({ style }) => style === cell.style)
    if (style !== undefined) measured.push(await measureOne(style, cell, task))
  }
  return measured
}

async function warm(style: StyleProcess, { grid, network, calls }: GridTask): Promise<void> {
  await style.ask('open', { url: network.url(0), pool: Math.max(...grid.pools) })
  await style.ask('warm', { calls, milliseconds: grid.warmup })
}

async function measureOne(style: StyleProcess, cell: Cell, task: GridTask): Promise<GridCell> {
  const { latency, concurrency, pool } = cell
  const { waves, milliseconds } = task.grid
  await style.ask('open', { url: task.network.url(latency), pool })
  const warmup = Math.max(concurrency, pool)
  const figures = await style.ask('cell', { calls: task.calls, concurrency, warmup, waves, milliseconds })
  return { ...cell, ...figures }
}

function named({ style, latency, concurrency, pool }: Cell): string {
  const of = pool === 1 ? '1 connection' : `${pool} connections`
  return `${style}: ${latency} ms, ${concurrency} at once, ${of}`
}
