/** Values in the text form that PostgreSQL reads, the same for every driver. */
import { createRequire } from 'node:module'

type Prepare = (value: unknown) => string | Buffer | null
const { prepareValue } = createRequire(import.meta.url)('pg/lib/utils') as { readonly prepareValue: Prepare }

/**
 * One value as the text of a bound parameter.
 * @param value anything a Sequelize type's `stringify` returns, or a plain JavaScript value; arrays become array literals
 * @returns the text, or null for SQL's NULL
 */
export function text(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`
  const prepared = prepareValue(value)
  return Buffer.isBuffer(prepared) ? `\\x${prepared.toString('hex')}` : prepared
}

/** Texts as an array literal, every element quoted (PostgreSQL manual, 8.15.6 "Array Input and Output Syntax"). */
export function arrayText(elements: readonly (string | null)[]): string {
  let list = ''
  for (const element of elements) {
    if (list !== '') list += ','
    list += element === null ? 'NULL' : `"${escaped(element)}"`
  }
  return `{${list}}`
}

/** Most texts have nothing to escape, which `includes` tells faster than a regular expression. */
function escaped(element: string): string {
  if (!element.includes('"') && !element.includes('\\')) return element
  return element.replaceAll(/[\\"]/g, '\\$&')
}
