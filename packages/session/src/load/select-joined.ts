/** One SELECT for a table and the relations joined to it. Columns are read by position, so long names cannot collide. */
import type { Statement } from '../driver/connection.ts'
import type { Binding } from '../core/binding.ts'
import { binding } from '../core/binding.ts'
import type { Core } from '../core/core.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { attributeOf, inside } from '../core/sequelize.ts'
import type { Branch } from './plan.ts'

/** What to read: the rows of a model, the branches joined to them, and what narrows them to given parents. */
export type JoinedQuery = {
  readonly model: ModelClass
  readonly finder: Finder
  readonly joined: readonly Branch[]
  readonly parents?: ParentFilter
}

/** Rows of one relation for given keys: a condition on the rows themselves or, with `through`, on a table joined to them. */
export type ParentFilter = {
  readonly relation: Branch['relation']
  readonly keys: readonly (string | null)[]
}

/** PostgreSQL cuts longer identifiers. */
const identifierLimit = 63

/** Compiles the SELECT. Rows come in the parent's order, then by each branch's own order or key. */
export function selectJoined(core: Core, query: JoinedQuery): Statement {
  const { model, finder, joined, parents } = query
  const bound = binding(core)
  const writer = new Writer(bound, model.name)
  const narrowed = parents === undefined ? [] : writer.narrow(model, parents)
  const where = [...narrowed, bound.generator.getWhereConditions(finder.where, model.name, model, finder)]
  writer.columns.unshift(...columnsOf(bound, model.name, finder))
  const byKey = joined.some(multiplies) || parents !== undefined
  const order = orderOf(bound, model, finder, model.name, byKey)
  writer.order.push(...order)
  writer.join(joined, model.name, '')
  const text = limited(finder) ? limitedText(writer, query, where, order) : plainText(writer, query, where)
  return { text, values: bound.values, prepare: true }
}

/** Collects the pieces of the statement while it walks down the branches. */
class Writer {
  readonly columns: string[] = []
  readonly joins: string[] = []
  readonly order: string[] = []
  readonly #bound: Binding
  readonly #aliases = new Set<string>()

  constructor(bound: Binding, root: string) {
    this.#bound = bound
    this.#aliases.add(root)
  }

  join(branches: readonly Branch[], parent: string, path: string): void {
    for (const branch of branches) this.#joinOne(branch, parent, path)
  }

  /** The condition that a row belongs to one of the given parents. */
  narrow(model: ModelClass, { relation, keys }: ParentFilter): readonly string[] {
    const { through, targetKey } = relation
    if (through === undefined)
      return [`${this.column(model.name, model, targetKey)} = ANY(${this.#bound.bind(keys)})`]
    const alias = this.#alias(through.model.name)
    const own = this.column(alias, through.model, through.key)
    const match = `${this.column(alias, through.model, through.targetKey)} = ${this.column(model.name, model, targetKey)}`
    this.joins.push(`INNER JOIN ${this.#table(through.model)} AS ${this.quote(alias)} ON ${match}`)
    this.columns.push(own)
    return [`${own} = ANY(${this.#bound.bind(keys)})`]
  }

  column(alias: string, model: ModelClass, name: string): string {
    return `${this.quote(alias)}.${this.quote(attributeOf(model, name)?.field ?? name)}`
  }

  from(model: ModelClass): string {
    return `${this.#table(model)} AS ${this.quote(model.name)}`
  }

  quote(name: string): string {
    return this.#bound.generator.quoteIdentifier(name)
  }

  bind(value: unknown): string {
    return this.#bound.bind(value)
  }

