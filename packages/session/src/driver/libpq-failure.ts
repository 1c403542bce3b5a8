/** What went wrong in libpq, as the errors that pg would throw. */
import type { DatabaseError } from 'pg'
import type { ErrorFields } from './database-error.ts'
import { databaseError, lostConnection } from './database-error.ts'
import type { Libpq, LibpqFields } from './libpq.ts'
import { settledStatus } from './libpq-copy.ts'
import { isFatal } from './pg-failure.ts'

/** An error, and whether the connection went away with it. */
export type ResultFailure = { readonly error: DatabaseError; readonly lost: boolean }

/** PQTRANS_UNKNOWN: what libpq says of the transaction on a bad connection. */
const unknownTransaction = 4

/** Whether the connection is gone. */
export function isLost(pq: Libpq): boolean {
  return pq.transactionStatus() === unknownTransaction
}

const codes: readonly (readonly [says: RegExp, code: string])[] = [
  [/Connection refused/, 'ECONNREFUSED'],
  [/could not translate host name/, 'ENOTFOUND'],
  [/No such file or directory/, 'ENOENT'],
  [/timeout expired|timed out/, 'ETIMEDOUT'],
  [/password authentication failed|no password supplied/, '28P01'],
  [/role "[^]*" does not exist|no pg_hba\.conf entry|is not permitted to log in/, '28000'],
  [/database "[^]*" does not exist/, '3D000'],
  [/too many (clients|connections)|connection slots are reserved/, '53300'],
  [/the database system is (starting up|shutting down|in recovery)|not yet accepting/, '57P03'],
]

const names = {
  sqlState: 'code',
  severity: 'severity',
  messagePrimary: 'message',
  messageDetail: 'detail',
  messageHint: 'hint',
  statementPosition: 'position',
  internalPosition: 'internalPosition',
  internalQuery: 'internalQuery',
  context: 'where',
  schemaName: 'schema',
  tableName: 'table',
  columnName: 'column',
  dataTypeName: 'dataType',
  constraintName: 'constraint',
  sourceFile: 'file',
  sourceLine: 'line',
  sourceFunction: 'routine',
} as const satisfies Record<keyof LibpqFields, keyof ErrorFields>

/**
 * Why a connection could not be made. libpq gives a text only, in the language of the process (LC_MESSAGES) or, for
 * what the server says, in the server's (lc_messages); where that is not English the error has no `code`.
 */
export function connectFailure(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause
  const attempt = lastAttempt(cause.message)
  const code = codes.find(([says]) => says.test(attempt))?.[1]
  return databaseError({ message: withoutSeverity(attempt), ...(code === undefined ? {} : { code }) })
}

/**
 * What is wrong with the last result, if anything is.
 * @param status of the result, where it was asked for already
 */
export function resultFailure(pq: Libpq, status = pq.resultStatus()): ResultFailure | undefined {
  if (settledStatus(pq, status) !== 'PGRES_FATAL_ERROR') return undefined
  const said = pq.resultErrorMessage() || pq.errorMessage()
  const error = databaseError(fieldsOf(pq, said))
  const lost = isLost(pq) || isFatal(error)
  return { error: lost ? lostConnection(reason(said)) : error, lost }
}

/** What is wrong where a command could not even be sent. */
export function sendFailure(pq: Libpq): DatabaseError {
  return lostConnection(reason(pq.errorMessage()))
}

function fieldsOf(pq: Libpq, said: string): ErrorFields {
  const entries = Object.entries(pq.resultErrorFields() ?? {})
  return {
    message: reason(said),
    ...Object.fromEntries(entries.map(([name, value]) => [names[name as keyof LibpqFields], value])),
  }
}

/** A host name may have several addresses, each with a line that begins as the first does; hints stand in between. */
function lastAttempt(message: string): string {
  const lines = message.split('\n')
  const [beginning = ''] = message.split(/["\n]/, 1)
  return lines.findLast((line) => line.startsWith(beginning)) ?? message
}

function reason(message: string): string {
  return withoutSeverity(message.split('\n')[0] ?? '')
}

/** libpq's `FATAL:  text`, with its two spaces in every language; in front of it may stand where it connected to. */
function withoutSeverity(line: string): string {
  return /(?:^|: )[^\s:]+: {2}(.*)$/.exec(line)?.[1] ?? line
}
