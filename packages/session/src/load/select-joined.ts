/** One SELECT for a table and the relations joined to it. Columns are read by position, so long names cannot collide. */
import type { Statement } from '../driver/connection.ts'
import type { Binding } from '../core/binding.ts'
import type { Core } from '../core/core.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { inside } from '../core/sequelize.ts'
import { conditionOf } from '../read/condition.ts'
import { compiled } from '../read/expressions.ts'
import { withColumns } from '../read/paths.ts'
import type { Compiled } from '../read/select.ts'
import { isLocked } from '../read/select.ts'
import { columnText, Joins, tableText } from './joins.ts'
import type { Branch } from './plan.ts'
import { isFiltered } from './plan.ts'

/** What to read: the rows of a model, the branches joined to them, and what narrows them to given parents. */
export type JoinedQuery = {
  readonly model: ModelClass
  readonly finder: Compiled
  readonly joined: readonly Branch[]
  readonly parents?: ParentFilter
}

/** Rows of one relation for given keys: a condition on the rows themselves or, with `through`, on a table joined to them. */
export type ParentFilter = {
  readonly relation: Branch['relation']
  readonly keys: readonly (string | null)[]
}

/** Compiles the SELECT. Rows come in the parent's order, then by each branch's own order or key. */
export function selectJoined(core: Core, query: JoinedQuery): Statement {
  return compiled(core, (bound) => {
    const writer = new Writer(bound, query)
    return isLimited(query.finder) ? writer.limited() : writer.plain()
  })
}

/** Collects the pieces of the statement while it walks down the branches. */
class Writer {
  readonly bound: Binding
  readonly #query: JoinedQuery
  readonly #joins: Joins
  readonly #columns: string[]
  readonly #order: string[]
  readonly #narrowed: readonly string[]

  constructor(bound: Binding, query: JoinedQuery) {
    const { model, finder, joined, parents } = query
    this.bound = bound
    this.#query = query
    this.#joins = new Joins(this.bound, model.name)
    this.#columns = [...columnsOf(this.bound, model.name, finder)]
    this.#narrowed = parents === undefined ? [] : this.#narrow(model, parents)
    const byKey = joined.some(multiplies) || parents !== undefined
    this.#order = [...orderOf(this.bound, model, finder, model.name, byKey)]
  }

  plain(): string {
    const { model, joined } = this.#query
    const where = this.#isFiltering ? [] : [this.#condition()]
    this.#join(joined, model.name, '')
    if (this.#isFiltering) where.push(this.#joinedCondition())
    return clauses([
      `SELECT ${this.#columns.join(', ')} FROM ${tableText(this.bound, model, model.name)}`,
      ...this.#joins.clauses,
      clause('WHERE', [...this.#narrowed, ...where], ' AND '),
      clause('ORDER BY', this.#order, ', '),
      this.#lock(),
    ])
  }

  /** Parents are limited before anything is joined to them, so a limit counts parents whatever they have. */
  limited(): string {
    const { model, finder, joined } = this.#query
    const root = this.bound.generator.quoteIdentifier(model.name)
    const inner = clauses([
      `SELECT ${root}.* FROM ${tableText(this.bound, model, model.name)}`,
      clause('WHERE', [...this.#narrowed, this.#condition()], ' AND '),
      clause('ORDER BY', this.#order, ', '),
      finder.limit === undefined ? '' : `LIMIT ${this.bound.bind(finder.limit)}`,
      finder.offset === undefined ? '' : `OFFSET ${this.bound.bind(finder.offset)}`,
      this.#lock(),
    ])
    this.#join(joined, model.name, '')
    const where = this.#isFiltering ? [this.#joinedCondition()] : []
    return clauses([
      `SELECT ${this.#columns.join(', ')} FROM (${inner}) AS ${root}`,
      ...this.#joins.clauses,
      clause('WHERE', where, ' AND '),
      clause('ORDER BY', this.#order, ', '),
    ])
  }

  /** Whether the condition also says which rows of a relation are loaded. */
  get #isFiltering(): boolean {
    return this.#query.joined.some(isFiltered)
  }

  /** Rows of the model itself are locked: PostgreSQL locks none of what an outer join may miss. */
  #lock(): string {
    const { lock, skipLocked } = this.#query.finder
    if (!isLocked(this.#query.finder)) return ''
    const asked = typeof lock === 'object' ? (lock as { readonly level?: unknown }).level : lock
    const level = lockLevels.find((each) => each === asked) ?? 'UPDATE'
    const table = this.bound.generator.quoteIdentifier(this.#query.model.name)
    return `FOR ${level} OF ${table}${skipLocked === true ? ' SKIP LOCKED' : ''}`
  }

  #condition(): string {
    return conditionOf(this.bound, this.#query.model, this.#query.finder)
  }

  /** The condition on the joined rows themselves. */
  #joinedCondition(): string {
    const { model, finder } = this.#query
    const where = withColumns({ bound: this.bound, joins: this.#joins, root: model }, finder.where)
    return this.bound.generator.getWhereConditions(where, model.name, model, finder)
  }

  /** The condition that a row belongs to one of the given parents. */
  #narrow(model: ModelClass, { relation, keys }: ParentFilter): readonly string[] {
    const { through, targetKey } = relation
    const column = (alias: string, of: ModelClass, name: string) => columnText(this.bound, alias, of, name)
    if (through === undefined)
      return [`${column(model.name, model, targetKey)} = ANY(${this.bound.bind(keys)})`]
    const alias = this.#joins.alias(through.model.name)
    const own = column(alias, through.model, through.key)
    const match = `${column(alias, through.model, through.targetKey)} = ${column(model.name, model, targetKey)}`
    this.#joins.clauses.push(`INNER JOIN ${tableText(this.bound, through.model, alias)} ON ${match}`)
    this.#columns.push(own)
    return [`${own} = ANY(${this.bound.bind(keys)})`]
  }

  #join(branches: readonly Branch[], parent: string, path: string): void {
    for (const { relation, finder, branches: beyond } of branches) {
      const own = path === '' ? relation.name : `${path}->${relation.name}`
      const alias = this.#joins.add(relation, parent, own, (alias) =>
        conditionOf(this.bound, relation.target, finder, alias),
      )
      this.#columns.push(...columnsOf(this.bound, alias, finder))
      this.#order.push(...orderOf(this.bound, relation.target, finder, alias, relation.many))
      this.#join(beyond.joined, alias, own)
    }
  }
}

const lockLevels = ['UPDATE', 'NO KEY UPDATE', 'SHARE', 'KEY SHARE']

function clauses(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
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
  bound: Binding,
  model: ModelClass,
  finder: Finder,
  alias: string,
  byKey: boolean,
): readonly string[] {
  const { generator } = bound
  const quoted = generator.quoteIdentifier(alias)
  if (finder.order !== undefined && finder.order !== null) {
    const { mainQueryOrder } = generator.getQueryOrders({ order: finder.order }, model, false)
    return mainQueryOrder.map((each) =>
      each.replaceAll(`${generator.quoteIdentifier(model.name)}.`, `${quoted}.`),
    )
  }
  return byKey ? inside(model).primaryKeyAttributes.map((name) => columnText(bound, alias, model, name)) : []
}

function multiplies(branch: Branch): boolean {
  return branch.relation.many || branch.branches.joined.some(multiplies)
}

function isLimited(finder: Finder): boolean {
  return finder.limit !== undefined || finder.offset !== undefined
}
