/**
 * Makes rows into objects. An object whose properties are set one by one in a loop takes seven times as long, and more room,
 * than one that is written out as a literal; so the literal is written for each shape of row, as JSON validators and
 * template engines do. Where a program forbids that (`node --disallow-code-generation-from-strings`) there is the loop.
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

function written(names: readonly (string | undefined)[]): RowObject {
  // In brackets, for "__proto__" would otherwise be no property.
  const properties = names.flatMap((name, index) =>
    name === undefined ? [] : [`[${JSON.stringify(name)}]: row[offset + ${index}]`],
  )
  // oxlint-disable-next-line no-new-func -- the names are quoted, and nothing else is from outside
  return new Function('row', 'offset', `return { ${properties.join(', ')} }`) as RowObject
}

function looped(names: readonly (string | undefined)[]): RowObject {
  return (row, offset) => {
    const object: Record<string, unknown> = {}
    for (const [index, name] of names.entries()) if (name !== undefined) object[name] = row[offset + index]
    return object
  }
}
