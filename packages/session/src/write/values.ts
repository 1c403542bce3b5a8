/** A row as somebody gives it, with what its model adds: defaults, and the work of setters. */
import type { Attribute, ModelClass } from '../core/sequelize.ts'
import { inside, insideInstance, SequelizeMethod, toDefaultValue } from '../core/sequelize.ts'
import { known } from './column.ts'
import type { Row } from './insert.ts'

/** What is to be done for each row of a model. */
type Manner = {
  readonly names: ReadonlySet<string>
  readonly hasSetters: boolean
  /** Defaults that JavaScript makes; those that are SQL the database makes. */
  readonly defaults: readonly (readonly [name: string, value: unknown])[]
}

const manners = new WeakMap<object, Manner>()

/**
 * The values of a row with the model's own defaults and setters applied.
 * @throws SessionError UNKNOWN_ATTRIBUTE
 */
export function valuesOf(model: ModelClass, row: Row): Row {
  const { names, hasSetters, defaults } = mannerOf(model)
  for (const name in row) if (!names.has(name)) known(model, name)
  if (hasSetters) return insideInstance(model.build(row as never)).dataValues
  if (defaults.length === 0) return row
  const values: Record<string, unknown> = { ...row }
  for (const [name, value] of defaults) if (values[name] === undefined) values[name] = toDefaultValue(value)
  return values
}

/** Building an instance is most of what a row costs, and needed only where a setter or a type makes something of the value. */
function mannerOf(model: ModelClass): Manner {
  const { rawAttributes } = inside(model)
  const found = manners.get(rawAttributes) ?? describe(model, Object.values(rawAttributes))
  manners.set(rawAttributes, found)
  return found
}

function describe(model: ModelClass, attributes: readonly Attribute[]): Manner {
  const { _virtualAttributes, options } = inside(model)
  const ownSetters = Object.keys(options.setterMethods ?? {}).length > 0
  const hasSetters =
    ownSetters || _virtualAttributes.size > 0 || attributes.some(({ set }) => set !== undefined)
  const defaults = attributes
    .filter(({ defaultValue }) => defaultValue !== undefined && defaultValue !== null)
    .filter(({ defaultValue }) => !(defaultValue instanceof SequelizeMethod))
    .map(({ fieldName, defaultValue }) => [fieldName, defaultValue] as const)
  return { names: new Set(attributes.map(({ fieldName }) => fieldName)), hasSetters, defaults }
}
