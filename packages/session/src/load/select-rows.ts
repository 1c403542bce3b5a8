/** The rows of a branch for one parent, as a subquery: to be counted for each parent, to be asked whether there are any. */
import type { Binding } from '../core/binding.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { conditionOf } from '../read/condition.ts'
import { columnNames } from '../read/select.ts'
import type { Joins } from './joins.ts'
import { tableText } from './joins.ts'
import type { Between, Branch, Branches } from './plan.ts'
import { isLimited, mayRepeat } from './plan.ts'
import { clause, clauses, expressionsOf, orderOf } from './sql-parts.ts'

/** What of a branch says which rows it has. */
export type Rows = Pick<Branch, 'relation' | 'finder' | 'between' | 'branches'>

/** Where rows stand: what their key is compared with, and the name under which they are known. */
export type Place = { readonly match: string; readonly alias: string }

/**
 * Has PostgreSQL plan a subquery by itself. It would else find it cheap, beside what comes behind, to read a whole table for each
 * parent: by the index that has the order in which JSON is gathered, or to hash it.
 */
const fence = 'OFFSET 0'

export class RowsWriter {
  readonly #bound: Binding
  readonly #joins: Joins

  constructor(bound: Binding, joins: Joins) {
    this.#bound = bound
    this.#joins = joins
  }

  /** All columns of the rows; those of the rows between are numbered, `"->0"`. A to-one relation has one row at most. */
  write(rows: Rows, place: Place): string {
    const { relation, finder, between } = rows
    const beside = between === undefined ? undefined : this.#joins.alias(`${place.alias}<-`)
    const isOne = !relation.many && finder.limit === undefined
    const isOrdered = isLimited(finder) || relation.kind === 'HasOne'
    return clauses([
      `SELECT ${[`${this.#quoted(place.alias)}.*`, ...this.#numbered(between, beside)].join(', ')}`,
      this.#from(rows, place, beside),
      clause('ORDER BY', isOrdered ? this.order(relation.target, finder, place.alias, true) : [], ', '),
      isOne ? 'LIMIT 1' : '',
      this.limit(finder) || (relation.many ? fence : ''),
    ])
  }

  /** That the row of an alias has what is required of it. */
  required({ inline, apart }: Branches, parent: string): readonly string[] {
    const required = [...inline, ...apart].filter((branch) => branch.required)
    return required.map((branch) => {
      const { relation, finder, between } = branch
      const alias = this.#joins.alias(`${parent}?${relation.name}`)
      const beside = between === undefined ? undefined : this.#joins.alias(`${alias}<-`)
      const place = { match: this.#joins.column(parent, relation.source, relation.key), alias }
      return `EXISTS (${clauses(['SELECT 1', this.#from(branch, place, beside), this.limit(finder)])})`
    })
  }

  /** The conditions on a branch's rows under their alias, with what is required of them. */
  conditions({ relation, finder, between, branches }: Rows, alias: string): readonly string[] {
    return [
      ...(between === undefined ? [] : [this.betweenCondition(between, `${alias}<-`)]),
      conditionOf(this.#bound, relation.target, finder, alias),
      ...this.required(branches, alias),
    ]
  }

  betweenCondition({ through, finder }: Between, alias: string): string {
    return conditionOf(this.#bound, through.model, finder, alias)
  }

  order(model: ModelClass, finder: Finder, alias: string, byKey: boolean): readonly string[] {
    return orderOf(this.#bound, model, finder, alias, byKey)
  }

  limit(finder: Finder): string {
    if (!isLimited(finder)) return ''
    return clauses([
      finder.limit === undefined ? '' : `LIMIT ${this.#bound.bind(finder.limit)}`,
      finder.offset === undefined ? '' : `OFFSET ${this.#bound.bind(finder.offset)}`,
    ])
  }

  #from({ relation, finder, between, branches }: Rows, { match, alias }: Place, beside?: string): string {
    const { target, targetKey, through } = relation
    const own = this.#joins.column(alias, target, targetKey)
    const table = `FROM ${tableText(this.#bound, target, alias)}`
    const conditions = [conditionOf(this.#bound, target, finder, alias), ...this.required(branches, alias)]
    if (through === undefined || beside === undefined) {
      return clauses([table, clause('WHERE', [`${own} = ${match}`, ...conditions], ' AND ')])
    }
    if (between?.isShown !== true && mayRepeat(relation)) {
      const among = this.#among({ relation, finder, between, branches }, match, beside)
      return clauses([table, clause('WHERE', [`${own} IN (${among})`, ...conditions], ' AND ')])
    }
    const linked = this.#joins.column(beside, through.model, through.targetKey)
    const isTheirs = `${this.#joins.column(beside, through.model, through.key)} = ${match}`
    const ofBetween = between === undefined ? '' : this.betweenCondition(between, beside)
    const row = clauses([
      `SELECT ${this.#quoted(alias)}.*`,
      table,
      clause('WHERE', [`${own} = ${linked}`, ...conditions], ' AND '),
      fence,
    ])
    return clauses([
      `FROM ${tableText(this.#bound, through.model, beside)} CROSS JOIN LATERAL (${row}) AS ${this.#quoted(alias)}`,
      clause('WHERE', [isTheirs, ofBetween], ' AND '),
    ])
  }

  /** The keys of rows that are linked, however often: a limit counts each of them once. */
  #among({ relation: { through }, between }: Rows, match: string, beside: string): string {
    if (through === undefined) throw new Error('Only rows behind a third table are linked.')
    const isTheirs = `${this.#joins.column(beside, through.model, through.key)} = ${match}`
    const conditions = [isTheirs, between === undefined ? '' : this.betweenCondition(between, beside)]
    return clauses([
      `SELECT ${this.#joins.column(beside, through.model, through.targetKey)}`,
      `FROM ${tableText(this.#bound, through.model, beside)}`,
      clause('WHERE', conditions, ' AND '),
    ])
  }

  #numbered(between: Between | undefined, beside: string | undefined): readonly string[] {
    if (between?.isShown !== true || beside === undefined) return []
    const expressions = expressionsOf(this.#bound, beside, between.finder)
    return columnNames(between.finder).map((_name, index) => `${expressions[index]} AS "->${index}"`)
  }

  #quoted(name: string): string {
    return this.#bound.generator.quoteIdentifier(name)
  }
}
