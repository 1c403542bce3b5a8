/**
 * Turns Sequelize's query generator, which writes literals into SELECTs, into one that binds them: every place where it
 * escapes a value asks `escape`, so a generator derived from it can keep the value and write `$n` instead.
 */
import type { Core } from './core.ts'
import type { Attribute, QueryGenerator } from './sequelize.ts'
import { SequelizeMethod } from './sequelize.ts'
import { text } from './text.ts'

/** A query generator together with the values it has bound so far. */
export type Binding = {
  readonly generator: QueryGenerator
  readonly values: (string | null)[]
  /** Binds one value and returns its placeholder. */
  bind(value: unknown): string
}

/** Takes a value that is to be bound, with the attribute whose type writes it where there is one, and gives its placeholder. */
export type Sink = (value: unknown, attribute?: Attribute, options?: unknown) => string

/** A fresh binding for one statement. */
export function binding(core: Core): Binding {
  const values: (string | null)[] = []
  const sink: Sink = (value, attribute, options) =>
    `$${values.push(boundText(core, value, attribute, options))}`
  return { generator: bindingGenerator(core, sink), values, bind: (value) => sink(value) }
}

/** A query generator that hands the values of a statement to a sink, where the dialect's own writes literals. */
export function bindingGenerator(core: Core, sink: Sink): QueryGenerator {
  const base = core.generator
  const generator: QueryGenerator = Object.create(base)
  generator.escape = function escape(value, field, options) {
    if (!bindable(value, field)) return base.escape.call(this, value, field, options)
    return field?.type === undefined ? sink(value) : sink(value, field, options)
  }
  return generator
}

/**
 * The text of a value that is bound, as the type of the attribute that it is compared with writes it.
 * @throws ValidationError where the type does not take it
 */
export function boundText(
  core: Core,
  value: unknown,
  attribute?: Attribute,
  options?: unknown,
): string | null {
  if (attribute === undefined) return text(value)
  core.generator.validate(value, attribute, options ?? {})
  return text(encode(core, attribute, value))
}

/**
 * A value as its attribute's type writes it for a bound parameter.
 * @param attribute the attribute it is for
 * @param value what the model instance holds; null and undefined become NULL
 */
export function encode(core: Core, attribute: Attribute, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (isPlain(core, attribute, value)) return value instanceof Date ? value.toISOString() : value
  // A type that Sequelize does not know is named by its text.
  if (typeof attribute.type.bindParam !== 'function') return value
  let bound: unknown = value
  const options = { escape: (inner: unknown) => inner, field: attribute, timezone: core.timezone }
  attribute.type.bindParam(value, { ...options, bindParam: (inner) => ((bound = inner), '$') })
  return bound
}

const texts = new Set([
  'STRING',
  'TEXT',
  'CHAR',
  'CITEXT',
  'BIGINT',
  'INTEGER',
  'SMALLINT',
  'DECIMAL',
  'UUID',
])
const numbers = new Set(['INTEGER', 'SMALLINT', 'BIGINT', 'DECIMAL', 'FLOAT', 'REAL', 'DOUBLE PRECISION'])

/** Whether a string is sent to the attribute's column as it is. */
export function takesTexts({ type: { key } }: Attribute): boolean {
  return texts.has(key)
}

/** Values that Sequelize's types would hand on as they are, or write as the same moment with much more effort. */
function isPlain(core: Core, attribute: Attribute, value: unknown): boolean {
  if (typeof value === 'string') return takesTexts(attribute)
  const { key } = attribute.type
  if (typeof value === 'number') return numbers.has(key) && Number.isFinite(value)
  if (!(value instanceof Date) || key !== 'DATE' || core.timezone !== '+00:00') return false
  const year = value.getUTCFullYear()
  return year >= 1 && year <= 9999
}

function bindable(value: unknown, field: Attribute | undefined): boolean {
  if (value === null || value === undefined) return false
  if (value instanceof SequelizeMethod || Array.isArray(value)) return false
  return field?.type?.escape !== false
}
