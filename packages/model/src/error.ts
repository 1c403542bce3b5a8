/** The one error class of models. */

export type ModelErrorCode = 'NOT_INITIALIZED' | 'UNKNOWN_COLUMN' | 'NO_PRIMARY_KEY'

/** What is wrong with the way a table is written down; the message says what to write instead. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  readonly code: ModelErrorCode

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
