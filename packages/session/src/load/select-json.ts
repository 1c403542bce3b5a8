/**
 * Branches as JSON in one cell of their parent's row: arrays of values in the order of the columns. A relation to many is
 * gathered by a LATERAL subquery; one to one is a subquery in the place of a value, for joined laterally PostgreSQL may read
 * the whole table for each parent.
 */
import type { Binding } from '../core/binding.ts'
import { columnNames } from '../read/select.ts'
import type { Joins } from './joins.ts'
import type { ColumnTypes } from './json-types.ts'
import { jsonValue } from './json-types.ts'
import type { Below, Layout } from './layout.ts'
import type { Branch } from './plan.ts'
import type { RowsWriter } from './select-rows.ts'
import { clause, clauses, expressionsOf } from './sql-parts.ts'

/** A written branch: the column that has its JSON, what is joined for it, and where its values are. */
export type Json = {
  readonly column: string
  readonly joins: readonly string[]
  readonly layout: Layout
  readonly width: number
  readonly types: readonly number[] | undefined
}

/** What a row becomes: the values of its array, and what is joined for those that are branches themselves. */
type Row = Pick<Json, 'joins' | 'layout' | 'width' | 'types'> & { readonly array: string }

/** PostgreSQL's limit on the arguments of a function. */
const mostArguments = 100

export class JsonWriter {
  readonly #bound: Binding
  readonly #joins: Joins
  readonly #rows: RowsWriter
  readonly #types: ColumnTypes

  constructor(bound: Binding, joins: Joins, rows: RowsWriter, types: ColumnTypes) {
    this.#bound = bound
    this.#joins = joins
    this.#rows = rows
    this.#types = types
  }

  /**
   * Writes a branch.
   * @param parent the alias of its parent's rows
   */
  write(branch: Branch, parent: string, path: string): Json {
    const { relation, finder } = branch
    const alias = this.#joins.alias(path)
    const match = this.#joins.column(parent, relation.source, relation.key)
    const rows = `(${this.#rows.write(branch, { match, alias })}) AS ${this.#quoted(alias)}`
    const { array, joins, ...row } = this.#row(branch, alias, path)
    const from = clauses([`FROM ${rows}`, ...joins])
    if (!relation.many) return { column: `(SELECT ${array} ${from})`, joins: [], ...row }
    const order = clause('ORDER BY', this.#rows.order(relation.target, finder, alias, true), ', ')
    const all = this.#quoted(this.#joins.alias(`${path}[]`))
    const gathered = `SELECT json_agg(${clauses([array, order])}) AS "rows" ${from}`
    return {
      column: `${all}."rows"`,
      joins: [`LEFT OUTER JOIN LATERAL (${gathered}) AS ${all} ON TRUE`],
      ...row,
    }
  }

  #row(branch: Branch, alias: string, path: string): Row {
    const { relation, finder, between, branches } = branch
    const names = columnNames(finder)
    const beside = between?.isShown === true ? between : undefined
    const namesBeside = beside === undefined ? [] : columnNames(beside.finder)
    const expressions = [
      ...expressionsOf(this.#bound, alias, finder),
      ...namesBeside.map((_name, index) => `${this.#quoted(alias)}."->${index}"`),
    ]
    const types = this.#typesOf(branch)
    const values = expressions.map((expression, index) => jsonValue(expression, types?.[index]))
    const inner = branches.inline.map((each) => this.write(each, alias, `${path}->${each.relation.name}`))
    const below = inner.map((each, index): Below => {
      const json = { index: expressions.length + index, width: each.width, types: each.types }
      return { branch: branches.inline[index] as Branch, layout: each.layout, json }
    })
    const learning = types === undefined ? [typesOf(expressions)] : []
    const all = [...values, ...inner.map(({ column }) => column), ...learning]
    const besideAt = { names: namesBeside, offset: names.length }
    return {
      array: arrayOf(all),
      joins: inner.flatMap((each) => each.joins),
      width: all.length,
      types,
      layout: {
        model: relation.target,
        finder,
        names,
        offset: 0,
        between:
          beside === undefined
            ? undefined
            : { model: beside.through.model, finder: beside.finder, ...besideAt },
        below,
      },
    }
  }

  #typesOf({ relation, finder, between }: Branch): readonly number[] | undefined {
    const own = this.#types.of(relation.target, columnNames(finder))
    if (own === undefined || between?.isShown !== true) return own
    const beside = this.#types.of(between.through.model, columnNames(between.finder))
    return beside === undefined ? undefined : [...own, ...beside]
  }

  #quoted(name: string): string {
    return this.#bound.generator.quoteIdentifier(name)
  }
}

/** Wide rows become arrays of arrays. */
function arrayOf(values: readonly string[]): string {
  if (values.length <= mostArguments) return `json_build_array(${values.join(', ')})`
  const parts: string[] = []
  for (let start = 0; start < values.length; start += mostArguments)
    parts.push(arrayOf(values.slice(start, start + mostArguments)))
  return `json_build_array(${parts.join(', ')})`
}

/** Whether a row of so many values became an array of arrays. */
export function isPacked(width: number): boolean {
  return width > mostArguments
}

/** Types as rows have them: of a domain, the one that it is over, which is what COALESCE with NULL gives. */
function typesOf(expressions: readonly string[]): string {
  return arrayOf(expressions.map((expression) => `pg_typeof(coalesce(${expression}, NULL))::oid`))
}
