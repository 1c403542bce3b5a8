/** Runs a load: sends the statement of each level, and puts together what came back. */
import type { Result, Statement } from '../driver/connection.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { text } from '../core/text.ts'
import { read, send } from '../core/transaction.ts'
import { isLocked } from '../read/select.ts'
import { watchJoined } from '../watch/joined-rows.ts'
import type { Beyond, LoadPlan, ReadyLevel, Written } from './load-plan.ts'
import type { Make, Row } from './make.ts'
import type { Children } from './node.ts'
import { addChild, Node } from './node.ts'
import type { Branch } from './plan.ts'
import { meetInText } from './key-text.ts'
import { mayRepeat } from './plan.ts'
import { fill } from './template.ts'
import { takesKeys } from './level.ts'

/** Most keys that one SELECT asks for. */
const pageSize = 50_000

/** One run of a load: where it reads, what it makes of rows, and the values of its conditions. */
export type Run = {
  readonly session: SessionState
  readonly make: Make
  readonly values: readonly unknown[]
  /** Sends the statement of a level, where that is not done as it is. */
  readonly ask?: (ready: ReadyLevel, statement: Statement) => Step<Result>
}

/** Reads the rows of a plan and everything that is loaded with them, in order. */
export function* runPlan(run: Run, { root }: LoadPlan): Step<object[]> {
  const written = root.current
  const node = nodeOf(run.make, root, written, { isRoot: true })
  yield* readRows(run, { ready: root, written, keys: [] }, (row) => void node.take(row))
  yield* complete(run, node, { ready: root, written, keys: [] })
  return node.objects
}

/** Makes the objects of rows that a plan's first statement gave, and loads everything that belongs to them. */
export function* takeRows(run: Run, { root }: LoadPlan, rows: readonly Row[]): Step<object[]> {
  const written = root.current
  const node = nodeOf(run.make, root, written, { isRoot: true })
  for (const row of rows) node.take(row)
  yield* complete(run, node, { ready: root, written, keys: [] })
  return node.objects
}

/** The rows of a relation for these keys of parents; nothing is set. */
export function* readByKeys(
  run: Run,
  ready: ReadyLevel,
  keys: readonly string[],
): Step<ReadonlyMap<string, Children>> {
  const groups = new Map<string, Children>()
  const written = ready.current
  const node = nodeOf(run.make, ready, written, { isPaged: keys.length > pageSize })
  yield* takeChildren(run, { ready, written, node, keys, groups })
  return groups
}

type Sent = { readonly ready: ReadyLevel; readonly written: Written; readonly keys: readonly string[] }

function* complete(run: Run, node: Node, { ready, written, keys }: Sent): Step<void> {
  if (run.session.watcher !== undefined) watchJoined(run.session, node)
  yield* loadBeyond(run, node, ready.beyond, keys)
  node.finish()
  if (written.hasUnknownTypes) ready.renew(written)
}

/**
 * Loads what comes behind a node's objects.
 * @param keys of the level's own parents, which a level that repeats it asks for again
 */
export function* loadBeyond(run: Run, node: Node, beyond: Beyond, keys: readonly string[]): Step<void> {
  if (node.objects.length === 0) return
  for (const { branch, ready } of beyond.apart) yield* loadBranch(run, node, { branch, ready, outer: keys })
  for (const { branch, beyond: next } of beyond.inline) {
    const below = node.inline(branch)
    if (below !== undefined) yield* loadBeyond(run, below, next, keys)
  }
}

type Reading = { readonly branch: Branch; readonly ready: ReadyLevel; readonly outer: readonly string[] }

