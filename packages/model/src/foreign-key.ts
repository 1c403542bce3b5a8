/**
 * A foreign key in one decorator: column, REFERENCES with ON DELETE, and index. Sequelize takes ON DELETE from whichever
 * side of an association it happens to see first; written on the attribute itself, it is the same in every order.
 */
import type { ModelAttributeColumnOptions, ModelStatic } from 'sequelize'
import { Column, DataType, ForeignKey } from 'sequelize-typescript'
import { getAttributes, getOptions } from 'sequelize-typescript'
import { ModelError } from './error.ts'

export type ReferentialAction = 'CASCADE' | 'RESTRICT' | 'SET NULL' | 'NO ACTION'

export type ForeignKeyOptions = {
  /** What becomes of this row when the one it refers to is deleted. */
  readonly onDelete: ReferentialAction
  readonly onUpdate?: ReferentialAction
  /** NULL is allowed. */
  readonly optional?: boolean
  /** It is (a part of) the primary key. */
  readonly primaryKey?: boolean
}

/** A model class, perhaps not initialised yet. */
export type ModelClass = ModelStatic<never> | (abstract new (...args: never[]) => object)

type Reference = { readonly target: () => ModelClass }
type Attributes = Record<string, ModelAttributeColumnOptions>

const references = new WeakMap<object, Map<string, Reference>>()

/**
 * Refers to the primary key of another model, whose type the column takes.
 * @param target given as a function, since the other class may not be defined yet
 * @example @foreignKey(() => User, { onDelete: 'CASCADE' }) declare userId: string
 */
export function foreignKey(target: () => ModelClass, options: ForeignKeyOptions) {
  const { onDelete, onUpdate = 'NO ACTION', optional = false, primaryKey = false } = options
  return (prototype: object, property: string): void => {
    const own = references.get(prototype) ?? new Map<string, Reference>()
    references.set(prototype, own.set(property, { target }))
    // The type is a placeholder until the target is known: see resolveForeignKeys.
    const placeholder = { type: DataType.INTEGER, allowNull: optional, primaryKey, onDelete, onUpdate }
    ;(Column(placeholder) as PropertyDecorator)(prototype, property)
    ForeignKey(target as never)(prototype, property)
  }
}

/** Gives the foreign keys among attributes the type and the table they refer to. To be called once all models are defined. */
export function resolveForeignKeys(
  model: { readonly prototype: object },
  attributes: Attributes,
): Attributes {
  const resolved = { ...attributes }
  for (const [property, { target }] of referencesOf(model.prototype)) {
    const attribute = attributes[property]
    if (attribute !== undefined) resolved[property] = { ...attribute, ...referred(target()) }
  }
  return resolved
}

function referencesOf(prototype: object): ReadonlyMap<string, Reference> {
  const parent: object | null = Object.getPrototypeOf(prototype)
  const inherited = parent === null ? [] : referencesOf(parent)
  return new Map([...inherited, ...(references.get(prototype) ?? [])])
}

function referred(target: ModelClass): Pick<ModelAttributeColumnOptions, 'type' | 'references'> {
  const prototype = target.prototype as object
  const attributes = (getAttributes(prototype) ?? {}) as Attributes
  const key = Object.entries(attributes).find(([, attribute]) => attribute.primaryKey === true)
  if (key === undefined) {
    throw new ModelError('NO_PRIMARY_KEY', `${target.name} has no primary key for a foreign key to refer to.`)
  }
  const [name, attribute] = key
  const { tableName = target.name, schema } = getOptions(prototype) ?? {}
  const type = referencesOf(prototype).get(name)
  const model = schema === undefined ? tableName : { tableName, schema }
  return {
    type: type === undefined ? attribute.type : referred(type.target()).type,
    references: { model, key: attribute.field ?? snakeCase(name) },
  }
}

/** `telegramId` to `telegram_id`. */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase()
}
