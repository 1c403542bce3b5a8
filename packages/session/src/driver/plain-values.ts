/**
 * Values read straight from the bytes of their texts, where a text has its type's plain form. Where it has not, which
 * `undefined` says, the parser of the type is to say what it means.
 */

const [zero, minus, plus, dot, colon, space] = [48, 45, 43, 46, 58, 32]

/** So many digits make a number that is exact. */
const exactDigits = 15

const powersOfTen = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]

/** An integer in decimal digits. */
export function plainInteger(bytes: Uint8Array, at: number, end: number): number | undefined {
  const isNegative = bytes[at] === minus
  const first = isNegative ? at + 1 : at
  if (first === end || end - first > exactDigits) return undefined
  let value = 0
  for (let index = first; index < end; index++) {
    const digit = digitAt(bytes, index)
    if (digit > 9) return undefined
    value = value * 10 + digit
  }
  return isNegative ? -value : value
}

/** `t` or `f`. */
export function plainBoolean(bytes: Uint8Array, at: number, end: number): boolean | undefined {
  if (end - at !== 1) return undefined
  if (bytes[at] === 0x74) return true
  return bytes[at] === 0x66 ? false : undefined
}

/**
 * A day, or a moment with or without an offset, in the style ISO: `2026-02-03 04:05:06.789+00`. Without an offset it is
 * local time. Years are of four digits and from 100 on: Date takes lesser ones for years of the 20th century.
 */
export function plainTime(bytes: Uint8Array, at: number, end: number): Date | undefined {
  const size = end - at
  if (size !== 10 && size < 19) return undefined
  const day = epochDay(bytes, at)
  if (day === undefined) return undefined
  if (size === 10) return new Date(1970, 0, 1 + day)
  const second = secondOfDay(bytes, at + 10)
  const zone = bytes[at + 19] === dot ? endOfDigits(bytes, at + 20, end) : at + 19
  const millisecond = fraction(bytes, at + 20, zone)
  if (second === undefined || millisecond === undefined) return undefined
  if (zone === end) return new Date(1970, 0, 1 + day, 0, 0, second, millisecond)
  const offset = zoneOffset(bytes, zone, end)
  if (offset === undefined) return undefined
  return new Date(day * 86_400_000 + (second - offset) * 1000 + millisecond)
}

/** Not a digit where it is more than 9. */
function digitAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) - zero) >>> 0
}

/** Two digits; negative where they are none, and so far below that no arithmetic here makes them positive. */
function pairAt(bytes: Uint8Array, at: number): number {
  const tens = digitAt(bytes, at)
  const ones = digitAt(bytes, at + 1)
  return tens > 9 || ones > 9 ? -1_000_000 : tens * 10 + ones
}

/** Days since 1970 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil). */
function epochDay(bytes: Uint8Array, at: number): number | undefined {
  const year = pairAt(bytes, at) * 100 + pairAt(bytes, at + 2)
  const month = pairAt(bytes, at + 5)
  const day = pairAt(bytes, at + 8)
  if (bytes[at + 4] !== minus || bytes[at + 7] !== minus) return undefined
  if (year < 100 || month < 1 || month > 12 || day < 0) return undefined
  const marchYear = month > 2 ? year : year - 1
  const century = Math.floor(marchYear / 100)
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const leapDays = Math.floor(marchYear / 4) - century + Math.floor(century / 4)
  return marchYear * 365 + leapDays + dayOfYear - 719_468
}

/** Of ` 04:05:06`. */
function secondOfDay(bytes: Uint8Array, at: number): number | undefined {
  if (bytes[at] !== space || bytes[at + 3] !== colon || bytes[at + 6] !== colon) return undefined
  const second = pairAt(bytes, at + 1) * 3600 + pairAt(bytes, at + 4) * 60 + pairAt(bytes, at + 7)
  return second < 0 ? undefined : second
}

function endOfDigits(bytes: Uint8Array, at: number, end: number): number {
  let index = at
  while (index < end && digitAt(bytes, index) <= 9) index++
  return index
}

/** Whole milliseconds, of digits behind a point; none where nothing is between the two places, even less than that. */
function fraction(bytes: Uint8Array, at: number, end: number): number | undefined {
  const count = end - at
  if (count < 0) return 0
  const power = powersOfTen[count]
  if (count === 0 || power === undefined) return undefined
  let value = 0
  for (let index = at; index < end; index++) value = value * 10 + digitAt(bytes, index)
  return Math.trunc(1000 * (value / power)) // as it comes out of parseFloat
}

/** Seconds of `+00` or `-05:30`. */
function zoneOffset(bytes: Uint8Array, at: number, end: number): number | undefined {
  const sign = bytes[at] === minus ? -1 : 1
  if (sign === 1 && bytes[at] !== plus) return undefined
  const isLong = end - at === 6 && bytes[at + 3] === colon
  if (!isLong && end - at !== 3) return undefined
  const seconds = pairAt(bytes, at + 1) * 3600 + (isLong ? pairAt(bytes, at + 4) * 60 : 0)
  return seconds < 0 ? undefined : sign * seconds
}
