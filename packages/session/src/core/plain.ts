/** What an instance looks like as plain values, with the relations that a read has brought along. */
import { Model } from 'sequelize'
import { recordOf, sessionOf } from './record.ts'
import { exposedRelations, relationValue } from './relation-values.ts'
import type { ModelClass } from './sequelize.ts'
import { classOf, columnsOf, insideInstance } from './sequelize.ts'

type Options = { readonly plain?: boolean; readonly raw?: boolean }
type Values = Record<string, unknown>
type Get = (this: Model, key?: string | Options, options?: Options) => unknown

/** Sequelize's own, which knows the instance's values and getters. */
const getValues = Model.prototype.get as unknown as Get

/**
 * Lets `get`, `toJSON` and so JSON show loaded relations, as they do after Sequelize's own include. One row is one object
 * here, so a graph may lead back to where it began: what is met again on the way down is shown without its relations.
 */
export function installPlain(model: ModelClass): void {
  define(model, 'get', function get(this: Model, key?: string | Options, options?: Options) {
    if (typeof key === 'string') return oneOf(this, key, options)
    if (exposedRelations(this).length === 0 || key?.raw === true) return getValues.call(this, key, options)
    return key?.plain === true ? plainOf(this, new Set()) : shallowOf(this)
  })
}

function define(model: ModelClass, name: string, value: unknown): void {
  Object.defineProperty(model.prototype, name, {
    configurable: true,
    writable: true,
    enumerable: false,
    value,
  })
}

function oneOf(instance: Model, key: string, options: Options | undefined): unknown {
  if (isDeferred(instance, key)) sessionOf(instance)?.readOnDemand?.attribute(instance, key)
  if (!exposedRelations(instance).includes(key)) return getValues.call(instance, key, options)
  const value = relationValue(instance, key)
  return options?.plain === true ? plainValue(value, new Set([instance])) : value
}

/** Whether an attribute has a column that was not read. */
export function isDeferred(instance: Model, name: string): boolean {
  if (name in insideInstance(instance).dataValues || sessionOf(instance) === undefined) return false
  return (
    recordOf(instance).partial && columnsOf(classOf(instance)).some((column) => column.fieldName === name)
  )
}

function shallowOf(instance: Model): Values {
  const relations = exposedRelations(instance).map((name) => [name, relationValue(instance, name)] as const)
  return { ...(getValues.call(instance) as Values), ...Object.fromEntries(relations) }
}

function plainOf(instance: Model, path: ReadonlySet<Model>): Values {
  const values = { ...(getValues.call(instance, { plain: true }) as Values) }
  if (path.has(instance)) return values
  const below = new Set(path).add(instance)
  for (const name of exposedRelations(instance))
    values[name] = plainValue(relationValue(instance, name), below)
  return values
}

function plainValue(value: unknown, path: ReadonlySet<Model>): unknown {
  if (Array.isArray(value)) return value.map((each) => plainValue(each, path))
  return value instanceof Model ? plainOf(value, path) : value
}
