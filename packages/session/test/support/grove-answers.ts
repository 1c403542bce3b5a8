/** What a read is to give, found by going through all rows: no SQL, no strategies. */
import type { Condition } from './grove-conditions.ts'
import { compare, holds } from './grove-conditions.ts'
import type { Kind, Name, Path } from './grove-kinds.ts'
import { kinds } from './grove-kinds.ts'
import type { Row, Rows } from './grove-rows.ts'
import type { Branch, Choice, Read, Tree } from './grove-trees.ts'

/** A row, and the one between it and its parent. */
type Found = { readonly row: Row; readonly link?: Row | undefined }

/** The plain objects that a read gives. */
export function answerOf(rows: Rows, { kind, load, ...choice }: Read): readonly object[] {
  const found = pick(
    rows,
    kind,
    rows[kind].map((row) => ({ row })),
    choice,
    load,
  )
  return found.map(({ row }) => shown(rows, kind, row, choice, load))
}

function pick(rows: Rows, name: Name, all: readonly Found[], choice: Choice, load: Tree): readonly Found[] {
  const kind = kinds[name]
  const { where, order = [], limit = Infinity, offset = 0 } = choice
  const fitting = all.filter(({ row }) => fits(where, row, kind) && hasRequired(rows, name, row, load))
  const directions = [...order, ...kind.keys.map((key) => [key, 'ASC'] as const)]
  const sorted = fitting.toSorted((one, other) => ordered(kind, directions, one.row, other.row))
  return sorted.slice(offset, offset + limit)
}

function fits(where: Condition | undefined, row: Row, kind: Kind): boolean {
  return where === undefined || holds(where, row, kind) === true
}

function ordered(
  { columns }: Kind,
  directions: readonly (readonly [string, 'ASC' | 'DESC'])[],
  one: Row,
  other: Row,
): number {
  for (const [name, direction] of directions) {
    const [a, b] = [one[name], other[name]]
    const sign =
      a === null || b === null
        ? Number(a === null) - Number(b === null)
        : compare(columns[name] ?? 'text', a, b)
    if (sign !== 0) return direction === 'ASC' ? sign : -sign
  }
  return 0
}

function hasRequired(rows: Rows, name: Name, row: Row, load: Tree): boolean {
  return kinds[name].paths.every((path) => {
    const branch = load[path.name]
    return branch?.required !== true || children(rows, path, row, branch).length > 0
  })
}

/** The rows of a branch for one parent; a relation to one has one at most. */
function children(rows: Rows, path: Path, parent: Row, branch: Branch): readonly Found[] {
  const found = pick(rows, path.target, related(rows, path, parent, branch), branch, branch.load)
  return path.many ? found : found.slice(0, 1)
}

function related(
  rows: Rows,
  { key, target, targetKey, through }: Path,
  parent: Row,
  branch: Branch,
): readonly Found[] {
  const own = parent[key]
  if (own === null) return []
  if (through === undefined)
    return rows[target].filter((row) => row[targetKey] === own).map((row) => ({ row }))
  const where = branch.through === true ? undefined : branch.through?.where
  const links = rows.Care.filter((link) => link[through.key] === own && fits(where, link, kinds.Care))
  return links.flatMap((link) =>
    rows[target].filter((row) => row[targetKey] === link[through.targetKey]).map((row) => ({ row, link })),
  )
}

function shown(rows: Rows, name: Name, row: Row, choice: Choice, load: Tree): object {
  const { columns, paths } = kinds[name]
  const relations = paths.flatMap((path) => {
    const branch = load[path.name]
    if (branch === undefined) return []
    const all = children(rows, path, row, branch).map((found) => child(rows, path, found, branch))
    return [[path.name, path.many ? all : (all[0] ?? null)]]
  })
  return { ...picked(row, choice.attributes ?? Object.keys(columns)), ...Object.fromEntries(relations) }
}

function child(rows: Rows, { target }: Path, { row, link }: Found, branch: Branch): object {
  const own = shown(rows, target, row, branch, branch.load)
  if (branch.through === undefined || link === undefined) return own
  const { attributes = Object.keys(kinds.Care.columns) } = branch.through === true ? {} : branch.through
  return { ...own, Care: picked(link, attributes) }
}

function picked(row: Row, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, row[name]]))
}
