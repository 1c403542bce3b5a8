/** What is said of a session when it is made, and of a transaction when it begins. */
import type { Watch } from '../watch/finding.ts'
import type { Loading } from './loading.ts'

/** How a transaction sees others and is seen by them (PostgreSQL manual, 13.2 "Transaction Isolation"). */
export type IsolationLevel = 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE'

/**
 * Options of a transaction.
 * - `isolationLevel`: the server's default unless given
 * - `readOnly`: the server refuses writes
 * - `deferrable`: a serializable read-only transaction waits for a snapshot that cannot fail
 */
export type TransactionOptions = {
  readonly isolationLevel?: IsolationLevel
  readonly readOnly?: boolean
  readonly deferrable?: boolean
}

/**
 * Options of `sessionmaker`; those of a transaction hold for each that a session begins unless it says otherwise.
 * - `autoflush`: write what is pending before each read (true)
 * - `expireOnCommit`: after a commit read rows anew, since others may have changed them (true)
 * - `loading`: what `true` means in `load`, or what reading a relation does that was not loaded (as the engine says)
 * - `watch`: find reads that are sent again and again from one line (as the engine says)
 */
export type SessionOptions = TransactionOptions & {
  readonly autoflush?: boolean
  readonly expireOnCommit?: boolean
  readonly loading?: Loading
  readonly watch?: Watch
}

/**
 * Options of `retrying`; those of a transaction hold for every attempt.
 * - `attempts`: how often in all (5)
 * - `delay`: milliseconds before the second attempt; doubled for each that follows, and spread at random (20)
 */
export type RetryOptions = TransactionOptions & { readonly attempts?: number; readonly delay?: number }
