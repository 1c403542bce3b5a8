/**
 * Relations that people may change in place: an array that was handed out can be pushed to or spliced, so it is compared
 * with what the database has when the next flush comes.
 */
import type { Model } from 'sequelize'
import type { InstanceRecord } from '../core/record.ts'
import { recordOf } from '../core/record.ts'
import { copied, relationValue, unknown } from '../core/relation-values.ts'
import { instancesIn } from './relation-keys.ts'
import type { Relation } from '../core/relation.ts'
import { relationsOf } from '../core/relation.ts'
import { classOf } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'

/** What has become of a relation's children: who came and who left since the database was last in agreement. */
export type CollectionChange = {
  readonly parent: Model
  readonly relation: Relation
  readonly joined: readonly Model[]
  readonly left: readonly Model[]
}

/** Notes that somebody is about to have an array in hand, with what it holds before that. */
export function handOut(instance: Model, { name }: Relation): void {
  const record = recordOf(instance)
  const baselines = baselinesOf(record)
  if (!baselines.has(name)) baselines.set(name, copied(record.relation(name)))
  watch(instance)
}

/** Notes that a relation to children is about to be replaced as a whole. */
export function replacing(instance: Model, { name }: Relation): void {
  const record = recordOf(instance)
  const baselines = baselinesOf(record)
  if (!baselines.has(name)) {
    const isKnown = record.hasRelation(name) || instance.isNewRecord
    baselines.set(name, isKnown ? copied(record.relation(name)) : unknown)
  }
  watch(instance)
}

/** The relations of one instance that differ from what the database has. */
export function changesOf(parent: Model): readonly CollectionChange[] {
  const baselines = recordOf(parent).rare?.baselines
  if (baselines === undefined) return []
  const relations = relationsOf(classOf(parent))
  return [...baselines].flatMap(([name, baseline]) => {
    const relation = relations.get(name)
    if (relation === undefined || baseline === unknown) return []
    const now = relationValue(parent, name)
    return isSame(now, baseline)
      ? []
      : [{ parent, relation, ...difference(instancesIn(now), instancesIn(baseline)) }]
  })
}

/** The relations of one stored instance that were set without anybody knowing what the database has. */
export function unknownOf(parent: Model): readonly Relation[] {
  const baselines = recordOf(parent).rare?.baselines
  if (baselines === undefined) return []
  return [...relationsOf(classOf(parent)).values()].filter(({ name }) => baselines.get(name) === unknown)
}

/** Notes what the database has of a relation's children. */
export function setBaseline(parent: Model, { name }: Relation, children: readonly Model[]): void {
  recordOf(parent).rare?.baselines?.set(name, [...children])
}

/** Notes that the database now has what an instance's relations hold. */
export function settleCollections(parent: Model): void {
  const record = recordOf(parent)
  const baselines = record.rare?.baselines
  for (const name of baselines?.keys() ?? []) baselines?.set(name, copied(record.relation(name)))
}

/** The instances with a relation that is not as the database has it. Every read asks for them, so nothing is made on the way. */
export function changedParents(session: SessionState): readonly Model[] {
  const changed: Model[] = []
  for (const handle of session.collections) {
    const { instance } = handle
    if (instance === undefined) session.collections.delete(handle)
    else if (hasChanged(instance)) changed.push(instance)
  }
  return changed
}

/** Whether a relation of an instance is not as the database has it, or nobody knows what it has. */
export function hasChanged(parent: Model): boolean {
  const record = recordOf(parent)
  const baselines = record.rare?.baselines
  if (baselines === undefined) return false
  for (const [name, before] of baselines) if (!isSame(record.relation(name), before)) return true
  return false
}

/** Watches an instance's relations, once it is in a session. */
export function watch(instance: Model): void {
  const { session, rare } = recordOf(instance)
  if (session === undefined || rare?.baselines === undefined) return
  session.collections.add(session.identities.handleTo(instance))
}

function baselinesOf(record: InstanceRecord): Map<string, unknown> {
  return (record.makeRare().baselines ??= new Map())
}

function difference(now: readonly Model[], before: readonly Model[]) {
  const [were, are] = [new Set(before), new Set(now)]
  return {
    joined: [...are].filter((child) => !were.has(child)),
    left: [...were].filter((child) => !are.has(child)),
  }
}

function isSame(now: unknown, before: unknown): boolean {
  if (!Array.isArray(now) || !Array.isArray(before)) return now === before
  if (now.length !== before.length) return false
  for (let index = 0; index < now.length; index++) if (now[index] !== before[index]) return false
  return true
}
