/**
 * Makes rows into objects. An object whose properties are set one by one in a loop takes seven times as long, and more room,
 * than one whose properties are written out; so that is written for each shape of row, as JSON validators and template engines
 * do it. Where a program forbids that (`node --disallow-code-generation-from-strings`) there is the loop.
 */

/** Makes an object of a row whose columns begin at an offset. */
export type RowObject = (row: readonly unknown[], offset: number) => Record<string, unknown>

/**
 * Makes the function for one shape of row.
 * @param names the property that each column becomes; undefined for a column that is left out
 */
export function rowObject(names: readonly (string | undefined)[]): RowObject {
  try {
    return written(names)
  } catch {
    return looped(names)
  }
}

/** A constructor rather than a literal: of literals that live on for a while V8 makes more where only a full collection looks. */
function written(names: readonly (string | undefined)[]): RowObject {
  const fields = names.flatMap((name, index) =>
    name === undefined ? [] : [`this[${JSON.stringify(name)}] = row[offset + ${index}]`],
  )
  // oxlint-disable-next-line no-new-func -- the names are quoted, and nothing else is from outside
  const Row = new Function('row', 'offset', fields.join('\n')) as unknown as Constructor
  Row.prototype = Object.prototype
  return (row, offset) => new Row(row, offset)
}

type Constructor = {
  prototype: object
  new (row: readonly unknown[], offset: number): Record<string, unknown>
}

function looped(names: readonly (string | undefined)[]): RowObject {
  return (row, offset) => {
    const object: Record<string, unknown> = {}
    for (const [index, name] of names.entries()) if (name !== undefined) object[name] = row[offset + index]
    return object
  }
}
