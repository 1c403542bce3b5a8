/**
 * A foreign key in one decorator: column, REFERENCES with ON DELETE, and index. Sequelize takes ON DELETE from whichever
 * side of an association it happens to see first; written on the attribute itself, it is the same in every order.
 */
import type { ModelAttributeColumnOptions, ModelStatic } from 'sequelize'
import { Column, DataType, ForeignKey, getAttributes, getOptions } from 'sequelize-typescript'
import { ModelError } from './error.ts'
import { snakeCase } from './snake-case.ts'

export type ReferentialAction = 'CASCADE' | 'RESTRICT' | 'SET NULL' | 'NO ACTION'

/** SET NULL needs a column that may be NULL. */
export type ForeignKeyOptions = (
  | {
      /** What becomes of this row when the one it refers to is deleted. */
      readonly onDelete: Exclude<ReferentialAction, 'SET NULL'>
      /** NULL is allowed. */
      readonly optional?: boolean
    }
  | { readonly onDelete: 'SET NULL'; readonly optional: true }
) & {
  /** What becomes of it when the key of that one changes: nothing, and the change is refused, unless said otherwise. */
  readonly onUpdate?: Exclude<ReferentialAction, 'SET NULL'>
  /** It is (a part of) the primary key. */
  readonly primaryKey?: boolean
  /** The attribute of the target it refers to, where that is not the primary key. */
  readonly key?: string
  /** The column's type, where it is not that of the key it refers to. */
  readonly type?: ModelAttributeColumnOptions['type']
  /** The column's name, where it is not the property's in snake_case. */
  readonly field?: string
}

/** A model class, perhaps not initialised yet. */
export type ModelClass = ModelStatic<never> | (abstract new (...args: never[]) => object)

type Target = () => ModelClass
type Reference = { readonly target: Target; readonly options: ForeignKeyOptions }
type Attributes = Readonly<Record<string, ModelAttributeColumnOptions>>

const references = new WeakMap<object, Map<string, Reference>>()

/**
 * Refers to another model's primary key, and takes its type.
 * @param target given as a function, since the other class may not be defined yet
 * @example @foreignKey(() => User, { onDelete: 'CASCADE' }) declare userId: string
 */
export function foreignKey(target: Target, options: ForeignKeyOptions) {
  return (prototype: object, property: string): void => {
    const own = references.get(prototype) ?? new Map<string, Reference>()
    references.set(prototype, own.set(property, { target, options }))
    const { onDelete, onUpdate = 'NO ACTION', optional = false, primaryKey = false, field } = options
    // The type is a placeholder until the target is known: see resolveForeignKeys.
    const { type = DataType.INTEGER } = options
    const attribute = { type, allowNull: optional, primaryKey, onDelete, onUpdate }
    const named = field === undefined ? attribute : { ...attribute, field }
    ;(Column(named) as PropertyDecorator)(prototype, property)
    ForeignKey(target as never)(prototype, property)
  }
}

/**
 * Gives the foreign keys among attributes the type and the table they refer to. To be called once all classes are defined.
 * @throws ModelError NO_PRIMARY_KEY, COMPOSITE_KEY, UNKNOWN_COLUMN, UNKNOWN_TARGET
 */
export function resolveForeignKeys(
  model: { readonly prototype: object },
  attributes: Attributes,
): Attributes {
  const resolved: Record<string, ModelAttributeColumnOptions> = { ...attributes }
  for (const [property, reference] of referencesOf(model.prototype)) {
    const attribute = attributes[property]
    if (attribute !== undefined) resolved[property] = { ...attribute, ...referred(property, reference) }
  }
  return resolved
}

function referencesOf(prototype: object): ReadonlyMap<string, Reference> {
  const parent: object | null = Object.getPrototypeOf(prototype)
  const inherited = parent === null ? [] : referencesOf(parent)
  return new Map([...inherited, ...(references.get(prototype) ?? [])])
}

function referred(
  property: string,
  reference: Reference,
): Pick<ModelAttributeColumnOptions, 'type' | 'references'> {
  const { target, options } = reference
  const model = target() as ModelClass | undefined
  if (model === undefined) {
    const advice = 'Give it as a function, () => Target, of a class that this module imports.'
    throw new ModelError('UNKNOWN_TARGET', `The foreign key ${property} refers to nothing. ${advice}`)
  }
  const prototype = model.prototype as object
  const { tableName = model.name, schema, underscored } = getOptions(prototype) ?? {}
  const [name, attribute] = keyOf(model, options.key)
  const field = attribute.field ?? (underscored === true ? snakeCase(name) : name)
  const further = referencesOf(prototype).get(name)
  return {
    type: options.type ?? (further === undefined ? attribute.type : referred(name, further).type),
    references: { model: schema === undefined ? tableName : { tableName, schema }, key: field },
  }
}

/** What a foreign key to a model refers to: the attribute asked for, or the primary key. */
function keyOf(model: ModelClass, asked: string | undefined): readonly [string, ModelAttributeColumnOptions] {
  const attributes = (getAttributes(model.prototype) ?? {}) as Attributes
  if (asked !== undefined) {
    const attribute = attributes[asked]
    if (attribute !== undefined) return [asked, attribute]
    const known = Object.keys(attributes).join(', ')
    throw new ModelError('UNKNOWN_COLUMN', `${model.name} has no attribute "${asked}". It has ${known}.`)
  }
  const [key, ...others] = Object.entries(attributes).filter(([, attribute]) => attribute.primaryKey === true)
  if (key === undefined) {
    const advice = 'Mark one of its columns, with @IntPk or primaryKey: true.'
    throw new ModelError(
      'NO_PRIMARY_KEY',
      `${model.name} has no primary key for a foreign key to refer to. ${advice}`,
    )
  }
  if (others.length === 0) return key
  const columns = [key, ...others].map(([name]) => name).join(', ')
  const advice = 'Name the one to refer to: { key: … }.'
  throw new ModelError(
    'COMPOSITE_KEY',
    `The primary key of ${model.name} has several columns (${columns}). ${advice}`,
  )
}
