/** The rows that a level has before anything is joined to them: the model's own, or those of many parents at once. */
import type { Binding } from '../core/binding.ts'
import { inside } from '../core/sequelize.ts'
import { conditionOf } from '../read/condition.ts'
import { isLocked } from '../read/select.ts'
import { columnText, Joins, tableText } from './joins.ts'
import { meetInText } from './key-text.ts'
import type { Level, Parents } from './level.ts'
import { isFiltered, isLimited } from './plan.ts'
import { RowsWriter } from './select-rows.ts'
import { clause, clauses } from './sql-parts.ts'

/** A binding of statements that may be sent again for other parents. */
export type LevelBinding = Binding & {
  /** The placeholder of the parents' keys. */
  keys(): string
}

/** What rows are taken from: the tables, the conditions, and where a row's parent can be seen. */
export type Source = {
  readonly from: string
  readonly where: readonly string[]
  readonly parentKey?: string
  readonly isList?: boolean
  readonly between?: string
}

/** Writes what the rows of one level are taken from. */
export class SourceWriter {
  readonly #bound: LevelBinding
  readonly #level: Level
  readonly #alias: string
  readonly #joins: Joins
  readonly #rows: RowsWriter

  constructor(bound: LevelBinding, level: Level, joins: Joins, rows: RowsWriter) {
    this.#bound = bound
    this.#level = level
    this.#alias = level.model.name
    this.#joins = joins
    this.#rows = rows
  }

