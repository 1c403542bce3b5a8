/** Foreign keys that follow from relations set in memory. */
import type { Model } from 'sequelize'
import { rowKey } from '../core/identity-map.ts'
import { recordOf } from '../core/record.ts'
import { relationValue } from '../core/relation-values.ts'
import type { Relation } from '../core/relation.ts'
import { relationsOf } from '../core/relation.ts'
import { classOf, inside, insideInstance } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'

/**
 * Takes over the keys of the parents that were set on an instance.
 * @param fresh the parents that got their keys just now; a stored instance takes over theirs only, since its other keys
 * were set together with the relation and may have changed since
 */
export function adoptKeys(instance: Model, fresh?: ReadonlySet<Model>): void {
  if (!recordOf(instance).hasRelations) return
  for (const relation of relationsOf(classOf(instance)).values()) {
    if (relation.kind !== 'BelongsTo') continue
    const parent = relationValue(instance, relation.name)
    if (!isInstance(parent)) continue
    if (instance.isNewRecord || fresh?.has(parent) === true) adopt(instance, relation, parent)
  }
}

/** The parent of a child in memory: the one that was read or set, or else the session's object of the key's row. */
export function holderOf(
  session: SessionState | undefined,
  child: Model,
  relation: Relation,
): Model | undefined {
  const held = relationValue(child, relation.name)
  if (held !== undefined) return isInstance(held) ? held : undefined
  const key = insideInstance(child).dataValues[relation.key]
  const [primary, ...others] = inside(relation.target).primaryKeyAttributes
  const isByKey = others.length === 0 && primary === relation.targetKey
  if (!isByKey || key === undefined || key === null) return undefined
  return session?.identities.find(relation.target, rowKey([key]))
}

/** Hands the key of an instance that was just inserted to the children that were set on it. */
export function passKeys(instance: Model): void {
  if (!recordOf(instance).hasRelations) return
  for (const relation of relationsOf(classOf(instance)).values()) {
    if (relation.kind === 'BelongsTo' || relation.through !== undefined) continue
    const key = insideInstance(instance).dataValues[relation.key]
    for (const child of childrenOf(instance, relation)) setKey(child, relation.targetKey, key)
  }
}

/** The instances that a relation holds, one or many. */
export function childrenOf(instance: Model, relation: Relation): readonly Model[] {
  return instancesIn(relationValue(instance, relation.name))
}

/** The instances in what a relation holds. */
export function instancesIn(value: unknown): readonly Model[] {
  if (Array.isArray(value)) return value.filter(isInstance)
  return isInstance(value) ? [value] : []
}

/**
 * Sets a key, unless it is that already; part of a primary key too, which Sequelize's `set` leaves as it is. A parent
 * that has no key yet leaves the key of a new child open.
 */
export function setKey(instance: Model, name: string, value: unknown): void {
  const { dataValues, isNewRecord } = insideInstance(instance)
  if (value === undefined) {
    if (isNewRecord) delete dataValues[name]
    return
  }
  if (String(dataValues[name] ?? null) !== String(value)) instance.setDataValue(name as never, value as never)
}

function isInstance(value: unknown): value is Model {
  return typeof value === 'object' && value !== null && 'dataValues' in value
}

function adopt(child: Model, relation: Relation, parent: Model): void {
  const key = insideInstance(parent).dataValues[relation.targetKey]
  if (key !== undefined && key !== null) setKey(child, relation.key, key)
}
