/**
 * Expressions in a statement whose values are bound. The same expression is the same text wherever it stands, for that is
 * how PostgreSQL knows that what is selected is what is grouped by; and a text in it is bound as it is, where Sequelize
 * doubles each `$`.
 */
import type { Statement } from '../driver/connection.ts'
import type { Binding } from '../core/binding.ts'
import { binding } from '../core/binding.ts'
import type { Core } from '../core/core.ts'
import type { QueryGenerator } from '../core/sequelize.ts'
import { SequelizeMethod } from '../core/sequelize.ts'
import { text } from '../core/text.ts'

type Handle = (this: Expressive, expression: Expression, ...where: readonly unknown[]) => string
type Expressive = QueryGenerator & {
  handleSequelizeMethod: Handle
  jsonPathExtractionQuery(column: string, path: unknown, isJson?: boolean): string
  whereItemsQuery(where: unknown): string
}
/** A function with its arguments, a cast of a value, or another of Sequelize's expressions. */
type Expression = {
  readonly fn?: string
  readonly args?: readonly unknown[]
  readonly val?: unknown
  readonly type?: string
  readonly col?: string
}

/** PostgreSQL's limit on bound values. */
export const mostValues = 65_535

/** Compiles a statement with its values bound, or with literals in its text where there are more than can be bound. */
export function compiled(core: Core, write: (bound: Binding) => string): Statement {
  const bound = expressive(core)
  const source = write(bound)
  if (bound.values.length <= mostValues) return { text: source, values: bound.values, prepare: true }
  return { text: write(literals(core)), values: [], prepare: false }
}

/** A fresh binding for one statement that may have expressions in it. */
export function expressive(core: Core): Binding {
  const bound = binding(core)
  writeExpressions(core, bound.generator)
  return bound
}

/** Teaches a generator that binds values to write expressions. */
export function writeExpressions(core: Core, bare: QueryGenerator): void {
  const generator = bare as Expressive
  const base = generator.handleSequelizeMethod
  const known = new Map<string, string>()
  // Sequelize drops what it wrote of a path that leads further: a value bound for that would have no place.
  generator.jsonPathExtractionQuery = (...path) =>
    (core.generator as Expressive).jsonPathExtractionQuery(...path)
  generator.handleSequelizeMethod = function handle(expression, ...where) {
    const key = keyOf(expression)
    const found = key === undefined ? undefined : known.get(key)
    if (found !== undefined) return found
    const written = isFunction(expression)
      ? `${expression.fn}(${expression.args.map((each) => argument(this, expression.fn, each, where)).join(', ')})`
      : base.call(this, expression, ...where)
    if (key !== undefined) known.set(key, written)
    return written
  }
}

/** Writes values into the text, where there are more than can be bound. */
export function literals(core: Core): Binding {
  const { generator } = core
  return { generator, values: [], bind: (value) => generator.escape(text(value)) }
}

/** Functions whose arguments are of any type, so that a bound text has none unless it is said. */
const takingAny = new Set([
  'concat',
  'concat_ws',
  'count',
  'format',
  'json_build_array',
  'json_build_object',
  'jsonb_build_array',
  'jsonb_build_object',
  'num_nonnulls',
  'num_nulls',
  'pg_typeof',
])

/** Numbers and truth values stand in the text, for by their type PostgreSQL tells functions of one name apart. */
function argument(generator: Expressive, fn: string, value: unknown, where: readonly unknown[]): string {
  if (value instanceof SequelizeMethod) return generator.handleSequelizeMethod(value, ...where)
  if (isObject(value)) return generator.whereItemsQuery(value)
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
    return String(value)
  const written = generator.escape(value)
  return typeof value === 'string' && takingAny.has(fn.toLowerCase()) ? `${written}::text` : written
}

/** What makes two expressions the same; undefined where a condition is among them, whose operators are symbols. */
function keyOf(expression: Expression): string | undefined {
  const isKnown = isFunction(expression) || (expression.val !== undefined && expression.type !== undefined)
  return isKnown && isSimple(expression) ? JSON.stringify(expression) : undefined
}

function isSimple(value: unknown): boolean {
  if (!(value instanceof SequelizeMethod)) return !isObject(value)
  const { args, val, col } = value as Expression
  if (args !== undefined) return args.every(isSimple)
  return col !== undefined || (val !== undefined && isSimple(val))
}

function isFunction(expression: Expression): expression is Required<Pick<Expression, 'fn' | 'args'>> {
  return expression.fn !== undefined && expression.args !== undefined
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
