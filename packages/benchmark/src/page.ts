/** The figures as a page for people. */
import Table from 'cli-table3'
import type { Outcome, Spread, Streamed, Timed } from './outcome.ts'
import type { Surroundings } from './surroundings.ts'

/** Everything that was measured, workload by workload. */
export function page(surroundings: Surroundings, outcomes: readonly Outcome[]): string {
  const { postgres, synchronousCommit, fsync, node, driver } = surroundings
  const lines = [
    `PostgreSQL ${postgres}, synchronous_commit ${synchronousCommit}, fsync ${fsync}; Node ${node}; blocking sessions are ${driver}.`,
    'Milliseconds of one operation; ratio to the fastest program by hand on pg of the same round; medians, from least to most.',
    'Whoever takes part in a workload takes turns in one process, and shares its heap with the others.',
    ...outcomes.flatMap(section),
  ]
  return `${lines.join('\n')}\n`
}

function section(outcome: Outcome): readonly string[] {
  const table = outcome.kind === 'timed' ? timedTable(outcome.contenders) : streamedTable(outcome.contenders)
  const flaws = outcome.kind === 'timed' ? flawsOf(outcome.contenders, outcome.expected, outcome.unit) : []
  return ['', outcome.title, table, ...flaws, ...outcome.notes]
}

function timedTable(contenders: readonly Timed[]): string {
  const hasDelay = contenders.some(({ delay }) => delay !== undefined)
  const rows = contenders
    .toSorted((a, b) => a.ratio.median - b.ratio.median)
    .map(({ name, milliseconds, ratio, delay }) => [
      name,
      precise(milliseconds.median),
      range(milliseconds, precise),
      `${ratio.median.toFixed(2)} ×`,
      range(ratio, (value) => value.toFixed(2)),
      ...(delay === undefined ? [] : [precise(delay.median), range(delay, precise)]),
    ])
  const delayHead = hasDelay ? ['delay p99', 'from – to'] : []
  return tableOf(['contender', 'ms', 'from – to', 'ratio', 'from – to', ...delayHead], rows)
}

function streamedTable(contenders: readonly Streamed[]): string {
  const rows = contenders.map(({ name, rows, rowsPerSecond, ratio, growth, isWithinBar }) => [
    name,
    rows.toLocaleString('en'),
    Math.round(rowsPerSecond).toLocaleString('en'),
    `${ratio.toFixed(2)} ×`,
    (growth / 2 ** 20).toFixed(1),
    isWithinBar === undefined ? '' : isWithinBar ? 'holds' : 'missed',
  ])
  return tableOf(['contender', 'rows', 'rows / s', 'ratio', 'growth MiB', 'bar'], rows)
}

function tableOf(head: readonly string[], rows: readonly string[][]): string {
  const table = new Table({
    head: [...head],
    style: { head: [], border: [] },
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  table.push(...rows)
  return table.toString()
}

function flawsOf(contenders: readonly Timed[], expected: number, unit: string): readonly string[] {
  return contenders.flatMap(({ name, found, flaw }) =>
    flaw === undefined || found === expected
      ? []
      : [`${name} found ${found} of ${expected} ${unit}: it ${flaw}.`],
  )
}

function range({ least, most }: Spread, shown: (value: number) => string): string {
  return `${shown(least)} – ${shown(most)}`
}

/** Three digits that say something. */
function precise(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 1 ? 3 : milliseconds < 10 ? 2 : 1)
}
