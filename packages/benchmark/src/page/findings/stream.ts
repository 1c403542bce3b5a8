/** What it takes to read more rows than memory should hold. */
import { count, listed, mebibytes } from '../../results/figures.ts'
import type { Results, StreamResult } from '../../results/results.ts'

/** Who stays within the bar, and what reading at once takes instead. */
export function streamFinding({ stream }: Results): readonly string[] {
  const bounded = stream.filter(({ isWithinBar }) => isWithinBar !== undefined)
  const worst = bounded.toSorted((a, b) => b.growth - a.growth)[0]
  const rest = stream.filter(({ isWithinBar }) => isWithinBar === undefined)
  return [worst && `${streams(bounded)} ${grows(worst)}.`, atOnce(rest, worst)].filter(
    (sentence) => sentence !== undefined,
  )
}

function streams(bounded: readonly StreamResult[]): string {
  const missed = bounded.filter(({ isWithinBar }) => isWithinBar === false).map(({ name }) => name)
  if (missed.length > 0) return `${listed(missed)} took more memory than the bar allows:`
  return `Retort reads ${count(Math.max(...bounded.map(({ rows }) => rows)))} rows page by page in bounded memory:`
}

function grows({ growth }: StreamResult): string {
  return `it grows by ${mebibytes(growth)} MiB at most`
}

/** What takes more than twice as much a row as streaming does. */
function atOnce(rest: readonly StreamResult[], worst: StreamResult | undefined): string | undefined {
  const heavier = rest.filter((each) => worst !== undefined && perRow(each) > 2 * perRow(worst))
  if (heavier.length === 0) return undefined
  const parts = heavier.map(
    ({ name, rows, growth }) => `${mebibytes(growth)} MiB for ${count(rows)} rows (${name})`,
  )
  return `What reads everything at once pays for it: ${listed(parts)}.`
}

function perRow({ growth, rows }: StreamResult): number {
  return growth / rows
}
