/**
 * `Model.build` for plain values. Sequelize looks at each value of each new instance in ways that are the same for all
 * instances of a model; here they are looked at once, and what is not plain is left to Sequelize.
 */
import { Model } from 'sequelize'
import type { Attribute, ModelClass } from './sequelize.ts'
import { classOf, customSettersOf, inside, insideInstance, SequelizeMethod } from './sequelize.ts'

type Values = Record<string, unknown>
type Options = {
  readonly isNewRecord?: boolean
  readonly include?: unknown
  readonly attributes?: unknown
  readonly raw?: boolean
  readonly reset?: boolean
}
type InitValues = (this: Model, values: Values | undefined, options: Options) => void

/** How new instances of a model begin: values that are there whatever is given, then those of what is left out. */
type Beginning = {
  readonly stamps: readonly (readonly [name: string, value: unknown])[]
  readonly defaults: readonly (readonly [name: string, value: unknown])[]
  /** The names of {@link Beginning.defaults}. */
  readonly filled: ReadonlySet<string>
  /** Attributes that take a plain value as it is. */
  readonly plain: ReadonlySet<string>
}

/** Sequelize's own, called by its constructor. */
const initValues = (Model.prototype as unknown as { readonly _initValues: InitValues })._initValues
const { set: ownSet, changed: ownChanged } = Model.prototype

/** By the object that Sequelize makes anew whenever a model's attributes change; null where they are not so simple. */
const beginnings = new WeakMap<object, Beginning | null>()

/** Lets a model's instances be built quickly. Doing it again changes nothing. */
export function installQuickBuild(model: ModelClass): void {
  const prototype = model.prototype as unknown as { readonly _initValues: InitValues }
  if (prototype._initValues !== initValues) return
  Object.defineProperty(prototype, '_initValues', { configurable: true, writable: true, value: initQuickly })
}

function initQuickly(this: Model, values: Values | undefined, options: Options): void {
  const beginning = isOrdinary(this, options) ? beginningOf(classOf(this)) : null
  if (beginning === null) return initValues.call(this, values, options)
  const { dataValues } = insideInstance(this)
  const given: Values = { ...values }
  for (const [name, value] of beginning.stamps) dataValues[name] = value
  for (const [name, value] of beginning.defaults) if (given[name] === undefined) dataValues[name] = value
  for (const name in given) {
    const value = given[name]
    // What is undefined has its default by now, where there is one.
    if (value !== undefined || !beginning.filled.has(name))
      setOne(this, name, value, options, beginning.plain)
  }
}

/** What {@link Model.set} does to an attribute that has no value yet. */
function setOne(
  instance: Model,
  name: string,
  value: unknown,
  options: Options,
  plain: ReadonlySet<string>,
): void {
  const { dataValues, _previousDataValues, _changed } = insideInstance(instance)
  if (!isPlain(value) || dataValues[name] !== undefined || !plain.has(name)) {
    instance.set(name as never, value as never, options)
    return
  }
  _previousDataValues[name] = undefined
  _changed.add(name)
  dataValues[name] = value
}

function isOrdinary(instance: Model, { isNewRecord, include, attributes, raw, reset }: Options): boolean {
  if (isNewRecord !== true || raw === true || reset === true) return false
  if (include !== undefined || attributes !== undefined) return false
  return instance.set === ownSet && instance.changed === ownChanged
}

function beginningOf(model: ModelClass): Beginning | null {
  const { fieldRawAttributesMap } = inside(model)
  const known = beginnings.get(fieldRawAttributesMap)
  if (known !== undefined) return known
  const made = compile(model)
  beginnings.set(fieldRawAttributesMap, made)
  return made
}

/** Good until Sequelize looks at the attributes anew, as `refreshAttributes` does. */
function compile(model: ModelClass): Beginning | null {
  const { rawAttributes, primaryKeyAttributes, _timestampAttributes, _dataTypeSanitizers } = inside(model)
  const withDefault = Object.entries(rawAttributes).filter(([, attribute]) => 'defaultValue' in attribute)
  const isConstant = ([name, { defaultValue }]: readonly [string, Attribute]) =>
    defaultValue instanceof SequelizeMethod ||
    ((defaultValue === undefined || isPlain(defaultValue)) && !(name in _dataTypeSanitizers))
  if (!withDefault.every(isConstant)) return null
  const defaults = new Map(withDefault.map(([name, { defaultValue }]) => [name, defaultValue]))
  for (const name of primaryKeyAttributes) if (!defaults.has(name)) defaults.set(name, null)
  const stamps: (readonly [string, unknown])[] = []
  const { createdAt, updatedAt, deletedAt } = _timestampAttributes
  for (const name of [createdAt, updatedAt, deletedAt]) {
    if (name === undefined || !defaults.get(name)) continue
    stamps.push([name, defaults.get(name)])
    defaults.delete(name)
  }
  const plain = new Set(plainAttributes(model))
  return { stamps, defaults: [...defaults], filled: new Set(defaults.keys()), plain }
}

function plainAttributes(model: ModelClass): readonly string[] {
  const { rawAttributes, _dataTypeSanitizers, _dataTypeChanges } = inside(model)
  const special = [_dataTypeSanitizers, _dataTypeChanges, customSettersOf(model)]
  return Object.keys(rawAttributes).filter((name) => !special.some((each) => name in each))
}

function isPlain(value: unknown): boolean {
  return (
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  )
}
