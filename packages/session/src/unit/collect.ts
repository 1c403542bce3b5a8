/** Turns what was done to relations into what it means for rows: foreign keys, orphans, rows of third tables. */
import type { Model } from 'sequelize'
import { groupBy } from '../core/group-by.ts'
import { sessionOf } from '../core/record.ts'
import { relationValue, writeRelation } from '../core/relation-values.ts'
import type { Relation } from '../core/relation.ts'
import { inverseOf, keyOf } from '../core/relation.ts'
import { insideInstance } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { text } from '../core/text.ts'
import { readChildren } from '../load/onto.ts'
import type { CollectionChange } from './collections.ts'
import { changedParents, changesOf, setBaseline, settleCollections, unknownOf } from './collections.ts'
import type { Links } from './links.ts'
import { holderOf, instancesIn, setKey } from './relation-keys.ts'

/** Looks at every collection that may have changed. Who joined another parent is seen before who left one. */
export function* collect(session: SessionState, links: Links): Step<void> {
  const parents = changedParents(session).filter((parent) => sessionOf(parent) === session)
  yield* learn(session, parents)
  const changes = parents.flatMap(changesOf)
  for (const { parent, joined, left } of changes) rememberStored(session, [parent, ...joined, ...left])
  for (const change of changes) {
    if (change.relation.through === undefined) join(session, change)
    else links.note(change)
  }
  const adopted = new Set(
    changes.flatMap(({ relation, joined }) => (relation.through === undefined ? joined : [])),
  )
  for (const change of changes) if (change.relation.through === undefined) leave(session, change, adopted)
  for (const parent of parents) settleCollections(parent)
}

function rememberStored(session: SessionState, instances: readonly Model[]): void {
  for (const each of instances) if (session.identities.has(each)) session.remember(each)
}

/** Asks for what the database has where collections were set without having been read: a SELECT a relation. */
function* learn(session: SessionState, parents: readonly Model[]): Step<void> {
  const stored = parents.filter((parent) => !parent.isNewRecord)
  const wanted = stored.flatMap((parent) => unknownOf(parent).map((relation) => ({ parent, relation })))
  for (const [relation, pairs] of groupBy(wanted, (pair) => pair.relation)) {
    const found = yield* readChildren(
      session,
      relation,
      pairs.map(({ parent }) => parent),
    )
    const byKey = groupBy(found, ([key]) => text(key))
    for (const { parent } of pairs) {
      const children = byKey.get(text(keyOf(relation, parent))) ?? []
      setBaseline(
        parent,
        relation,
        children.map(([, child]) => child),
      )
    }
  }
}

function join(session: SessionState, { parent, relation, joined }: CollectionChange): void {
  const inverse = inverseOf(relation)
  for (const child of joined) {
    const former = inverse === undefined ? undefined : holderOf(session, child, inverse)
    setKey(child, relation.targetKey, insideInstance(parent).dataValues[relation.key])
    // Its key may only come with the parent's insert.
    if (!child.isNewRecord) session.related.add(child)
    if (inverse === undefined) continue
    if (former !== undefined && former !== parent) takeFrom(session, former, relation, child)
    writeRelation(child, inverse.name, parent)
  }
}

/** A child that was taken in by one parent is no longer among those of the other. */
function takeFrom(session: SessionState, former: Model, { name }: Relation, child: Model): void {
  const held = relationValue(former, name)
  if (!instancesIn(held).includes(child)) return
  rememberStored(session, [former])
  if (Array.isArray(held)) held.splice(held.indexOf(child), 1)
  else writeRelation(former, name, null)
}

function leave(
  session: SessionState,
  { parent, relation, left }: CollectionChange,
  adopted: ReadonlySet<Model>,
): void {
  for (const child of left)
    if (!adopted.has(child) && isStillOf(child, parent, relation)) orphan(session, child, relation)
}

/** A child that has gone on to another parent is no orphan. */
function isStillOf(child: Model, parent: Model, relation: Relation): boolean {
  const inverse = inverseOf(relation)
  const holder = inverse === undefined ? undefined : relationValue(child, inverse.name)
  if (holder !== undefined && holder !== null && holder !== parent) return false
  const own = insideInstance(child).dataValues[relation.targetKey]
  const key = insideInstance(parent).dataValues[relation.key]
  return own === undefined || own === null ? child.isNewRecord : String(own) === String(key)
}

function orphan(session: SessionState, child: Model, relation: Relation): void {
  const inverse = inverseOf(relation)
  if (inverse !== undefined) writeRelation(child, inverse.name, null)
  if (!child.isNewRecord) {
    if (relation.ownsChildren) session.deleted.add(child)
    else setKey(child, relation.targetKey, null)
  } else if (session.added.has(child)) {
    delete insideInstance(child).dataValues[relation.targetKey]
    if (relation.ownsChildren) session.release(child)
  }
}
