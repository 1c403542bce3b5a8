/** A relation between two models, read from Sequelize's association: which keys it compares and what its other side is. */
import type { Model } from 'sequelize'
import { SessionError } from '../error.ts'
import type { Loading } from './loading.ts'
import type { AssociationShape, ModelClass } from './sequelize.ts'
import { inside, insideInstance } from './sequelize.ts'

/** `key` is the attribute compared on the source, `targetKey` on the target; through a third table, each meets one of its attributes. */
export type Relation = {
  readonly name: string
  readonly kind: AssociationShape['associationType']
  readonly many: boolean
  readonly source: ModelClass
  readonly target: ModelClass
  readonly key: string
  readonly targetKey: string
  readonly through: Through | undefined
  /** A condition that the association puts on its target's rows. */
  readonly scope: object | undefined
  /** ON DELETE as the models have it. */
  readonly onDelete: string | undefined
  /** Whether a child that leaves its parent is deleted (SQLAlchemy's `delete-orphan`). */
  readonly ownsChildren: boolean
  /** How it is loaded where a read does not say. */
  readonly loading: Loading | undefined
}

/** The table between two models: its attributes that meet the source and the target, and the association's condition on its rows. */
export type Through = {
  readonly model: ModelClass
  readonly key: string
  readonly targetKey: string
  readonly scope: object | undefined
}

const known = new WeakMap<object, ReadonlyMap<string, Relation>>()

/** The relations of a model by name. Kept for as long as Sequelize keeps the associations. */
export function relationsOf(model: ModelClass): ReadonlyMap<string, Relation> {
  const { associations } = inside(model)
  const found = known.get(associations) ?? describe(associations)
  known.set(associations, found)
  return found
}

/**
 * One relation of a model.
 * @throws SessionError UNKNOWN_RELATION, naming the ones there are
 */
export function relationOf(model: ModelClass, name: string): Relation {
  const relation = relationsOf(model).get(name)
  if (relation !== undefined) return relation
  const names = [...relationsOf(model).keys()].toSorted().join(', ')
  const has = names === '' ? 'It has none.' : `It has ${names}.`
  throw new SessionError('UNKNOWN_RELATION', `${model.name} has no relation "${name}". ${has}`)
}

/** Whether an attribute is all of a model's primary key. */
export function isPrimaryKey(model: ModelClass, name: string): boolean {
  const [primary, ...others] = inside(model).primaryKeyAttributes
  return others.length === 0 && primary === name
}

/** The same relation seen from its target, where the target declares it. */
export function inverseOf(relation: Relation): Relation | undefined {
  if (relation.through !== undefined) return undefined
  const { associations } = inside(relation.target)
  const found = inverses.get(relation)
  if (found?.associations === associations) return found.inverse
  const inverse = [...relationsOf(relation.target).values()].find((other) => mirrors(relation, other))
  inverses.set(relation, { associations, inverse })
  return inverse
}

const inverses = new WeakMap<
  Relation,
  { readonly associations: object; readonly inverse: Relation | undefined }
>()

/** The value of a relation's key on an instance of its source. */
export function keyOf(relation: Relation, instance: Model): unknown {
  return insideInstance(instance).dataValues[relation.key]
}

function describe(associations: Readonly<Record<string, AssociationShape>>): ReadonlyMap<string, Relation> {
  return new Map(Object.values(associations).map((association) => [association.as, relation(association)]))
}

function relation(association: AssociationShape): Relation {
  const { as: name, associationType: kind, source, target, foreignKey } = association
  const primary = inside(source).primaryKeyAttributes[0] ?? 'id'
  const [key, targetKey] =
    kind === 'BelongsTo'
      ? [foreignKey, association.targetKey ?? 'id']
      : [
          association.sourceKey ?? primary,
          kind === 'BelongsToMany' ? (association.targetKey ?? 'id') : foreignKey,
        ]
  const many = kind === 'HasMany' || kind === 'BelongsToMany'
  // Sequelize's association may say something else than the foreign key itself: its two sides are told apart by order.
  const declared = inside(target).rawAttributes[targetKey]?.onDelete
  const onDelete = (declared ?? association.options.onDelete)?.toUpperCase()
  const ownsChildren = association.options.cascade === 'delete-orphan'
  const keys = { key, targetKey, through: throughOf(association) }
  const { scope, options } = association
  return {
    name,
    kind,
    many,
    source,
    target,
    ...keys,
    scope,
    onDelete,
    ownsChildren,
    loading: options.loading,
  }
}

function throughOf(association: AssociationShape): Through | undefined {
  const { through, foreignKey, otherKey } = association
  if (through === undefined || otherKey === undefined) return undefined
  return { model: through.model, key: foreignKey, targetKey: otherKey, scope: through.scope }
}

function mirrors(one: Relation, other: Relation): boolean {
  const opposite = (one.kind === 'BelongsTo') !== (other.kind === 'BelongsTo')
  const together = one.key === other.targetKey && one.targetKey === other.key
  return opposite && together && other.through === undefined && other.target.name === one.source.name
}
