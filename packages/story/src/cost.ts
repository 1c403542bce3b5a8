/** What several ways of asking one question cost, side by side. */
import type { ShownRow, ShownStatement } from './narrator.ts'

/** What one way cost: statements, rows over the wire, and how many lines it found. */
export type Cost = {
  readonly strategy: string
  readonly statements: number
  readonly rows: number
  readonly lines: number
}

/** A cost with what differs from run to run, and the statements. */
export type Measured = Cost & { readonly milliseconds: number; readonly sent: readonly ShownStatement[] }

/** Counts what was sent. */
export function measured(
  strategy: string,
  lines: number,
  { sent, milliseconds }: Pick<Measured, 'sent' | 'milliseconds'>,
): Measured {
  return {
    strategy,
    statements: sent.length,
    rows: sum(sent.map(({ rows }) => rows)),
    lines,
    milliseconds,
    sent,
  }
}

/** What does not differ from run to run. */
export function costOf({ strategy, statements, rows, lines }: Measured): Cost {
  return { strategy, statements, rows, lines }
}

/** The costs as a table, each beside the fastest; bytes where the driver counts them. */
export function costTable(ways: readonly Measured[]): readonly ShownRow[] {
  const fastest = Math.min(...ways.map(({ milliseconds }) => milliseconds))
  const ratios = ways.map(({ milliseconds }) => (milliseconds / fastest).toFixed(1))
  const width = Math.max(...ratios.map(({ length }) => length))
  return ways.map(({ strategy, statements, rows, milliseconds, sent }, index) => ({
    strategy,
    statements,
    rows,
    ...bytesOf(sent),
    milliseconds: Number(milliseconds.toFixed(1)),
    ratio: `${ratios[index]?.padStart(width)} ×`,
  }))
}

function bytesOf(sent: readonly ShownStatement[]): { readonly bytes?: number } {
  const counted = sent.flatMap(({ bytes }) => (bytes === undefined ? [] : [bytes]))
  return counted.length === 0 ? {} : { bytes: sum(counted) }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
