/** The error class of sessions, and the three of its codes that SQLAlchemy has a class for. */

export type SessionErrorCode =
  | 'ATTACHED_ELSEWHERE'
  | 'CONNECTION_LOST'
  | 'INVALID_KEY'
  | 'INVALID_OPTION'
  | 'INVALID_URL'
  | 'MULTIPLE_RESULTS_FOUND'
  | 'NOT_IN_SESSION'
  | 'N_PLUS_ONE'
  | 'NO_NATIVE_DRIVER'
  | 'NO_RESULT_FOUND'
  | 'NO_SUCH_DATABASE'
  | 'POOL_EXHAUSTED'
  | 'PROMISE_IN_BLOCKING'
  | 'RELATION_NOT_LOADED'
  | 'ROLLBACK_NEEDED'
  | 'SESSION_CLOSED'
  | 'STALE_DATA'
  | 'STREAM_ENDED'
  | 'TRANSACTION_BEGUN'
  | 'TRANSACTION_HELD'
  | 'UNKNOWN_ATTRIBUTE'
  | 'UNKNOWN_RELATION'
  | 'UNREACHABLE'
  | 'WRONG_CREDENTIALS'

/**
 * What a session, an engine or a driver could not do: the message says what is and what to do, and holds no secret;
 * `code` is stable; `cause` is what it came from. Constraint violations come as Sequelize's own classes instead.
 */
export class SessionError extends Error {
  override readonly name: string = 'SessionError'
  readonly code: SessionErrorCode

  constructor(code: SessionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** A row to be written is not there, or not as it was read. */
export class StaleDataError extends SessionError {
  override readonly name = 'StaleDataError'

  constructor(message: string, options?: ErrorOptions) {
    super('STALE_DATA', message, options)
  }
}

/** One row was asked for and there is none. */
export class NoResultFound extends SessionError {
  override readonly name = 'NoResultFound'

  constructor(message: string, options?: ErrorOptions) {
    super('NO_RESULT_FOUND', message, options)
  }
}

/** One row was asked for and there are more. */
export class MultipleResultsFound extends SessionError {
  override readonly name = 'MultipleResultsFound'

  constructor(message: string, options?: ErrorOptions) {
    super('MULTIPLE_RESULTS_FOUND', message, options)
  }
}
