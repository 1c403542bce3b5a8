/** The one error class of sessions. */

export type SessionErrorCode =
  | 'ATTACHED_ELSEWHERE'
  | 'CONNECTION_LOST'
  | 'INVALID_KEY'
  | 'INVALID_OPTION'
  | 'INVALID_URL'
  | 'NOT_IN_SESSION'
  | 'NO_NATIVE_DRIVER'
  | 'NO_SUCH_DATABASE'
  | 'READ_ONLY_RELATION'
  | 'ROLLBACK_NEEDED'
  | 'SESSION_CLOSED'
  | 'STALE_DATA'
  | 'UNKNOWN_ATTRIBUTE'
  | 'UNKNOWN_RELATION'
  | 'UNREACHABLE'
  | 'UNRUN_HOOK'
  | 'WRONG_CREDENTIALS'

/**
 * What a session, an engine or a driver could not do: the message says what is and what to do, and holds no secret;
 * `code` is stable; `cause` is what it came from. Constraint violations come as Sequelize's own classes instead.
 */
export class SessionError extends Error {
  override readonly name = 'SessionError'
  readonly code: SessionErrorCode

  constructor(code: SessionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
