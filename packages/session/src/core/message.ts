/** What PostgreSQL says of an error, without the values that were bound: messages end up in logs. */

/**
 * The message without values. Class 22 is about values and quotes them (`invalid input syntax for type integer: "x"`):
 * whatever it has in quotes goes, in the quotation marks of any language. Elsewhere quotes hold names, but a name may
 * have been bound too (`$1::regclass`): what was bound goes. What a function of the user's raises (class P0) stays.
 */
export function withoutValues(
  message: string,
  code: string | undefined,
  values: readonly (string | null)[],
): string {
  if (code === undefined || code.startsWith('P0')) return message
  if (code.startsWith('22')) return message.replace(quotation, '$1…$2').replace(bytes, '…')
  return values.length === 0
    ? message
    : message.replaceAll(names, (text, name: string) => hidden(text, name, values))
}

/** From the first mark to the last, since a value may have marks of its own. */
const quotation = /(["«»„“‚'])[^]*(["«»“”‘'])/

/** The bytes that are no text: `0xe2 0x28`. */
const bytes = /0x[0-9a-f]{2}(?: 0x[0-9a-f]{2})*/gi

const names = /["«»„“]([^"«»„“”]+)["«»“”]/g

function hidden(text: string, name: string, values: readonly (string | null)[]): string {
  return values.some((value) => value !== null && holds(value, name)) ? text.replace(name, '…') : text
}

/** Whether a bound text is this, or an array that has it as an element. */
function holds(value: string, name: string): boolean {
  return value === name || (value.startsWith('{') && value.split(/[{},"]+/).includes(name))
}
