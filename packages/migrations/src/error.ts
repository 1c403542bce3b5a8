/** The one error class of migrations. */

export type MigrationErrorCode =
  | 'AMBIGUOUS_REVISION'
  | 'CYCLE'
  | 'DUPLICATE_REVISION'
  | 'EDITED_REVISION'
  | 'FILE_EXISTS'
  | 'INVALID_NAME'
  | 'INVALID_REVISION'
  | 'LOCKED'
  | 'LOCK_LOST'
  | 'MISSING_REVISION'
  | 'NOT_APPLIED'
  | 'NOT_BUILT'
  | 'NO_DOWN'
  | 'NO_VERSIONS'
  | 'OUT_OF_ORDER'
  | 'POOL_TOO_SMALL'
  | 'REVISION_FAILED'
  | 'STORAGE_FAILED'
  | 'TWO_HEADS'
  | 'UNKNOWN_REVISES'
  | 'UNKNOWN_REVISION'
  | 'WRONG_USAGE'

/**
 * What a history, a revision or a command could not do: the message says what is and what to do, and holds no secret;
 * `code` is stable; `cause` is what it came from.
 */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
  readonly code: MigrationErrorCode

  constructor(code: MigrationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