  /** The rows of the level. */
  write(): Source {
    const { model, finder, parents } = this.#level
    if (parents !== undefined) return this.#sourceFor(parents)
    if (isLimited(finder)) return { from: `(${this.#limited()}) AS ${this.#quoted(this.#alias)}`, where: [] }
    return { from: tableText(this.#bound, model, this.#alias), where: this.#conditions() }
  }

  /** The keys of the level's rows, to be compared with those of children. */
  keys(name: string): string {
    const { model, finder } = this.#level
    const { from, where } = this.write()
    const condition =
      isFiltering(this.#level) && !isLimited(finder) ? [conditionOf(this.#bound, model, finder)] : []
    return clauses([
      `SELECT ${this.#joins.column(this.#alias, model, name)} FROM ${from}`,
      clause('WHERE', [...where, ...condition], ' AND '),
    ])
  }

  /** Rows of the model itself are locked: PostgreSQL locks none of what an outer join may miss. */
  lock(): string {
    const { lock, skipLocked } = this.#level.finder
    if (!isLocked(this.#level.finder)) return ''
    const asked = typeof lock === 'object' ? (lock as { readonly level?: unknown }).level : lock
    const level = lockLevels.find((each) => each === asked) ?? 'UPDATE'
    return `FOR ${level} OF ${this.#quoted(this.#alias)}${skipLocked === true ? ' SKIP LOCKED' : ''}`
  }

  /** Rows are limited before anything is joined to them, so a limit counts them whatever they have. */
  #limited(): string {
    const { model, finder, branches } = this.#level
    const where = [conditionOf(this.#bound, model, finder), ...this.#rows.required(branches, this.#alias)]
    return clauses([
      `SELECT ${this.#quoted(this.#alias)}.* FROM ${tableText(this.#bound, model, this.#alias)}`,
      clause('WHERE', where, ' AND '),
      clause('ORDER BY', this.#rows.order(model, finder, this.#alias, true), ', '),
      this.#rows.limit(finder),
      this.lock(),
    ])
  }

  #sourceFor(parents: Parents): Source {
    const { model } = this.#level
    const { through, targetKey } = parents.relation
    if (isByParent(this.#level)) return this.#byParent(parents)
    const table = tableText(this.#bound, model, this.#alias)
    const own = this.#joins.column(this.#alias, model, targetKey)
    if (through === undefined) {
      return { from: table, where: [`${own} ${this.#among(parents)}`, ...this.#conditions()] }
    }
    if (isGathered(parents)) return this.#gathered(parents, table, own)
    const between = this.#joins.alias(through.model.name)
    const key = this.#joins.column(between, through.model, through.key)
    const match = `${this.#joins.column(between, through.model, through.targetKey)} = ${own}`
    return {
      from: `${table} INNER JOIN ${tableText(this.#bound, through.model, between)} ON ${match}`,
      where: [
        `${key} ${this.#among(parents)}`,
        this.#betweenCondition(parents, between),
        ...this.#conditions(),
      ],
      parentKey: key,
      between,
    }
  }

  /** Each row once, with the keys of all its parents: what many parents share is sent once. */
  #gathered(parents: Parents, table: string, own: string): Source {
    const { through } = parents.relation
    if (through === undefined) throw new Error('Only rows behind a third table are gathered.')
    const of = this.#quoted(this.#joins.alias('of'))
    const between = this.#joins.alias(through.model.name)
    const key = this.#joins.column(between, through.model, through.key)
    const target = this.#joins.column(between, through.model, through.targetKey)
    const lists = clauses([
      `SELECT ${target} AS "key", string_agg(${key}::text, ',') AS "parents"`,
      `FROM ${tableText(this.#bound, through.model, between)}`,
      clause('WHERE', [`${key} ${this.#among(parents)}`, this.#betweenCondition(parents, between)], ' AND '),
      `GROUP BY ${target}`,
    ])
    return {
      from: `(${lists}) AS ${of} INNER JOIN ${table} ON ${own} = ${of}."key"`,
      where: this.#conditions(),
      parentKey: `${of}."parents"`,
      isList: true,
    }
  }

  /** The rows of each parent: so many of them. */
  #byParent(parents: Parents): Source {
    const { model, finder, branches } = this.#level
    const { relation, between } = parents
    const of = this.#joins.alias('of')
    const rows = this.#rows.write(
      { relation, finder, between, branches },
      { match: `${this.#quoted(of)}."key"`, alias: this.#alias },
    )
    return {
      from: `(${this.#parentKeys(parents, of)}) AS ${this.#quoted(of)} CROSS JOIN LATERAL (${rows}) AS ${this.#quoted(model.name)}`,
      where: [],
      parentKey: `${this.#quoted(of)}."key"`,
      ...(between?.isShown === true ? { between: this.#alias } : {}),
    }
  }

  /** The keys of parents from their own table, whatever type they have there. */
  #parentKeys(parents: Parents, of: string): string {
    const { source, key } = parents.relation
    const column = columnText(this.#bound, of, source, key)
    const written = meetInText(parents.relation) ? '' : `, ${column}::text AS "written"`
    return `SELECT DISTINCT ${column} AS "key"${written} FROM ${tableText(this.#bound, source, of)} WHERE ${column} ${this.#among(parents)}`
  }

  #among({ relation, of }: Parents): string {
    if (of === 'keys') return `= ANY(${this.#bound.keys()})`
    return `IN (${keysOf(this.#bound, of, relation.key)})`
  }

  #betweenCondition({ between }: Parents, alias: string): string {
    return between === undefined ? '' : this.#rows.betweenCondition(between, alias)
  }

  /** The conditions on the level's own rows; those that speak of joined rows come with the joins. */
  #conditions(): readonly string[] {
    const { model, finder, branches } = this.#level
    const own = isFiltering(this.#level) ? [] : [conditionOf(this.#bound, model, finder)]
    return [...own, ...this.#rows.required(branches, this.#alias)]
  }

  #quoted(name: string): string {
    return this.#bound.generator.quoteIdentifier(name)
  }
}

/** Whether rows are read for each parent: to be counted, or since a parent's key may be written otherwise than its children's. */
export function isByParent({ finder, parents }: Level): boolean {
  return parents !== undefined && (isLimited(finder) || !meetInText(parents.relation))
}

/** Whether the condition of a level also says which rows of a relation are loaded. */
export function isFiltering({ branches }: Level): boolean {
  return branches.inline.some(isFiltered)
}

/** The keys of a level's rows, as a subquery. */
function keysOf(bound: LevelBinding, level: Level, name: string): string {
  const joins = new Joins(bound, level.model.name)
  return new SourceWriter(bound, level, joins, new RowsWriter(bound, joins)).keys(name)
}

/** Whether parents' keys can be written in a row as one list, and nothing is said of the rows between. */
function isGathered({ relation, between }: Parents): boolean {
  const { through, source, key } = relation
  if (through === undefined || between?.isShown === true) return false
  return listed.has(inside(source).rawAttributes[key]?.type.key ?? '')
}

/** Types of keys that have no comma in them, and whose text is that of the value. */
const listed = new Set(['SMALLINT', 'INTEGER', 'BIGINT', 'UUID'])

const lockLevels = ['UPDATE', 'NO KEY UPDATE', 'SHARE', 'KEY SHARE']
