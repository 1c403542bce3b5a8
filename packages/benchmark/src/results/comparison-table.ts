/** A comparison for a terminal. */
import Table from 'cli-table3'
import type { Colors } from './colors.ts'
import { colors as terminal } from './colors.ts'
import type { Change, Comparison } from './comparison.ts'
import { valueOf } from './comparison.ts'
import { count, ratio } from './figures.ts'

/** Warnings first, then what changed, the worst of it at the top; without colours where nobody sees them. */
export function comparisonTable(comparison: Comparison, colors: Colors = terminal): string {
  const { warnings, changes, same, onlyBefore, onlyAfter } = comparison
  const lines = [
    ...warnings.map((warning) => colors.yellow(`warning: ${warning}`)),
    changes.length === 0 ? 'Nothing changed beyond noise.' : tableOf(changes, colors),
    `${count(same)} other figures are the same as far as noise lets one see.`,
    ...only('Only the first run has', onlyBefore),
    ...only('Only the second run has', onlyAfter),
  ]
  return `${lines.join('\n')}\n`
}

function tableOf(changes: readonly Change[], colors: Colors): string {
  const table = new Table({
    head: ['', 'part', 'contender', 'way', 'of', 'before', 'after', 'change'].map(colors.dim),
    style: { head: [], border: [] },
    colAligns: ['left', 'left', 'left', 'left', 'left', 'right', 'right', 'right'],
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  table.push(
    ...changes
      .toSorted((a, b) => Number(a.isBetter) - Number(b.isBetter))
      .map((change) => rowOf(change, colors)),
  )
  return table.toString()
}

function rowOf({ measure, subject, before, after, times, isBetter }: Change, colors: Colors): string[] {
  const paint = isBetter ? colors.green : colors.red
  const { part, contender, way } = subject
  const values = [valueOf(measure, before), valueOf(measure, after), `${ratio(times)} ×`]
  return [isBetter ? 'better' : 'worse', part, contender, way, measure, ...values].map(paint)
}

function only(text: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return []
  const shown = names.slice(0, 12)
  const more = names.length > shown.length ? ` and ${count(names.length - shown.length)} more` : ''
  return [`${text} ${shown.join('; ')}${more}.`]
}
