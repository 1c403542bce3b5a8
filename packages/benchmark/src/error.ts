/** Why a run was stopped: its figures would not be worth reading, or it was asked for in words that nobody knows. */

export type BenchmarkErrorCode =
  /** A way answers otherwise than the bar. */
  | 'WRONG_ANSWER'
  /** A way left other rows in the tables than it should. */
  | 'WRONG_TABLES'
  /** A contender's process ended, or threw. */
  | 'CONTENDER_FAILED'
  /** Nothing to measure the others by. */
  | 'NO_BAR'
  /** A reader of the stream ended early, or read other rows. */
  | 'WRONG_STREAM'
  /** What watches the event loop did not see a stall that was made on purpose. */
  | 'BLIND_MONITOR'
  /** A file is not what it was named for. */
  | 'BAD_FILE'
  /** Where the files of a run should go, none can be written. */
  | 'BAD_FOLDER'

export class BenchmarkError extends Error {
  override readonly name = 'BenchmarkError'
  readonly code: BenchmarkErrorCode

  constructor(code: BenchmarkErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
