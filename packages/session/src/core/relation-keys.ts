/** Foreign keys that follow from relations set in memory. */
import type { Model } from 'sequelize'
import { relationValue } from './attachment.ts'
import type { Relation } from './relation.ts'
import { relationsOf } from './relation.ts'
import { classOf, insideInstance } from './sequelize.ts'

/**
 * Takes over the keys of the parents that were set on an instance.
 * @param fresh the parents that got their keys just now; a stored instance takes over theirs only, since its other keys
 * were set together with the relation and may have changed since
 */
export function adoptKeys(instance: Model, fresh: ReadonlySet<Model>): void {
  for (const relation of relationsOf(classOf(instance)).values()) {
    if (relation.kind !== 'BelongsTo') continue
    const parent = relationValue(instance, relation.name)
    if (isInstance(parent) && (instance.isNewRecord || fresh.has(parent))) adopt(instance, relation, parent)
  }
}

/** Hands an instance's key to the new children that were set on it. */
export function passKeys(instance: Model): void {
  for (const relation of relationsOf(classOf(instance)).values()) {
    if (relation.kind !== 'HasMany' && relation.kind !== 'HasOne') continue
    for (const child of childrenOf(instance, relation)) {
      if (child.isNewRecord) pass(instance, relation, child)
    }
  }
}

/** The instances that a relation holds, one or many. */
export function childrenOf(instance: Model, relation: Relation): readonly Model[] {
  const value = relationValue(instance, relation.name)
  return (Array.isArray(value) ? value : [value]).filter(isInstance)
}

function adopt(child: Model, relation: Relation, parent: Model): void {
  const key = insideInstance(parent).dataValues[relation.targetKey]
  if (key === undefined || key === null) return
  const { dataValues } = insideInstance(child)
  if (String(dataValues[relation.key]) !== String(key)) child.set({ [relation.key]: key })
}

function pass(parent: Model, relation: Relation, child: Model): void {
  const key = insideInstance(parent).dataValues[relation.key]
  if (key !== undefined && key !== null) child.set({ [relation.targetKey]: key })
}

function isInstance(value: unknown): value is Model {
  return typeof value === 'object' && value !== null && 'dataValues' in value
}
