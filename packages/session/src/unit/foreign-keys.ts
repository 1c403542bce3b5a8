/** The foreign keys of models: what must be there before what. */
import type { Model } from 'sequelize'
import type { Core } from '../core/core.ts'
import { relationValue } from '../core/relation-values.ts'
import { relationsOf } from '../core/relation.ts'
import type { Attribute, ModelClass } from '../core/sequelize.ts'
import { inside, insideInstance } from '../core/sequelize.ts'

/** One foreign key: `key` on its own model refers to `targetKey` of `target`. */
export type ForeignKey = {
  readonly key: string
  readonly target: ModelClass
  readonly targetKey: string
  /** Whether it can be left empty first and filled in later. */
  readonly nullable: boolean
  /** The relation that holds the parent in memory, where there is one. */
  readonly relation: string | undefined
}

const known = new WeakMap<Core, Map<string, readonly ForeignKey[]>>()

/** The foreign keys that a model declares, by relations or by references alone. */
export function foreignKeysOf(core: Core, model: ModelClass): readonly ForeignKey[] {
  const byName = known.get(core) ?? new Map<string, readonly ForeignKey[]>()
  known.set(core, byName)
  const found = byName.get(model.name) ?? describe(core, model)
  byName.set(model.name, found)
  return found
}

/** The parent that an instance names in memory. */
export function parentOf(instance: Model, { relation }: ForeignKey): Model | undefined {
  if (relation === undefined) return undefined
  return (relationValue(instance, relation) as Model | null | undefined) ?? undefined
}

/** The key's value on an instance; undefined or null where it has none. */
export function keyValue(instance: Model, { key }: ForeignKey): unknown {
  return insideInstance(instance).dataValues[key]
}

function describe(core: Core, model: ModelClass): readonly ForeignKey[] {
  const { rawAttributes } = inside(model)
  const byRelation = [...relationsOf(model).values()]
    .filter(({ kind }) => kind === 'BelongsTo')
    .map(({ key, target, targetKey, name }): ForeignKey => {
      return { key, target, targetKey, nullable: isNullable(rawAttributes[key]), relation: name }
    })
  const covered = new Set(byRelation.map(({ key }) => key))
  const byReference = Object.values(rawAttributes)
    .filter(({ fieldName }) => !covered.has(fieldName))
    .flatMap((attribute) => byReferences(core, attribute))
  return [...byRelation, ...byReference]
}

function byReferences(core: Core, attribute: Attribute): readonly ForeignKey[] {
  const { references, fieldName: key } = attribute
  if (references === undefined || references === null) return []
  const target = Object.values(core.sequelize.models).find((each) => isTable(each, references.model))
  if (target === undefined) return []
  const targetKey = inside(target).fieldRawAttributesMap[references.key ?? 'id']?.fieldName ?? 'id'
  return [{ key, target, targetKey, nullable: isNullable(attribute), relation: undefined }]
}

type Table = string | { readonly tableName: string }

function isTable(model: ModelClass, wanted: unknown): boolean {
  if (typeof wanted === 'function') return (wanted as ModelClass).name === model.name
  return tableName(model.getTableName()) === tableName(wanted as Table)
}

function tableName(table: Table): string {
  return typeof table === 'string' ? table : table.tableName
}

function isNullable(attribute: Attribute | undefined): boolean {
  return attribute?.allowNull !== false && attribute?.primaryKey !== true
}
