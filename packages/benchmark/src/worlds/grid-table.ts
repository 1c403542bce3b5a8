/** The grid for a terminal: a table a latency, the best throughput of as many callers first. */
import Table from 'cli-table3'
import type { Colors } from 'picocolors/types.js'
import type { GridCell } from '../results/results.ts'

/** An event loop that stood still for so long is shown in red, in milliseconds: people notice. */
const noticed = 50

const head = [
  'at once',
  'style',
  'connections',
  'calls / s',
  'p50 ms',
  'p99 ms',
  'loop delay p50',
  'p99',
  'most',
  'loop busy',
  'pool wait p50',
  'p99',
]

export function gridTables(grid: readonly GridCell[], colors: Colors): string {
  return distinct(grid, 'latency')
    .map((latency) => {
      const cells = grid.filter((cell) => cell.latency === latency)
      return `${colors.bold(titleOf(latency))}\n${table(cells, colors)}`
    })
    .join('\n\n')
}

function titleOf(latency: number): string {
  return latency === 0 ? 'The server as near as it is' : `${latency} ms more a round trip`
}

function table(cells: readonly GridCell[], colors: Colors): string {
  const rows = new Table({
    head: head.map((title) => colors.dim(title)),
    style: { head: [], border: [] },
    colAligns: head.map((title) => (title === 'style' ? 'left' : 'right')),
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  for (const concurrency of distinct(cells, 'concurrency')) {
    const group = cells
      .filter((cell) => cell.concurrency === concurrency)
      .toSorted((a, b) => b.throughput - a.throughput)
    rows.push(...group.map((cell, place) => row(cell, place === 0, colors)))
  }
  return rows.toString()
}

function row(cell: GridCell, isBest: boolean, colors: Colors): string[] {
  const { concurrency, style, pool, throughput, delayMax, utilisation } = cell
  const rate = Math.round(throughput).toLocaleString('en')
  return [
    String(concurrency),
    style,
    String(pool),
    isBest ? colors.green(rate) : rate,
    shown(cell.p50),
    shown(cell.p99),
    shown(cell.delayP50),
    shown(cell.delayP99),
    delayMax > noticed ? colors.red(shown(delayMax)) : shown(delayMax),
    `${Math.round(utilisation * 100)} %`,
    shown(cell.poolWaitP50),
    shown(cell.poolWaitP99),
  ]
}

function distinct(grid: readonly GridCell[], key: 'latency' | 'concurrency'): readonly number[] {
  return [...new Set(grid.map((cell) => cell[key]))].toSorted((a, b) => a - b)
}

function shown(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 10 ? 2 : 1)
}
