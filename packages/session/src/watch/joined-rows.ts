/** Counts, when the rows of a SELECT were taken, how far collections that were joined beside one another have multiplied them. */
import type { SessionState } from '../core/state.ts'
import type { InlineNode, Node } from '../load/node.ts'
import { multipliedRows } from './multiplied.ts'

/** Fewer rows, or a smaller factor, are not worth a word. */
const fewestRows = 20
const smallestFactor = 2

/** Tells of joined collections beside one another, at a node and below it. */
export function watchJoined(session: SessionState, node: Node): void {
  const { joined } = node
  const spreading = joined.filter(isSpreading)
  if (spreading.length > 1) weigh(session, node, spreading)
  for (const each of joined) watchJoined(session, each.node)
}

/** Whether a branch may make several rows of one. */
function isSpreading({ branch, node }: InlineNode): boolean {
  return branch.relation.many || node.joined.some(isSpreading)
}

/** Compares the rows that came with those of SELECTs for each collection. */
function weigh(session: SessionState, { objects, layout }: Node, spreading: readonly InlineNode[]): void {
  let rows = 0
  let apart = 0
  for (const object of objects) {
    const counts = spreading.map((each) => rowsBelow(each, object))
    rows += product(counts)
    apart += sum(counts)
  }
  const factor = rows / Math.max(apart, objects.length)
  if (rows < fewestRows || factor < smallestFactor) return
  const branches = spreading.map(({ branch }) => branch.relation.name)
  multipliedRows(session, { what: layout.model.name, branches, rows, factor })
}

/** How many rows there are for a parent's children and all that is joined to them. */
function rowsBelow(inline: InlineNode, parent: object): number {
  const { joined } = inline.node
  const children = inline.childrenOf(parent)
  if (joined.length === 0) return children.length
  return sum(children.map((child) => product(joined.map((each) => rowsBelow(each, child)))))
}

/** An outer join that finds nothing leaves one row. */
function product(counts: readonly number[]): number {
  return counts.reduce((all, count) => all * Math.max(count, 1), 1)
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0)
}
