/** A clock that all threads of a process share: `performance.now()` begins anew in each. */

/** Milliseconds, from no time in particular. */
export function clock(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}
