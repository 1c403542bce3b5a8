/** Makes plain objects: the values that were asked for and the relations that were loaded, and nothing that keeps track of them. */
import type { Core } from '../core/core.ts'
import { rowKey } from '../core/identity-map.ts'
import type { RowObject } from '../core/row-object.ts'
import { rowObject } from '../core/row-object.ts'
import { inside } from '../core/sequelize.ts'
import { columnNames } from '../read/select.ts'
import type { BetweenLayout, Layout } from './layout.ts'
import type { Make, Row } from './make.ts'

type Plain = Record<string, unknown>

export function makePlain(core: Core): Make {
  return {
    core,
    keepsRows: true,
    reader: (layout, { isUnique }) => (isUnique ? valuesReader(layout) : keyedReader(layout)),
    linkReader: valuesReader,
    key: ({ rows, layout }, index, { relation }) =>
      rows[index]?.[layout.offset + layout.names.indexOf(relation.key)],
    held: () => undefined,
    attach: ({ relation, between }, parent, { children, links }) => {
      const name = between?.through.model.name
      const shown =
        name === undefined || links === undefined
          ? children
          : children.map((child, index) => ({ ...child, [name]: links[index] }))
      ;(parent as Plain)[relation.name] = relation.many ? shown : (shown[0] ?? null)
    },
    mark: () => undefined,
  }
}

/** Each row is an object of its own. */
function valuesReader(layout: Layout | BetweenLayout): (row: Row) => Plain {
  const { offset } = layout
  const values = valuesOf(layout)
  return (row) => values(row, offset)
}

/** What makes objects of a layout's rows: once for all results. */
const made = new WeakMap<Layout | BetweenLayout, RowObject>()

function valuesOf(layout: Layout | BetweenLayout): RowObject {
  const known = made.get(layout)
  if (known !== undefined) return known
  const { names, finder } = layout
  const shown = new Set(finder.shown ?? columnNames(finder))
  const values = rowObject(names.map((name) => (shown.has(name) ? name : undefined)))
  made.set(layout, values)
  return values
}

/** Rows of one key are one object; where an outer join found nothing, the key is NULL. */
function keyedReader(layout: Layout): (row: Row) => Plain | undefined {
  const { model, names, offset } = layout
  const keys = inside(model).primaryKeyAttributes.map((name) => offset + names.indexOf(name))
  const read = valuesReader(layout)
  if (keys.length === 0) return keylessReader(layout, read)
  const seen = new Map<string, Plain>()
  return (row) => {
    const key = keys.map((index) => row[index])
    if (key.every((value) => value === null)) return undefined
    const text = rowKey(key)
    const known = seen.get(text) ?? read(row)
    seen.set(text, known)
    return known
  }
}

/** Rows without a key are each an object of its own; where an outer join found nothing, all columns are NULL. */
function keylessReader(
  { names, offset }: Layout,
  read: (row: Row) => Plain,
): (row: Row) => Plain | undefined {
  return (row) =>
    offset > 0 && names.every((_name, at) => row[offset + at] === null) ? undefined : read(row)
}
