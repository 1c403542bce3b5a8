/** How figures are written for people: few digits, no exponents, thousands apart. */

const thousands = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** What stands where there is no figure. */
export const nothing = '–'

/** `0.604`, `12.4`, `1,204`: to three digits, from a hundred on to the unit. */
export function figure(value: number): string {
  const size = Math.abs(value)
  if (size >= 100) return thousands.format(value)
  if (size >= 10) return value.toFixed(1)
  return value.toFixed(size >= 1 || size === 0 ? 2 : Math.min(2 - Math.ceil(Math.log10(size) - 1), 4))
}

/** `5`, `0.5`, `12.3`: as `figure`, without zeros at its end. */
export function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}

/** A ratio: two decimals below ten. */
export function ratio(value: number): string {
  return value < 10 ? value.toFixed(2) : figure(value)
}

/** A whole number. */
export function count(value: number): string {
  return thousands.format(value)
}

/** Bytes, as thousands of them. */
export function kilobytes(bytes: number): string {
  return figure(bytes / 1000)
}

/** Bytes, as so many times 2^20. */
export function mebibytes(bytes: number): string {
  return figure(bytes / 2 ** 20)
}

/** From the lower quartile to the upper one. */
export function quartiles(
  { lower, upper }: { readonly lower: number; readonly upper: number },
  written: (value: number) => string,
): string {
  return `${written(lower)} ${nothing} ${written(upper)}`
}

/** `2026-11-26 20:14 UTC` of an ISO 8601 date. */
export function moment(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`
}

/** `20.20.2`, however Node says it. */
export function version(text: string): string {
  return text.replace(/^v(?=\d)/, '')
}

/** `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
