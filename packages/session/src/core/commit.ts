/** The end of a unit of work: everything pending is written, then committed. */
import { flush } from './flush.ts'
import type { SessionState } from './state.ts'
import type { Step } from './step.ts'
import { end, refuse } from './transaction.ts'

/** Writes what is pending and commits. Without a transaction and anything to write, nothing is sent. */
export function* commit(session: SessionState): Step<void> {
  refuse(session)
  yield* flush(session)
  if (session.phase === 'idle') return
  try {
    yield* end(session, 'COMMIT')
  } catch (error) {
    session.revert()
    throw error
  }
  session.settle()
}
