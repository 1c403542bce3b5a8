/** What went wrong in pg, as plain fields that can cross to another thread. */
import type { ErrorFields } from './database-error.ts'

const names = [
  'code',
  'severity',
  'detail',
  'hint',
  'position',
  'internalPosition',
  'internalQuery',
  'where',
  'schema',
  'table',
  'column',
  'dataType',
  'constraint',
  'file',
  'line',
  'routine',
] as const satisfies readonly (keyof ErrorFields)[]

/** The fields of an error. A host name with several addresses fails with one error for each: the last tells. */
export function errorFields(error: unknown): ErrorFields {
  if (error instanceof AggregateError && error.errors.length > 0) return errorFields(error.errors.at(-1))
  if (!(error instanceof Error)) return { message: String(error) }
  const given = error as { readonly [name in (typeof names)[number]]?: unknown }
  const fields = names.filter((name) => given[name] !== undefined).map((name) => [name, String(given[name])])
  return { message: error.message, ...Object.fromEntries(fields) }
}

/** Whether the connection ends with this error: the server says so, or it was not the server that spoke. */
export function isFatal(error: unknown): boolean {
  const { severity, code } = errorFields(error)
  return severity === undefined || /^(FATAL|PANIC)$/.test(severity) || /^(08|57P0)/.test(code ?? '')
}

/** Why a connection could not be made, with the codes that the native driver gives for the same. */
export function connectFields(error: unknown): ErrorFields {
  const fields = errorFields(error)
  if (fields.message === 'timeout expired') return { ...fields, code: 'ETIMEDOUT' }
  if (/password must be a string/.test(fields.message)) return { ...fields, code: '28P01' }
  return fields.code === 'EAI_AGAIN' ? { ...fields, code: 'ENOTFOUND' } : fields
}
