/** What went wrong in the database, as Sequelize's own error classes; the statement is on the error, never in its message. */
import { DatabaseError, ForeignKeyConstraintError, TimeoutError, UnknownConstraintError } from 'sequelize'
import type { Statement } from '../driver/connection.ts'
import { SessionError } from '../error.ts'
import type { Core } from './core.ts'
import type { Shown } from './echo.ts'
import { withoutValues } from './message.ts'
import { insideSequelize } from './sequelize.ts'

/** What the server says of an error, as both drivers give it. */
type DriverError = Error & {
  readonly code?: string
  readonly severity?: string
  readonly detail?: string
  readonly schema?: string
  readonly table?: string
  readonly column?: string
  readonly constraint?: string
  readonly parent?: unknown
}

/** What every error of a statement has beside what Sequelize's class gives it; `code` is the SQLSTATE. */
export type StatementFailure = {
  readonly sql: string
  readonly parameters: readonly unknown[]
  readonly code: string
  readonly schema?: string
  readonly table?: string
  readonly column?: string
  readonly columns?: readonly string[]
  readonly constraint?: string
}

/**
 * A driver's error as the caller sees it: `UniqueConstraintError`, `ForeignKeyConstraintError` and so on with what
 * {@link StatementFailure} says, or a SessionError CONNECTION_LOST where the connection went away. The driver's error, which
 * may have values in its message, is its `parent`.
 * @param shown how bound values are to be shown; undefined where they are not hidden
 */
export function failure(core: Core, error: unknown, { text, values }: Statement, shown?: Shown): unknown {
  if (!(error instanceof Error)) return error
  const { code } = error as DriverError
  if (isLost(error)) return lost(error)
  if (code === undefined) return error
  const parameters = shown?.(values, text) ?? values
  const parent = Object.assign(error, { sql: text, parameters }) as DriverError
  const message = withoutValues(error.message, code, values)
  const failed = formatted(core, parent, message)
  describe(failed, parent, { sql: text, parameters, code })
  Error.captureStackTrace(failed, failure) // the driver's is that of a socket, and begins with its message
  return shown === undefined ? failed : concealed(failed)
}

/** Whether repeating the whole transaction may help: a serialization failure or a deadlock. */
export function isRetryable(error: unknown): boolean {
  const { code, parent } = (error ?? {}) as { readonly code?: unknown; readonly parent?: unknown }
  return code === '40001' || code === '40P01' || (parent !== undefined && isRetryable(parent))
}

/** Class 08, a server that hangs up, or node's own words where the socket closed without any. */
function isLost({ code, severity, message }: DriverError): boolean {
  if (/^(FATAL|PANIC)$/.test(severity ?? '')) return true
  if (/^(08...|57P0[1-5]|25P0[34]|EPIPE|ECONNRESET|ETIMEDOUT)$/.test(code ?? '')) return true
  return code === undefined && /Connection terminated|not queryable|connection error/.test(message)
}

function lost(cause: Error): SessionError {
  const says = 'The connection to PostgreSQL was lost and the transaction with it. Roll back and try again.'
  return new SessionError('CONNECTION_LOST', says, { cause })
}

/** Sequelize's class, of an error that looks like the server's and has the message that may be shown. */
function formatted(core: Core, parent: DriverError, message: string): Error {
  const { code = '', table = '', constraint = '' } = parent
  const shown = Object.create(parent, { message: { value: message } }) as DriverError
  if (code === '23001') return restrictViolation(shown, table, constraint)
  if (code === '55P03' || (code === '57014' && message.includes('timeout')))
    return new TimeoutError(shown as never)
  try {
    return new (insideSequelize(core.sequelize).dialect.Query)({}, core.sequelize, {}).formatError(shown)
  } catch (error) {
    // It throws what it means to return, and stumbles where the server gives no detail to who may not read the table.
    return error instanceof UnknownConstraintError ? error : new DatabaseError(shown as never)
  }
}

/** PostgreSQL 18 gives RESTRICT a code of its own, which Sequelize does not know; before, it was a foreign key's like others. */
function restrictViolation(parent: DriverError, table: string, constraint: string): Error {
  return new ForeignKeyConstraintError({ parent, table, index: constraint, message: parent.message } as never)
}

function describe(
  failed: Error,
  parent: DriverError,
  said: Pick<StatementFailure, 'sql' | 'parameters' | 'code'>,
): void {
  const { schema, table, column, constraint } = parent
  const columns = column === undefined ? columnsOf(parent) : [column]
  const known = Object.entries({ schema, table, column, columns, constraint })
  Object.assign(failed, said, Object.fromEntries(known.filter(([, value]) => value !== undefined)))
  Object.assign(failed, { parent, original: parent })
}

/** The columns of the key that the detail names: `Key (a, "B c")=(1, 2) already exists.` */
function columnsOf({ code, detail }: DriverError): readonly string[] | undefined {
  const key = code?.startsWith('23') ? /^[^(]*\((.*?)\)=\(/.exec(detail ?? '')?.[1] : undefined
  return key
    ?.match(/"(?:[^"]|"")+"|[^,\s"][^,]*/g)
    ?.map((name) => name.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'))
}

type WithValues = Error & { fields?: object | null; errors?: { value?: unknown }[] }

/** What a log prints of an error then has no value; `parent` is still there for who asks for it. */
function concealed(failed: WithValues): Error {
  for (const name of ['parent', 'original']) {
    Object.defineProperty(failed, name, { enumerable: false })
  }
  if (failed.fields)
    failed.fields = Object.fromEntries(Object.keys(failed.fields).map((name) => [name, '***']))
  for (const item of failed.errors ?? []) item.value = '***'
  return failed
}
