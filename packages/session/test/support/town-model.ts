/** The town as plain data: what the database must have after each flush, whatever way the session was told. */
import { ForeignKeyConstraintError } from 'sequelize'
import type { Model } from 'sequelize'

export type Kind = 'Region' | 'Person' | 'Item' | 'Card' | 'Stay' | 'Tag'

/** One foreign key of a kind: what it refers to, what that calls its children, and what becomes of a child without it. */
export type Reference = {
  readonly kind: Kind
  readonly name: string
  readonly key: string
  readonly target: Kind
  readonly inverse: string
  readonly many: boolean
  readonly nullable: boolean
  readonly owned: boolean
  readonly onDelete: 'clear' | 'delete' | 'refuse'
}

const many = { many: true, owned: false, nullable: true }

export const references: readonly Reference[] = [
  {
    ...many,
    kind: 'Person',
    name: 'boss',
    key: 'bossId',
    target: 'Person',
    inverse: 'reports',
    onDelete: 'clear',
  },
  {
    ...many,
    kind: 'Person',
    name: 'region',
    key: 'regionCode',
    target: 'Region',
    inverse: 'people',
    onDelete: 'refuse',
  },
  {
    ...many,
    kind: 'Person',
    name: 'favourite',
    key: 'favouriteId',
    target: 'Item',
    inverse: 'fans',
    onDelete: 'clear',
  },
  {
    ...many,
    kind: 'Card',
    name: 'person',
    key: 'personId',
    target: 'Person',
    inverse: 'card',
    many: false,
    onDelete: 'clear',
  },
  {
    kind: 'Item',
    name: 'owner',
    key: 'ownerId',
    target: 'Person',
    inverse: 'items',
    many: true,
    nullable: false,
    owned: true,
    onDelete: 'delete',
  },
  {
    kind: 'Stay',
    name: 'person',
    key: 'personId',
    target: 'Person',
    inverse: 'stays',
    many: true,
    nullable: false,
    owned: true,
    onDelete: 'delete',
  },
  {
    kind: 'Stay',
    name: 'region',
    key: 'regionCode',
    target: 'Region',
    inverse: 'stays',
    many: true,
    nullable: false,
    owned: false,
    onDelete: 'delete',
  },
]

/** One row, and the object that stands for it. */
export type Node = {
  /** Tells rows apart before they have keys. */
  readonly serial: number
  readonly kind: Kind
  readonly instance: Model
  name: string | null
  parents: Readonly<Record<string, Node | null>>
  state: 'new' | 'stored' | 'marked' | 'gone'
}

type Saved = {
  readonly nodes: ReadonlyMap<Node, Pick<Node, 'name' | 'parents' | 'state'>>
  readonly links: Link[]
}
type Link = readonly [person: Node, tag: Node]

const primary: Readonly<Record<Kind, readonly string[]>> = {
  Region: ['code'],
  Person: ['id'],
  Item: ['id'],
  Card: ['series', 'number'],
  Stay: ['personId', 'regionCode'],
  Tag: ['id'],
}

/** Rows and links, with what is pending. */
export class Town {
  readonly nodes = new Set<Node>()
  links: Link[] = []
  #serial = 0

