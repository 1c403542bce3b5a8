/** The one error class of models. */

export type ModelErrorCode =
  | 'COMPOSITE_KEY'
  | 'DUPLICATE_NAME'
  | 'NOT_INITIALIZED'
  | 'NO_PRIMARY_KEY'
  | 'UNKNOWN_COLUMN'
  | 'UNKNOWN_TARGET'

/** What is wrong with the way a table is written down; the message says what to write instead. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  readonly code: ModelErrorCode

  /** @param message what is, then what to do */
  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
