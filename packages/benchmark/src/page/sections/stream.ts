/** Reading many rows: how fast, and in how much memory. */
import { count, mebibytes, nothing, ratio } from '../../results/figures.ts'
import type { Results, StreamResult } from '../../results/results.ts'
import { streamFinding } from '../findings/stream.ts'
import type { Html } from '../html.ts'
import { findings, html } from '../html.ts'
import type { Column } from '../table.ts'
import { table } from '../table.ts'

/** Nothing where it was not measured. */
export function streamSection(results: Results): Html | undefined {
  const { stream } = results
  if (stream.length === 0) return undefined
  return html`<section id="stream">
    <h2>Reading many rows</h2>
    ${findings(streamFinding(results))} ${table('Streams, all figures', columns, stream)}
  </section>`
}

const columns: readonly Column<StreamResult>[] = [
  { head: 'program', isText: true, cell: ({ name }) => name },
  { head: 'rows', cell: ({ rows }) => count(rows) },
  { head: 'rows a second', cell: ({ rowsPerSecond }) => count(rowsPerSecond) },
  {
    head: 'ratio',
    hint: 'rows a second, to those of the cursor by hand; more is better',
    cell: (row) => ratio(row.ratio),
  },
  { head: 'MiB', hint: 'how far resident memory grew', cell: ({ growth }) => mebibytes(growth) },
  {
    head: 'bar',
    isText: true,
    cell: ({ isWithinBar }) => (isWithinBar === undefined ? nothing : isWithinBar ? 'holds' : 'missed'),
  },
]