  create(kind: Kind, instance: Model, name: string | null, parents: Node['parents'] = {}): Node {
    const empty = references.filter((each) => each.kind === kind).map((each) => [each.name, null])
    const node: Node = {
      kind,
      instance,
      name,
      parents: { ...Object.fromEntries(empty), ...parents },
      state: 'new',
      serial: (this.#serial += 1),
    }
    this.nodes.add(node)
    return node
  }

  /** Whether a row is there, or will be. */
  isAlive({ state }: Node): boolean {
    return state === 'new' || state === 'stored'
  }

  /** The rows of a kind that are there, or will be. */
  alive(kind: Kind): readonly Node[] {
    return [...this.nodes].filter((node) => node.kind === kind && this.isAlive(node))
  }

  /** Every row that has or had a row's key, itself first. */
  at(node: Node): readonly Node[] {
    const key = JSON.stringify(keyOf(node))
    const isThere = (each: Node) => each !== node && each.kind === node.kind && each.state === 'stored'
    return [node, ...[...this.nodes].filter((each) => isThere(each) && JSON.stringify(keyOf(each)) === key)]
  }

  children(parent: Node, { kind, name }: Pick<Reference, 'kind' | 'name'>): readonly Node[] {
    return this.alive(kind).filter((node) => node.parents[name] === parent)
  }

  linked(node: Node): readonly Node[] {
    return this.links
      .filter((link) => link.includes(node))
      .map(([person, tag]) => (person === node ? tag : person))
  }

  setLinks(node: Node, others: readonly Node[]): void {
    this.links = this.links.filter((link) => !link.includes(node))
    for (const other of others) this.links.push(node.kind === 'Person' ? [node, other] : [other, node])
  }

  move(node: Node, name: string, parent: Node | null): void {
    node.parents = { ...node.parents, [name]: parent }
  }

  /** What a flush does to the rows; false, and nothing done, where a foreign key refuses it. */
  flush(): boolean {
    const gone = this.#doomed()
    const stays = [...this.nodes].filter((node) => node.state !== 'gone' && !gone.has(node))
    for (const node of stays)
      for (const { name } of ofKind(node, 'refuse')) if (isIn(gone, node.parents[name])) return false
    for (const node of stays) {
      node.state = 'stored'
      for (const { name } of ofKind(node, 'clear'))
        if (isIn(gone, node.parents[name])) this.move(node, name, null)
    }
    for (const node of gone) node.state = 'gone'
    this.links = this.links.filter((link) => !link.some((node) => gone.has(node)))
    return true
  }

  save(): Saved {
    const kept = [...this.nodes].map(({ name, parents, state }) => ({ name, parents, state }))
    return {
      nodes: new Map([...this.nodes].map((node, index) => [node, kept[index] ?? node])),
      links: [...this.links],
    }
  }

  restore({ nodes, links }: Saved): void {
    for (const node of this.nodes) {
      const saved = nodes.get(node)
      if (saved === undefined) this.nodes.delete(node)
      else Object.assign(node, saved)
    }
    this.links = [...links]
  }

  /** Every table as the database must show it. */
  rows(): Readonly<Record<string, readonly string[]>> {
    const kinds = Object.keys(primary) as Kind[]
    const tables = kinds.map((kind) => [kind, this.alive(kind).map(line).toSorted()] as const)
    const links = this.links.map((link) => link.flatMap(keyOf).join(' '))
    return { ...Object.fromEntries(tables), Link: links.toSorted() }
  }

  #doomed(): ReadonlySet<Node> {
    const gone = new Set([...this.nodes].filter((node) => node.state === 'marked'))
    for (const parent of gone)
      for (const node of this.nodes)
        if (node.state !== 'gone' && ofKind(node, 'delete').some(({ name }) => node.parents[name] === parent))
          gone.add(node)
    return gone
  }
}

/** References whose children are a collection. */
export const collections = references.filter(({ many }) => many)

/** The primary key's values of a row, by its parents where it is made of theirs. */
export function keyOf(node: Node): readonly unknown[] {
  return primary[node.kind].map((name) => valueOf(node, name))
}

/** The primary key as `get` takes it. */
export function keyFor(node: Node): unknown {
  const [first, ...others] = primary[node.kind]
  if (others.length === 0 && first !== undefined) return valueOf(node, first)
  return Object.fromEntries(primary[node.kind].map((name) => [name, valueOf(node, name)]))
}

/** What the database shows, in the manner of {@link Town.rows}. */
export function shown([row = {}]: readonly Record<string, unknown>[]): Record<string, readonly string[]> {
  const tables = Object.entries(row).map(([name, rows]) => {
    const lines = ((rows ?? []) as readonly (readonly unknown[])[]).map((cells) =>
      cells.map(String).join(' '),
    )
    return [name, lines.toSorted()] as const
  })
  return Object.fromEntries(tables)
}

export function isForeignKey(error: unknown): boolean {
  return error instanceof ForeignKeyConstraintError
}

/** What an attribute of a row must be. */
export function valueOf(node: Node, name: string): unknown {
  const reference = references.find(({ kind, key }) => kind === node.kind && key === name)
  if (reference === undefined) return name === 'name' ? node.name : node.instance.getDataValue(name as never)
  const parent = node.parents[reference.name]
  return parent === null || parent === undefined ? null : keyOf(parent)[0]
}

/** The attributes of a kind, in the order in which {@link Town.rows} shows them. */
export function attributesOf(kind: Kind): readonly string[] {
  const keys = references.filter((each) => each.kind === kind).map(({ key }) => key)
  return [...new Set([...primary[kind], 'name', ...keys])]
}

function line(node: Node): string {
  return attributesOf(node.kind)
    .map((name) => String(valueOf(node, name)))
    .join(' ')
}

function ofKind(node: Node, onDelete: Reference['onDelete']): readonly Reference[] {
  return references.filter((each) => each.kind === node.kind && each.onDelete === onDelete)
}

function isIn(nodes: ReadonlySet<Node>, node: Node | null | undefined): boolean {
  return node !== null && node !== undefined && nodes.has(node)
}
