/** How long to wait before a unit is tried again. */
import type { RetryOptions } from './core/session-options.ts'

/** The longest pause, in milliseconds. */
const longest = 2_000

/**
 * Milliseconds before the attempt that follows the nth: doubled each time, and any moment up to that, so that those who
 * collided do not collide again ("Exponential Backoff And Jitter", AWS Architecture Blog: full jitter).
 */
export function delayAfter(attempt: number, { delay = 20 }: RetryOptions): number {
  return Math.random() * Math.min(longest, delay * 2 ** (attempt - 1))
}
