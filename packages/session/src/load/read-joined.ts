/** Reads what {@link selectJoined} selects: instances with the relations joined to them, each row of a table once. */
import type { Model } from 'sequelize'
import { rowReader } from '../read/hydrate.ts'
import type { RowReader } from '../read/hydrate.ts'
import { columnNames, isLocked } from '../read/select.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { read, send } from '../core/transaction.ts'
import type { Branch } from './plan.ts'
import type { JoinedQuery } from './select-joined.ts'
import { selectJoined } from './select-joined.ts'
import { relate } from './relate.ts'

/** What came back: each instance once and in order, and for each row its instance with the key of the parent it was read for. */
export type JoinedRows = {
  readonly instances: readonly Model[]
  readonly byParent: readonly (readonly [parentKey: unknown, instance: Model])[]
}

/** Sends the SELECT and builds the graph of instances. */
export function* readJoined(session: SessionState, query: JoinedQuery): Step<JoinedRows> {
  const { finder } = query
  const isLocking = isLocked(finder)
  const result = yield* (isLocking ? send : read)(session, selectJoined(session.core, query))
  const names = columnNames(finder)
  const relation = query.parents?.relation
  const keyIndex = relation?.through === undefined ? names.indexOf(relation?.targetKey ?? '') : names.length
  const root = rowReader(session, query.model, names, {
    isRenewing: isLocking,
    virtuals: finder.virtuals,
  })
  const nodes = nodesOf(session, query.joined, names.length + (relation?.through === undefined ? 0 : 1))
  const instances = new Set<Model>()
  const byParent: [unknown, Model][] = []
  for (const row of result.rows) {
    const instance = root(row)
    if (instance === undefined) continue
    const isNew = !instances.has(instance)
    if (isNew) instances.add(instance)
    if (relation !== undefined && (isNew || relation.through !== undefined))
      byParent.push([row[keyIndex], instance])
    for (const node of nodes.list) node.take(instance, row)
  }
  for (const node of nodes.list) node.finish(instances)
  return { instances: [...instances], byParent }
}

/** One joined branch: reads its columns of each row and gathers them by parent. */
class Node {
  readonly #branch: Branch
  readonly #read: RowReader
  readonly #below: readonly Node[]
  readonly #children = new Map<Model, Set<Model>>()

  constructor(branch: Branch, read: RowReader, below: readonly Node[]) {
    this.#branch = branch
    this.#read = read
    this.#below = below
  }

  take(parent: Model, row: readonly unknown[]): void {
    const child = this.#read(row)
    if (child === undefined) return
    const children = this.#children.get(parent) ?? new Set()
    this.#children.set(parent, children.add(child))
    for (const node of this.#below) node.take(child, row)
  }

  finish(parents: Iterable<Model>): void {
    const all = new Set<Model>()
    for (const parent of parents) {
      const children = [...(this.#children.get(parent) ?? [])]
      relate(this.#branch.relation, parent, children)
      for (const child of children) all.add(child)
    }
    for (const node of this.#below) node.finish(all)
  }
}

type Nodes = { readonly list: readonly Node[]; readonly next: number }

/** Nodes in the order in which the SELECT lists their columns: a branch, then the branches beyond it. */
function nodesOf(session: SessionState, branches: readonly Branch[], offset: number): Nodes {
  let next = offset
  const list = branches.map((branch) => {
    const names = columnNames(branch.finder)
    const read = rowReader(session, branch.relation.target, names, {
      offset: next,
      virtuals: branch.finder.virtuals,
    })
    const below = nodesOf(session, branch.branches.joined, next + names.length)
    next = below.next
    return new Node(branch, read, below.list)
  })
  return { list, next }
}
