/** COPY cannot be one of several commands in a round trip: while it waits for rows it takes no others. */

/** Comments may stand in front of it. */
const copy = /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*copy\b/i

export function isCopy(text: string): boolean {
  return copy.test(text)
}
