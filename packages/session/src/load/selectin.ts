/** One more SELECT a level: the rows of a relation for all parents at once, by an array of distinct keys. */
import type { Model } from 'sequelize'
import { recordOf } from '../core/record.ts'
import { groupBy } from '../core/group-by.ts'
import { rowKey } from '../core/identity-map.ts'
import { keyOf } from '../core/relation.ts'
import type { Relation } from '../core/relation.ts'
import { childrenOf } from '../unit/relation-keys.ts'
import { inside } from '../core/sequelize.ts'
import { finderOf } from '../read/select.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { text } from '../core/text.ts'
import type { Branch, Branches } from './plan.ts'
import { readJoined } from './read-joined.ts'
import { relate } from './relate.ts'

/** Most keys that one SELECT asks for. */
const pageSize = 50_000

/** Loads the branches of one level that need a SELECT of their own, and everything beyond them and beyond the joined ones. */
export function* loadBranches(
  session: SessionState,
  parents: readonly Model[],
  branches: Branches,
): Step<void> {
  if (parents.length === 0) return
  for (const branch of branches.selectin) yield* loadBranch(session, parents, branch)
  for (const branch of branches.joined) {
    yield* loadBranches(session, reached(parents, branch.relation), branch.branches)
  }
}

/** Loads one branch for these parents, and everything beyond it. */
export function* loadBranch(session: SessionState, parents: readonly Model[], branch: Branch): Step<void> {
  const { relation } = branch
  const present = presentParents(session, parents, branch)
  const wanted = [...new Set(parents.map((parent) => text(keyOf(relation, parent))))].filter(
    (key): key is string => key !== null && !present.has(key),
  )
  const found = [...(yield* rowsFor(session, branch, wanted))]
  const byKey = groupBy(found, ([key]) => text(key))
  for (const parent of new Set(parents)) {
    const key = text(keyOf(relation, parent)) ?? ''
    const known = present.get(key)
    relate(relation, parent, known === undefined ? (byKey.get(key) ?? []).map(([, child]) => child) : [known])
  }
  const children = new Set([...found.map(([, child]) => child), ...present.values()])
  yield* loadBranches(session, [...children], branch.branches)
}

/** The rows of a relation for these parents as the database has them, whichever scope their model has; nothing is set. */
export function* readChildren(
  session: SessionState,
  relation: Relation,
  parents: readonly Model[],
): Step<readonly (readonly [unknown, Model])[]> {
  const finder = finderOf(relation.target, { paranoid: false })
  const keys = [...new Set(parents.map((parent) => text(keyOf(relation, parent))))]
  const branch = { relation, strategy: 'selectin', finder, branches: { joined: [], selectin: [] } } as const
  return yield* rowsFor(
    session,
    branch,
    keys.filter((key) => key !== null),
  )
}

function* rowsFor(session: SessionState, branch: Branch, keys: readonly string[]): Step<[unknown, Model][]> {
  const rows: [unknown, Model][] = []
  for (let start = 0; start < keys.length; start += pageSize) {
    const { relation, finder, branches } = branch
    const parents = { relation, keys: keys.slice(start, start + pageSize) }
    const read = yield* readJoined(session, {
      model: relation.target,
      finder,
      joined: branches.joined,
      parents,
    })
    for (const [key, child] of read.byParent) rows.push([key, child])
  }
  return rows
}

/** To-one targets that the session holds already need no SELECT, unless the branch says which rows or joins more to them. */
function presentParents(
  session: SessionState,
  parents: readonly Model[],
  { relation, finder, branches }: Branch,
): ReadonlyMap<string, Model> {
  const present = new Map<string, Model>()
  const [primary, ...others] = inside(relation.target).primaryKeyAttributes
  const byPrimaryKey = others.length === 0 && primary === relation.targetKey
  if (relation.kind !== 'BelongsTo' || !byPrimaryKey) return present
  if (finder.where !== undefined || branches.joined.length > 0) return present
  for (const parent of parents) {
    const key = keyOf(relation, parent)
    const known = session.identities.find(relation.target, rowKey([key]))
    const isWhole = known !== undefined && !session.isStale(known) && !recordOf(known).partial
    if (isWhole) present.set(text(key) ?? '', known)
  }
  return present
}

function reached(parents: readonly Model[], relation: Relation): readonly Model[] {
  return [...new Set(parents.flatMap((parent) => childrenOf(parent, relation)))]
}
