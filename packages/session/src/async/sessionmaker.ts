/** Makes sessions of one engine, and runs units of work in fresh ones. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { RetryOptions, SessionOptions } from '../core/session-options.ts'
import { runAsync } from '../core/step.ts'
import { delayAfter } from '../retry-delay.ts'
import { retrying } from '../unit/blocks.ts'
import type { Engine } from './engine.ts'
import { Session } from './session.ts'

/** Makes sessions; `retrying` runs a unit of work in one, and again in another. */
export type SessionMaker = {
  (): Session
  retrying<T>(body: (session: Session) => T | PromiseLike<T>, options?: RetryOptions): Promise<T>
}

/**
 * Makes a maker of sessions (SQLAlchemy's `async_sessionmaker`).
 * @example const Session = sessionmaker(engine); await using session = Session()
 */
export function sessionmaker(engine: Engine, options: SessionOptions = {}): SessionMaker {
  const open = () => new Session(engine, options)
  return Object.assign(open, {
    retrying: <T>(body: (session: Session) => T | PromiseLike<T>, retry: RetryOptions = {}) =>
      retryIn(open, body, retry),
  })
}

/**
 * Runs a unit of work in a transaction of a fresh session; after a serialization failure or a deadlock again in another.
 * @throws whatever the last attempt threw
 */
function retryIn<T>(
  open: () => Session,
  body: (session: Session) => T | PromiseLike<T>,
  options: RetryOptions,
): Promise<T> {
  const attempt = async () => {
    await using session = open()
    return await session.transaction(body, options)
  }
  const pause = (attempt: number) => sleep(delayAfter(attempt, options))
  return runAsync(retrying(attempt, pause, options), { send: unasked, call: async ({ call }) => call() })
}

function unasked(): never {
  throw new TypeError('Retrying asks for no statement of its own.')
}
