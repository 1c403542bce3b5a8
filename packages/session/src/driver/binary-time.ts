/**
 * Moments as the server holds them: a timestamptz in the binary format is a whole number of 64 bits, of microseconds since the
 * year 2000 (PostgreSQL's `timestamptz_send`). That is 8 bytes where the text has 22 to 32, and nothing to take apart.
 */
import { int32 } from './cells.ts'

/** Midnight at the beginning of the year 2000, in seconds since 1970. */
const epoch = 946_684_800

/** Up to here the upper half makes a number of microseconds that is exact: some 142 years both ways. */
const exactUpper = 2 ** 20

/** The moment at a place; undefined where it is `infinity` or `-infinity`. It is cut to milliseconds as its text would be. */
export function binaryTime(bytes: Uint8Array, at: number): Date | undefined {
  const upper = int32(bytes, at)
  const lower = int32(bytes, at + 4) >>> 0
  if (upper >= exactUpper || upper < -exactUpper) return farTime(upper, lower)
  const microseconds = upper * 2 ** 32 + lower
  const seconds = Math.floor(microseconds / 1_000_000)
  return timeOf(seconds, microseconds - seconds * 1_000_000)
}

/** The text of an infinite moment. */
export function infiniteText(bytes: Uint8Array, at: number): string {
  return int32(bytes, at) < 0 ? '-infinity' : 'infinity'
}

function farTime(upper: number, lower: number): Date | undefined {
  const microseconds = BigInt(upper) * 2n ** 32n + BigInt(lower)
  if (BigInt.asIntN(64, microseconds + 1n) < microseconds || microseconds === -(2n ** 63n)) return undefined
  const rest = ((microseconds % 1_000_000n) + 1_000_000n) % 1_000_000n
  return timeOf(Number((microseconds - rest) / 1_000_000n), Number(rest))
}

/** @param microseconds beyond the second, cut as they are when the text's fraction is a number and a thousand times that */
function timeOf(seconds: number, microseconds: number): Date {
  return new Date((seconds + epoch) * 1000 + Math.trunc(1000 * (microseconds / 1_000_000)))
}
