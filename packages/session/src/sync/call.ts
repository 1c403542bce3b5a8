/** Calls what is the user's own from blocking code: it must be done when it returns. */
import type { Call } from '../core/step.ts'
import { SessionError } from '../error.ts'

/**
 * Calls a hook, a validator or a callback.
 * @throws SessionError PROMISE_IN_BLOCKING where it returns a promise, of which nobody could await the end
 */
export function callNow({ name, call }: Call): unknown {
  const result = call()
  if (!isThenable(result)) return result
  // Whatever becomes of it, what is thrown here is the error to see.
  void result.then(undefined, () => undefined)
  throw new SessionError(
    'PROMISE_IN_BLOCKING',
    `In a blocking session the ${name} returned a promise, which nothing here can await. Make it synchronous, or use an async session.`,
  )
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as PromiseLike<unknown>).then === 'function'
  )
}
