/** The server's plan for people: a line for each node, the figures in columns. */
import type { PlanNode, ServerPlan } from './server-plan.ts'

/** A node's name and its figures. */
type Line = readonly [name: string, ...figures: string[]]

/** The nodes of a plan, each below the one that it gives its rows to. */
export function planLines({ Plan }: ServerPlan): readonly string[] {
  const lines = [...linesOf(Plan, '')]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines.map(([name, ...figures]) =>
    [name.padEnd(widths[0] ?? 0), ...figures.map((figure, index) => figure.padStart(widths[index + 1] ?? 0))]
      .join('  ')
      .trimEnd(),
  )
}

function* linesOf(node: PlanNode, indent: string): Generator<Line, void> {
  yield [`${indent}${nameOf(node)}`, ...figuresOf(node)]
  for (const each of node.Plans ?? []) yield* linesOf(each, `${indent}  `)
}

/** `Index Scan on order as "Order" using order_user_id`. */
function nameOf(node: PlanNode): string {
  const { 'Node Type': type, 'Relation Name': relation, 'Index Name': index, Alias: alias } = node
  const shown = alias === undefined || alias === relation ? '' : ` as "${alias}"`
  const join = node['Join Type']
  return [
    typeof join === 'string' && join !== 'Inner' ? `${type}, ${join.toLowerCase()}` : type,
    relation === undefined ? '' : ` on ${relation}${shown}`,
    index === undefined ? '' : ` using ${index}`,
  ].join('')
}

/** What the server expects, `~7 rows`; where it has measured, the rows and the time of all loops. */
function figuresOf(node: PlanNode): readonly string[] {
  const { 'Plan Rows': planned, 'Actual Rows': actual, 'Actual Loops': loops = 1 } = node
  const cost = `cost ${node['Total Cost'].toFixed(2)}`
  if (actual === undefined) return [`~${counted(planned)}`, cost]
  if (loops === 0) return ['never run', cost]
  const time = node['Actual Total Time']
  const measured = time === undefined ? [] : [`${(time * loops).toFixed(2)} ms`]
  return [
    counted(Math.round(actual * loops)),
    cost,
    ...measured,
    ...(loops === 1 ? [] : [`in ${loops} loops`]),
  ]
}

/** So many rows, in words. */
export function counted(rows: number): string {
  return rows === 1 ? '1 row' : `${rows} rows`
}
