/** Defaults that the database can make itself; what only JavaScript can make (UUIDV4, functions) is none of them. */
import type { Attribute } from './described-model.ts'
import { literal } from './quote.ts'

/** `DEFAULT …`, or nothing. */
export function defaultOf({ defaultValue, type }: Attribute): string {
  const expression = expressionOf(defaultValue, type.key)
  return expression === undefined ? '' : `DEFAULT ${expression}`
}

function expressionOf(value: unknown, type: string): string | undefined {
  if (value === undefined || value === null || typeof value === 'function') return undefined
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value)
  if (typeof value === 'string') return literal(value)
  if (value instanceof Date) return literal(value.toISOString())
  return structured(value, type)
}

function structured(value: object, type: string): string | undefined {
  if ('val' in value) return String(value.val)
  if ('fn' in value && 'args' in value && Array.isArray(value.args)) return call(String(value.fn), value.args)
  if ('key' in value && value.key === 'NOW') return 'now()'
  if (type === 'JSON' || type === 'JSONB') return literal(JSON.stringify(value))
  if (Array.isArray(value)) return literal(`{${value.map((each) => JSON.stringify(String(each))).join(',')}}`)
  return undefined
}

function call(fn: string, args: readonly unknown[]): string {
  return `${fn}(${args.map((each) => expressionOf(each, '') ?? 'NULL').join(', ')})`
}
