/** Runs a read's step while its statements are counted and timed. */
import type { SessionState } from '../core/state.ts'
import type { Ask, Step } from '../core/step.ts'
import type { Subject, WatchedRead, Watcher } from './watcher.ts'

/** What a read has cost so far. */
type Cost = { statements: number; milliseconds: number }

/**
 * The same step, watched. To be called in the user's own call: in the async world it can only be seen now where that is. A
 * blocking session is still in it when a statement is sent, and before that nobody needs to know.
 * @throws from within the step SessionError N_PLUS_ONE
 */
export function watched<T>(
  session: SessionState,
  watcher: Watcher,
  subject: Subject,
  step: Step<T>,
): Step<T> {
  const begin = () => watcher.begin(subject)
  if (session.readOnDemand !== undefined) return running(session, watcher, begin, step)
  const read = begin()
  return running(session, watcher, () => read, step)
}

function* running<T>(
  session: SessionState,
  watcher: Watcher,
  begin: () => WatchedRead,
  step: Step<T>,
): Step<T> {
  const cost: Cost = { statements: 0, milliseconds: 0 }
  const { flushing } = session
  let read: WatchedRead | undefined
  try {
    let turn = step.next()
    while (!turn.done) {
      // What a flush sends before the read is no cost of the read's.
      const isOwn = 'text' in turn.value && session.flushing === flushing
      if (isOwn && read === undefined) {
        read = begin()
        check(watcher, read, step)
      }
      turn = yield* forwarded(step, turn.value, isOwn ? cost : undefined)
    }
    return turn.value
  } finally {
    if (read !== undefined && cost.statements > 0) watcher.count(read, cost.milliseconds)
  }
}

/** Ends the step where its statement must not be sent, as if it had never begun: the transaction goes on. */
function check<T>(watcher: Watcher, read: WatchedRead, step: Step<T>): void {
  try {
    watcher.check(read)
  } catch (error) {
    step.return(undefined as never)
    throw error
  }
}

function* forwarded<T>(step: Step<T>, ask: Ask, cost: Cost | undefined): Step<IteratorResult<Ask, T>> {
  const begun = performance.now()
  let answer: unknown
  try {
    answer = yield ask
  } catch (error) {
    return step.throw(error)
  }
  if (cost !== undefined) {
    cost.statements += 1
    cost.milliseconds += performance.now() - begun
  }
  return step.next(answer)
}
