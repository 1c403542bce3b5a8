/** The end of a unit of work: everything pending is written, then committed. */
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { end, held, refuse, runAll } from '../core/transaction.ts'
import { flush } from './flush.ts'
import { insertLone, loneInsert } from './lone-insert.ts'
import { hasPending } from './pending.ts'

/** So often a flush is followed by another for what its hooks have changed (SQLAlchemy's number too). */
const mostPasses = 100

/** Writes what is pending and commits. Without a transaction and anything to write, nothing is sent. */
export function* commit(session: SessionState): Step<void> {
  if (session.held > 0) throw held('commit')
  const hooks = yield* commitWork(session)
  if (hooks.length > 0) yield* runAll('afterCommit', hooks)
}

/** {@link commit}, but for the hooks that come after it, which it gives: what they throw does not undo it. */
export function* commitWork(session: SessionState): Step<readonly (() => unknown)[]> {
  refuse(session)
  const lone = loneInsert(session)
  const writing = lone === undefined ? flushAndCommit(session) : insertLone(session, lone)
  const isCommitted = yield* writing
  if (isCommitted) session.phase = 'idle'
  else if (session.phase !== 'idle') yield* end(session, 'COMMIT')
  const hooks = [...session.level.afterCommit]
  session.settle()
  return hooks
}

/** Flushes until nothing is pending; says whether the last statement took COMMIT along. */
function* flushAndCommit(session: SessionState): Step<boolean> {
  let isCommitted = yield* flush(session, { andCommit: true })
  for (let pass = 1; !isCommitted && hasPending(session) && pass < mostPasses; pass++)
    isCommitted = yield* flush(session, { andCommit: true })
  return isCommitted
}
