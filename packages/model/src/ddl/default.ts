/** Defaults that the database can make itself; what only JavaScript can make (UUIDV4, functions) is none of them. */
import { Utils } from 'sequelize'
import type { Attribute } from './described-model.ts'
import { literal } from './quote.ts'

/** `DEFAULT …`, or nothing. */
export function defaultOf({ defaultValue, type }: Attribute): string {
  const expression = expressionOf(defaultValue, typeof type === 'string' ? type : type.key)
  return expression === undefined ? '' : `DEFAULT ${expression}`
}

function expressionOf(value: unknown, type: string): string | undefined {
  if (value === undefined || value === null || typeof value === 'function') return undefined
  if (value instanceof Utils.SequelizeMethod) return written(value)
  if (/^jsonb?$/i.test(type)) return literal(JSON.stringify(value))
  if (typeof value === 'object') return structured(value)
  return scalar(value)
}

/** What was written as SQL: `literal('now()')`, `fn('gen_random_uuid')`, `cast('{}', 'text[]')`. */
function written(value: Utils.SequelizeMethod): string | undefined {
  if (value instanceof Utils.Literal) return String(value.val)
  if (value instanceof Utils.Cast) return `CAST(${argument(value.val)} AS ${value.type})`
  if (!(value instanceof Utils.Fn)) return undefined
  const { fn, args } = value as unknown as { readonly fn: string; readonly args: readonly unknown[] }
  return `${fn}(${args.map(argument).join(', ')})`
}

function argument(value: unknown): string {
  return expressionOf(value, '') ?? 'NULL'
}

function structured(value: object): string | undefined {
  if (value instanceof Date) return literal(value.toISOString())
  if (value instanceof Uint8Array) return literal(`\\x${Buffer.from(value).toString('hex')}`)
  if (Array.isArray(value)) return literal(array(value))
  // DataTypes.NOW, which Sequelize has made an instance of; UUIDV1 and UUIDV4 are of no use to the database.
  return 'key' in value && value.key === 'NOW' ? 'now()' : undefined
}

function array(values: readonly unknown[]): string {
  const elements = values.map((each) => {
    if (Array.isArray(each)) return array(each)
    return each === null ? 'NULL' : JSON.stringify(String(each))
  })
  return `{${elements.join(',')}}`
}

function scalar(value: unknown): string {
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : literal(String(value))
}
