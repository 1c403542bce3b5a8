/** The one error class of this package. */

export type PostgresErrorCode =
  | 'DATA_FOLDER'
  | 'INVALID_URL'
  | 'NO_CREATEDB'
  | 'NO_SUCH_COMMAND'
  | 'NO_SUCH_DATABASE'
  | 'NOT_EMBEDDED'
  | 'SERVER_FAILED'
  | 'SERVER_IN_USE'
  | 'UNREACHABLE'
  | 'WRONG_CREDENTIALS'

/** What keeps a PostgreSQL from being had; the message says what to do and never holds a password. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError'
  readonly code: PostgresErrorCode

  constructor(code: PostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
