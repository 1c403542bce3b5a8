/** What went wrong in the database, as Sequelize's own error classes; the statement is on the error, never in its message. */
import { ForeignKeyConstraintError } from 'sequelize'
import type { Statement } from '../driver/connection.ts'
import { SessionError } from '../error.ts'
import type { Core } from './core.ts'
import { insideSequelize } from './sequelize.ts'

type DriverError = Error & { readonly code?: string; readonly parent?: unknown }

/**
 * A driver's error as the caller sees it: `UniqueConstraintError`, `ForeignKeyConstraintError` and so on, or a
 * SessionError CONNECTION_LOST where the connection went away.
 */
export function failure(core: Core, error: unknown, { text, values }: Statement): unknown {
  if (!(error instanceof Error)) return error
  const { code } = error as DriverError
  if (isLost(error)) {
    return new SessionError(
      'CONNECTION_LOST',
      'The connection to PostgreSQL was lost and the transaction with it. Roll back and try again.',
      { cause: error },
    )
  }
  if (code === undefined) return error
  const parent = Object.assign(error, { sql: text, parameters: values })
  const formatted = code === '23001' ? restrictViolation(parent) : format(core, parent)
  return Object.assign(formatted, { sql: text, parameters: values })
}

function format(core: Core, error: Error): Error {
  const { dialect } = insideSequelize(core.sequelize)
  return new dialect.Query({}, core.sequelize, {}).formatError(error, error.stack)
}

/** PostgreSQL 18 gives RESTRICT a code of its own, which Sequelize does not know; before, it was a foreign key's like others. */
function restrictViolation(parent: Error & { readonly table?: string; readonly constraint?: string }): Error {
  const { table = '', constraint = '', message } = parent
  return new ForeignKeyConstraintError({ parent, table, index: constraint, message } as never)
}

/**
 * What kept a connection from being made, as one line without any secret.
 * @param where host and port, as shown to people
 */
export function connectionFailure(error: unknown, where: string): unknown {
  const cause = rootOf(error)
  const code = (cause as DriverError).code ?? ''
  const options = { cause: error }
  if (code === '28P01' || code === '28000') {
    return new SessionError(
      'WRONG_CREDENTIALS',
      `PostgreSQL at ${where} refused the user name or the password.`,
      options,
    )
  }
  if (code === '3D000') {
    return new SessionError(
      'NO_SUCH_DATABASE',
      `PostgreSQL at ${where} has no such database. Create it first.`,
      options,
    )
  }
  if (error instanceof SessionError) return error
  return new SessionError(
    'UNREACHABLE',
    `No PostgreSQL answers at ${where}. Is it running, and is the port right?`,
    options,
  )
}

function rootOf(error: unknown): unknown {
  const parent = (error as DriverError | undefined)?.parent
  return parent === undefined ? error : rootOf(parent)
}

/** Class 08, an administrator's 57P01, or node's own words where the socket closed without any. */
function isLost(error: DriverError): boolean {
  if (/^(08...|57P0[123]|EPIPE|ECONNRESET)$/.test(error.code ?? '')) return true
  return (
    error.code === undefined && /Connection terminated|not queryable|connection error/.test(error.message)
  )
}
