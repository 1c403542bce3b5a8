/** What kept a connection from being made, as one line without any secret. */
import type { SessionErrorCode } from '../error.ts'
import { SessionError } from '../error.ts'

type Cause = { readonly code?: string; readonly message?: string; readonly parent?: unknown }

/**
 * The error that tells.
 * @param where host and port, or a socket, as shown to people
 */
export function connectionFailure(error: unknown, where: string): unknown {
  if (error instanceof SessionError) return error
  const [code, says] = told(rootOf(error), where)
  return new SessionError(code, says, { cause: error })
}

function told({ code = '', message = '' }: Cause, where: string): readonly [SessionErrorCode, string] {
  if (code === '28P01' || code === '28000' || message.includes('password must be a string')) {
    return ['WRONG_CREDENTIALS', `PostgreSQL at ${where} refused the user name or the password.`]
  }
  if (code === '3D000') {
    return ['NO_SUCH_DATABASE', `PostgreSQL at ${where} has no such database. Create it first.`]
  }
  const reason = (message.split('\n')[0] ?? '').replace(/\.$/, '')
  if (/^(?!E)[0-9A-Z]{5}$/.test(code) && !code.startsWith('08')) {
    return ['UNREACHABLE', `PostgreSQL at ${where} takes no connection: ${reason} (${code}).`]
  }
  if (/SSL|TLS|certificate/i.test(`${code} ${message}`)) {
    return ['UNREACHABLE', `No encrypted connection to PostgreSQL at ${where}: ${reason}.`]
  }
  const why = code === '' ? reason : code
  return [
    'UNREACHABLE',
    `No PostgreSQL answers at ${where}${why === '' ? '' : ` (${why})`}. Is it running, and is the port right?`,
  ]
}

/** Sequelize wraps the driver's error; a host of several addresses has one for each, and the last tells. */
function rootOf(error: unknown): Cause {
  if (error instanceof AggregateError && error.errors.length > 0) return rootOf(error.errors.at(-1))
  const { parent } = (error ?? {}) as Cause
  return parent === undefined ? ((error ?? {}) as Cause) : rootOf(parent)
}
