/** One level of a graph while it is read: takes rows, makes objects of them, and hands children to their parents. */
import { rowDecoder } from './json-rows.ts'
import type { JsonRows } from './json-rows.ts'
import type { Below, Layout } from './layout.ts'
import type { Make, Row } from './make.ts'
import type { Branch, Branches } from './plan.ts'
import { mayRepeat, mayShare } from './plan.ts'

/** The children of one parent in their order, each with the row between where those come along. */
export type Children = { readonly children: object[]; links?: object[] }

/** Adds a child, and the row between it and its parent where there is one. */
export function addChild(children: Children, child: object, link: object | undefined): void {
  children.children.push(child)
  if (link !== undefined) (children.links ??= []).push(link)
}

/** What a level is part of: its branches, and whether a row of it may come again. */
export type NodeOptions = {
  readonly branches: Branches
  readonly isRepeated: boolean
  /** Whether an object may come again in another row of its own. */
  readonly isShared?: boolean
  readonly isRoot?: boolean
}

export class Node {
  readonly #make: Make
  readonly #read: (row: Row) => object | undefined
  readonly #link: ((row: Row) => object | undefined) | undefined
  readonly #branches: Branches
  readonly #seen: Set<object> | undefined
  readonly #inline: readonly InlineNode[]
  /** Each object once, and the row that it was first read from where those are kept. */
  readonly objects: object[] = []
  readonly rows: Row[] = []
  readonly layout: Layout
  /** Whether a row comes again for each child that is joined to it. */
  readonly isMultiplied: boolean

  constructor(make: Make, layout: Layout, options: NodeOptions) {
    const { branches, isRepeated, isShared = false, isRoot = false } = options
    this.layout = layout
    this.#make = make
    this.#branches = branches
    this.isMultiplied = layout.below.some(({ json }) => json === undefined)
    const isOften = isRepeated || this.isMultiplied
    this.#read = make.reader(layout, { isUnique: !isOften, isShared, isRoot })
    this.#link = layout.between === undefined ? undefined : make.linkReader(layout.between)
    this.#seen = isOften || (isShared && layout.below.length > 0) ? new Set() : undefined
    this.#inline = layout.below.map((below) => new InlineNode(make, below))
  }

  /** Reads a row's object, and what comes along with it; undefined where an outer join found nothing. */
  take(row: Row): object | undefined {
    const object = this.#read(row)
    if (object === undefined) return undefined
    const isNew = this.#seen === undefined || !this.#seen.has(object)
    if (isNew) this.add(object, row)
    for (const inline of this.#inline) inline.take(object, row, isNew)
    return object
  }

  /** The row between the object of a row and its parent. */
  link(row: Row): object | undefined {
    return this.#link?.(row)
  }

  /** Adds an object that is there already. */
  add(object: object, row: Row): void {
    this.#seen?.add(object)
    this.objects.push(object)
    if (this.#make.keepsRows) this.rows.push(row)
    if (this.#branches.onDemand !== undefined) this.#make.mark(object, this.#branches.onDemand)
  }

  /** The node of a branch that is read with this one. */
  inline(branch: Branch): Node | undefined {
    return this.#inline.find((each) => each.branch === branch)?.node
  }

  /** Hands the children that were read with these objects to them, those farthest away first. */
  finish(): void {
    for (const inline of this.#inline) inline.finish(this.objects)
  }

  /** The branches that are joined to this one. */
  get joined(): readonly InlineNode[] {
    return this.#inline.filter(({ isJoined }) => isJoined)
  }
}

/** A branch in its parent's rows. */
export class InlineNode {
  readonly branch: Branch
  readonly node: Node
  readonly isJoined: boolean
  readonly #make: Make
  readonly #json: JsonRows | undefined
  /** Whether a child may come again for the same parent. */
  readonly #isPaired: boolean
  readonly #byParent = new Map<object, Children>()
  readonly #paired = new Map<object, Set<object>>()

  constructor(make: Make, { branch, layout, json }: Below) {
    this.branch = branch
    this.#make = make
    this.isJoined = json === undefined
    const { relation, branches } = branch
    const isShared = mayShare(relation)
    this.#isPaired = this.isJoined || mayRepeat(relation)
    this.node = new Node(make, layout, { branches, isRepeated: this.#isPaired, isShared })
    this.#json = json === undefined ? undefined : rowDecoder(make.core, branch, json)
  }

  /** The children of a parent, as far as they were read. */
  childrenOf(parent: object): readonly object[] {
    return this.#byParent.get(parent)?.children ?? []
  }

  /** @param isNew whether the parent comes for the first time: what is in a cell of its row is the same each time */
  take(parent: object, row: Row, isNew: boolean): void {
    if (this.#json === undefined) return this.#put(parent, row)
    if (!isNew) return
    for (const values of this.#json(row)) this.#put(parent, values)
  }

  finish(parents: readonly object[]): void {
    this.node.finish()
    for (const parent of parents)
      this.#make.attach(this.branch, parent, this.#byParent.get(parent) ?? { children: [] })
  }

  #put(parent: object, row: Row): void {
    const child = this.node.take(row)
    if (child === undefined || (this.#isPaired && !this.#isNewPair(parent, child))) return
    const known = this.#byParent.get(parent) ?? { children: [] }
    this.#byParent.set(parent, known)
    addChild(known, child, this.node.link(row))
  }

  /** A joined child comes again beside each child of another branch. */
  #isNewPair(parent: object, child: object): boolean {
    const paired = this.#paired.get(parent) ?? new Set()
    if (paired.has(child)) return false
    this.#paired.set(parent, paired.add(child))
    return true
  }
}
