/** The end of a unit of work: everything pending is written, then committed. */
import { flush } from './flush.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { end, held, refuse, runAll } from '../core/transaction.ts'

/** Writes what is pending and commits. Without a transaction and anything to write, nothing is sent. */
export function* commit(session: SessionState): Step<void> {
  if (session.held > 0) throw held('commit')
  refuse(session)
  const isCommitted = yield* flush(session, { andCommit: true })
  if (isCommitted) session.phase = 'idle'
  else if (session.phase !== 'idle') yield* endOrRevert(session)
  const hooks = [...session.level.afterCommit]
  session.settle()
  yield* runAll('afterCommit', hooks)
}

/** A COMMIT that is refused (by a deferred constraint, say) has rolled back. */
function* endOrRevert(session: SessionState): Step<void> {
  try {
    yield* end(session, 'COMMIT')
  } catch (error) {
    const hooks = [...session.level.afterRollback]
    session.revert()
    yield* runAll('afterRollback', hooks)
    throw error
  }
}