function* loadBranch(run: Run, parents: Node, { branch, ready, outer }: Reading): Step<void> {
  const { make } = run
  const present = new Map<string, object>()
  const wanted = new Set<string>()
  const held = make.held(branch)
  const keys = parents.objects.map((_parent, index) => {
    const value = make.key(parents, index, branch)
    const key = text(value)
    if (key === null || wanted.has(key) || present.has(key)) return key
    const known = held?.(value)
    if (known === undefined) wanted.add(key)
    else present.set(key, known)
    return key
  })
  const groups = new Map<string, Children>()
  const written = ready.current
  const isByKeys = ready.level.parents?.of === 'keys'
  const node = nodeOf(make, ready, written, { isPaged: isByKeys && wanted.size > pageSize })
  const asked = isByKeys ? [...wanted] : outer
  if (wanted.size > 0) yield* takeChildren(run, { ready, written, node, keys: asked, groups })
  for (const object of present.values()) node.add(object, [])
  // What repeats this level is about those that were here already, too.
  yield* complete(run, node, { ready, written, keys: isByKeys ? [...asked, ...present.keys()] : outer })
  const handed = new Set<string>()
  for (const [index, parent] of parents.objects.entries()) {
    const key = keys[index] ?? null
    const children = childrenOf(key, present, groups)
    make.attach(branch, parent, key === null || !handed.has(key) ? children : copyOf(children))
    if (key !== null && branch.relation.many) handed.add(key)
  }
}

/** Parents that share a key have each a list of their own. */
function copyOf({ children, links }: Children): Children {
  return { children: [...children], ...(links === undefined ? {} : { links: [...links] }) }
}

function childrenOf(
  key: string | null,
  present: ReadonlyMap<string, object>,
  groups: ReadonlyMap<string, Children>,
): Children {
  if (key === null) return { children: [] }
  const known = present.get(key)
  return known === undefined ? (groups.get(key) ?? { children: [] }) : { children: [known] }
}

type Taking = Sent & {
  readonly node: Node
  readonly groups: Map<string, Children>
}

/** Reads the children of many parents, in pages of keys, and groups them by the keys of their parents. */
function* takeChildren(run: Run, { ready, written, node, keys, groups }: Taking): Step<void> {
  const isPaged = ready.level.parents?.of === 'keys'
  const isRepeated = ready.level.parents !== undefined && mayRepeat(ready.level.parents.relation)
  const paired = node.isMultiplied || isRepeated ? new Map<string, Set<object>>() : undefined
  const { parents } = written
  const add = (key: string, child: object, link: object | undefined) => {
    if (paired === undefined || isNewPair(paired, key, child)) put(groups, key, child, link)
  }
  const take = (row: Row) => {
    const child = node.take(row)
    const key = parents === undefined ? null : text(row[parents.index])
    if (child === undefined || key === null) return
    if (parents?.isList !== true) add(key, child, node.link(row))
    else for (const each of key.split(',')) add(each, child, undefined)
  }
  for (const page of isPaged ? pagesOf(keys) : [keys])
    yield* readRows(run, { ready, written, keys: page }, take)
}

function* pagesOf(keys: readonly string[]): Generator<readonly string[], void> {
  for (let start = 0; start === 0 || start < keys.length; start += pageSize)
    yield keys.slice(start, start + pageSize)
}

/** A row comes again beside each child that is joined to it, or by each of several links. */
function isNewPair(paired: Map<string, Set<object>>, key: string, child: object): boolean {
  const children = paired.get(key) ?? new Set()
  if (children.has(child)) return false
  paired.set(key, children.add(child))
  return true
}

function put(groups: Map<string, Children>, key: string, child: object, link: object | undefined): void {
  let group = groups.get(key)
  if (group === undefined) groups.set(key, (group = { children: [] }))
  addChild(group, child, link)
}

/** Rows are taken as they come: while the server is still busy with others, and before they pile up. */
function* readRows(
  { session, values, ask }: Run,
  { ready, written, keys }: Sent,
  take: (row: Row) => void,
): Step<void> {
  const filled = fill(session.core, written.template, values, takesKeys(ready.level) ? keys : [])
  const statement = { ...filled, take }
  const sending = isLocked(ready.level.finder) ? send : read
  yield* ask === undefined ? sending(session, statement) : ask(ready, statement)
}

/** A row may come again where it is read for several parents, each in a row of its own, or by several statements. */
function nodeOf(
  make: Make,
  { level }: ReadyLevel,
  { layout, parents }: Written,
  { isRoot = false, isPaged = false }: { readonly isRoot?: boolean; readonly isPaged?: boolean } = {},
): Node {
  const relation = level.parents?.relation
  const isLinked = relation?.through !== undefined && parents?.isList !== true
  const isRepeated = isPaged || isLinked || (relation !== undefined && !meetInText(relation))
  return new Node(make, layout, { branches: level.branches, isRepeated, isRoot })
}