  #joinOne(branch: Branch, parent: string, path: string): void {
    const { relation, finder, branches } = branch
    const alias = this.#alias(path === '' ? relation.name : `${path}->${relation.name}`)
    const on = [this.#on(relation, parent, alias), this.#filter(relation.target, alias, finder)].filter(
      (part) => part !== '',
    )
    this.joins.push(`LEFT OUTER JOIN ${this.#joinedTable(relation, alias)} ON ${on.join(' AND ')}`)
    this.columns.push(...columnsOf(this.#bound, alias, finder))
    this.order.push(...orderOf(this.#bound, relation.target, finder, alias, relation.many))
    this.join(branches.joined, alias, alias)
  }

  #on(
    { through, source, target, key, targetKey }: Branch['relation'],
    parent: string,
    alias: string,
  ): string {
    const from = this.column(parent, source, key)
    if (through === undefined) return `${this.column(alias, target, targetKey)} = ${from}`
    return `${this.column(`${alias}<-`, through.model, through.key)} = ${from}`
  }

  #joinedTable({ through, target, targetKey }: Branch['relation'], alias: string): string {
    const table = `${this.#table(target)} AS ${this.quote(alias)}`
    if (through === undefined) return table
    const between = `${alias}<-`
    const match = `${this.column(between, through.model, through.targetKey)} = ${this.column(alias, target, targetKey)}`
    return `(${this.#table(through.model)} AS ${this.quote(between)} INNER JOIN ${table} ON ${match})`
  }

  #filter(model: ModelClass, alias: string, finder: Finder): string {
    return this.#bound.generator.getWhereConditions(finder.where, alias, model, finder)
  }

  #table(model: ModelClass): string {
    return this.#bound.generator.quoteTable(model.getTableName())
  }

  #alias(wanted: string): string {
    const fits = Buffer.byteLength(wanted) + 2 <= identifierLimit && !this.#aliases.has(wanted)
    const alias = fits ? wanted : `t${this.#aliases.size}`
    this.#aliases.add(alias)
    return alias
  }
}

function plainText(writer: Writer, { model }: JoinedQuery, where: readonly string[]): string {
  const select = `SELECT ${writer.columns.join(', ')} FROM ${writer.from(model)}`
  return [select, ...writer.joins, clause('WHERE', where, ' AND '), clause('ORDER BY', writer.order, ', ')]
    .filter((part) => part !== '')
    .join(' ')
}

/** Parents are limited before anything is joined to them, so a limit counts parents whatever they have. */
function limitedText(
  writer: Writer,
  { model, finder }: JoinedQuery,
  where: readonly string[],
  order: readonly string[],
): string {
  const root = writer.quote(model.name)
  const inner = [
    `SELECT ${root}.* FROM ${writer.from(model)}`,
    clause('WHERE', where, ' AND '),
    clause('ORDER BY', order, ', '),
    finder.limit === undefined ? '' : `LIMIT ${writer.bind(finder.limit)}`,
    finder.offset === undefined ? '' : `OFFSET ${writer.bind(finder.offset)}`,
  ].filter((part) => part !== '')
  const select = `SELECT ${writer.columns.join(', ')} FROM (${inner.join(' ')}) AS ${root}`
  return [select, ...writer.joins, clause('ORDER BY', writer.order, ', ')]
    .filter((part) => part !== '')
    .join(' ')
}

function clause(word: string, parts: readonly string[], separator: string): string {
  const given = parts.filter((part) => part !== '')
  return given.length === 0 ? '' : `${word} ${given.join(separator)}`
}

function columnsOf({ generator }: Binding, alias: string, finder: Finder): readonly string[] {
  return generator.escapeAttributes(finder.attributes, { include: [alias] }, generator.quoteIdentifier(alias))
}

/** The order somebody asked for; else the primary key where rows would otherwise come in no order at all. */
function orderOf(
  { generator }: Binding,
  model: ModelClass,
  finder: Finder,
  alias: string,
  byKey: boolean,
): readonly string[] {
  const quoted = generator.quoteIdentifier(alias)
  if (finder.order !== undefined && finder.order !== null) {
    const { mainQueryOrder } = generator.getQueryOrders({ order: finder.order }, model, false)
    return mainQueryOrder.map((each) =>
      each.replaceAll(`${generator.quoteIdentifier(model.name)}.`, `${quoted}.`),
    )
  }
  if (!byKey) return []
  return inside(model).primaryKeyAttributes.map((name) => {
    const field = attributeOf(model, name)?.field ?? name
    return `${quoted}.${generator.quoteIdentifier(field)}`
  })
}

function multiplies(branch: Branch): boolean {
  return branch.relation.many || branch.branches.joined.some(multiplies)
}

function limited(finder: Finder): boolean {
  return finder.limit !== undefined || finder.offset !== undefined
}
