/** Units of work with a beginning and an end: the whole transaction, a part of it, a transaction that is tried again. */
import { isRetryable } from '../core/failure.ts'
import { commitWork } from './commit.ts'
import { flush } from './flush.ts'
import { Level } from '../core/level.ts'
import type { RetryOptions, TransactionOptions } from '../core/session-options.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { call } from '../core/step.ts'
import {
  abandon,
  abandonLevel,
  begin,
  beginLevel,
  refuse,
  releaseLevel,
  runAll,
} from '../core/transaction.ts'

type Body<T> = () => T | PromiseLike<T>

/**
 * Runs a callback in a transaction that it begins, commits when the callback is done and rolls back when it fails.
 * @throws SessionError TRANSACTION_BEGUN; whatever the callback throws
 */
export function* transaction<T>(session: SessionState, body: Body<T>, options: TransactionOptions): Step<T> {
  yield* begin(session, options)
  const [result, hooks] = yield* untilCommitted(session, body)
  try {
    yield* runAll('afterCommit', hooks)
  } catch (error) {
    if (typeof error === 'object' && error !== null) thrownAfterwards.add(error)
    throw error
  }
  return result
}

/** What was thrown when the work was committed: no reason to do it again. */
const thrownAfterwards = new WeakSet<object>()

function* untilCommitted<T>(
  session: SessionState,
  body: Body<T>,
): Step<readonly [T, readonly (() => unknown)[]]> {
  try {
    const result = yield* holding(session, 'the callback of transaction()', body)
    return [result, yield* commitWork(session)]
  } catch (error) {
    yield* withoutMasking(abandon(session))
    throw error
  }
}

/**
 * Runs a callback in a savepoint: when it fails, what it did is taken back, and what was done before is still there.
 * @throws whatever the callback throws
 */
export function* savepoint<T>(session: SessionState, body: Body<T>): Step<T> {
  refuse(session)
  yield* flush(session)
  session.savepoints += 1
  const level = new Level(`retort_${session.savepoints}`)
  yield* beginLevel(session, level)
  try {
    const result = yield* holding(session, 'the callback of savepoint()', body)
    yield* flush(session)
    yield* releaseLevel(session, level)
    return result
  } catch (error) {
    yield* withoutMasking(abandonLevel(session, level))
    throw error
  }
}

/** Runs a callback while reads do not write what is pending. */
export function* noAutoflush<T>(session: SessionState, body: Body<T>): Step<T> {
  const before = session.autoflush
  session.autoflush = false
  try {
    return yield* call('the callback of noAutoflush()', body)
  } finally {
    session.autoflush = before
  }
}

/**
 * Tries a whole unit again where PostgreSQL says that it would succeed: after a serialization failure (40001) or a
 * deadlock (40P01); PostgreSQL manual, 13.5 "Serialization Failure Handling".
 * @param attempt runs the unit in a session of its own
 * @param pause waits before the next attempt, which it is told
 */
export function* retrying<T>(
  attempt: Body<T>,
  pause: (attempt: number) => unknown,
  { attempts = 5 }: RetryOptions,
): Step<T> {
  for (let tried = 1; ; tried++) {
    try {
      return yield* call('the callback of retrying()', attempt)
    } catch (error) {
      if (tried >= attempts || !isRetryable(error) || thrownAfterwards.has(error as object)) throw error
    }
    yield* call('the pause of retrying()', () => pause(tried))
  }
}

function* holding<T>(session: SessionState, name: string, body: Body<T>): Step<T> {
  session.held += 1
  try {
    return yield* call(name, body)
  } finally {
    session.held -= 1
  }
}

/** Cleans up after a failure, which is what people need to see: one of the cleaning would hide it. */
function* withoutMasking(step: Step<void>): Step<void> {
  try {
    yield* step
  } catch {
    // The failure that led here is thrown by the caller.
  }
}
