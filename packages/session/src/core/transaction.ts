/** A session's transaction: begun by the first statement, ended by commit or rollback, refused after a failure. */
import type { Result, Statement } from '../driver/connection.ts'
import { SessionError } from '../error.ts'
import type { SessionState } from './state.ts'
import type { Step } from './step.ts'

const command = (text: string): Statement => ({ text, values: [], prepare: false })

/**
 * Sends one statement in the session's transaction, beginning it if need be.
 * @throws SessionError SESSION_CLOSED, and ROLLBACK_NEEDED after a statement of this transaction has failed
 */
export function* send(session: SessionState, statement: Statement): Step<Result> {
  yield* begin(session)
  try {
    return yield statement
  } catch (error) {
    session.phase = 'failed'
    throw error
  }
}

/** Begins the transaction unless it has begun. */
export function* begin(session: SessionState): Step<void> {
  refuse(session)
  if (session.phase === 'begun') return
  yield command('BEGIN')
  session.phase = 'begun'
}

/** Takes back everything since the last commit, in the database and in the instances. */
export function* rollback(session: SessionState): Step<void> {
  try {
    if (session.phase !== 'idle') yield* end(session, 'ROLLBACK')
  } catch (error) {
    // A transaction whose connection is gone has been rolled back by the server.
    if (!(error instanceof SessionError) || error.code !== 'CONNECTION_LOST') throw error
  }
  session.revert()
}

/** Rolls back what was not committed and lets go of every instance. Closing twice is harmless. */
export function* close(session: SessionState): Step<void> {
  if (session.closed) return
  try {
    yield* rollback(session)
  } finally {
    session.detach()
  }
}

/** Ends the transaction in the database; whatever becomes of it, there is none afterwards. */
export function* end(session: SessionState, how: 'COMMIT' | 'ROLLBACK'): Step<void> {
  try {
    yield command(how)
  } finally {
    session.phase = 'idle'
  }
}

/** Throws where a session takes no statements. */
export function refuse(session: SessionState): void {
  if (session.closed) throw new SessionError('SESSION_CLOSED', 'This session is closed. Open a new one.')
  if (session.phase !== 'failed') return
  throw new SessionError(
    'ROLLBACK_NEEDED',
    'A statement of this transaction failed, so PostgreSQL takes no other. Call rollback() first.',
  )
}
