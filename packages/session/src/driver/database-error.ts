/** What PostgreSQL answered instead of a result, as pg's own DatabaseError, so that both drivers and both worlds throw one class. */
import { DatabaseError } from 'pg'

/** The fields of an error as plain data; absent ones are left out, and `severity` says that the server sent it. */
export type ErrorFields = {
  readonly message: string
  readonly code?: string
  readonly severity?: string
  readonly detail?: string
  readonly hint?: string
  readonly position?: string
  readonly internalPosition?: string
  readonly internalQuery?: string
  readonly where?: string
  readonly schema?: string
  readonly table?: string
  readonly column?: string
  readonly dataType?: string
  readonly constraint?: string
  readonly file?: string
  readonly line?: string
  readonly routine?: string
}

/** An error with these fields; the second argument of pg's constructor is the length of a message that is gone by now. */
export function databaseError(fields: ErrorFields): DatabaseError {
  return Object.assign(new DatabaseError(fields.message, 0, 'error'), fields)
}

/** The connection went away, with what the server or the socket said last. */
export function lostConnection(reason: string): DatabaseError {
  return databaseError({ message: `The connection to PostgreSQL was lost: ${reason}`, code: '08006' })
}

/** What makes a connection useless, as the loss that it is. */
export function asLost(error: unknown): DatabaseError {
  const { code, message } = error as DatabaseError
  return code === '08006' ? (error as DatabaseError) : lostConnection(message)
}

/** A statement was sent after `close()`, or after the connection was lost. */
export function closedConnection(): DatabaseError {
  return databaseError({ message: 'This connection to PostgreSQL is closed. Open another.', code: '08003' })
}
