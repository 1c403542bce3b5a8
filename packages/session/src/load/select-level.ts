/** One SELECT for a level and everything that comes along in it. Columns are read by position, so long names cannot collide. */
import { withColumns } from '../read/paths.ts'
import { columnNames } from '../read/select.ts'
import { Joins } from './joins.ts'
import type { ColumnTypes } from './json-types.ts'
import type { Below, BetweenLayout, Layout } from './layout.ts'
import type { Level } from './level.ts'
import type { Between, Branch } from './plan.ts'
import { isEmpty, isLimited } from './plan.ts'
import { RowsWriter } from './select-rows.ts'
import type { LevelBinding } from './select-source.ts'
import { isByParent, isFiltering, SourceWriter } from './select-source.ts'
import { JsonWriter } from './select-json.ts'
import { clause, clauses, columnsOf } from './sql-parts.ts'

/** A compiled level: its text, where its columns are, and which column has a row's parent, or a list of parents' keys. */
export type LevelText = {
  readonly text: string
  readonly layout: Layout
  readonly parents: { readonly index: number; readonly isList: boolean } | undefined
  /** Whether the types of a branch in JSON are to be learned from its rows. */
  readonly hasUnknownTypes: boolean
}

/** Writes a level. Rows come in the parents' order, then by each branch's own order, then by key. */
export function writeLevel(bound: LevelBinding, level: Level, types: ColumnTypes): LevelText {
  return new LevelWriter(bound, level, types).write()
}

/** Collects the pieces of the statement while it walks down the branches. */
class LevelWriter {
  readonly #bound: LevelBinding
  readonly #level: Level
  readonly #alias: string
  readonly #joins: Joins
  readonly #rows: RowsWriter
  readonly #source: SourceWriter
  readonly #json: JsonWriter
  readonly #columns: string[] = []
  readonly #order: string[] = []

  constructor(bound: LevelBinding, level: Level, types: ColumnTypes) {
    this.#bound = bound
    this.#level = level
    this.#alias = level.model.name
    this.#joins = new Joins(bound, this.#alias)
    this.#rows = new RowsWriter(bound, this.#joins)
    this.#source = new SourceWriter(bound, level, this.#joins, this.#rows)
    this.#json = new JsonWriter(bound, this.#joins, this.#rows, types)
  }

  write(): LevelText {
    const { model, finder, branches, parents } = this.#level
    const source = this.#source.write()
    const offset = this.#push(columnsOf(this.#bound, this.#alias, finder))
    this.#order.push(
      ...this.#rows.order(model, finder, this.#alias, !isEmpty(branches) || parents !== undefined),
    )
    const between = this.#between(parents?.between, source.between)
    const parentIndex = source.parentKey === undefined ? undefined : this.#push([source.parentKey])
    const names = columnNames(finder)
    const below = this.#inline(branches.inline, this.#alias, '')
    const where = [...source.where, ...(isFiltering(this.#level) ? [this.#joinedCondition()] : [])]
    return {
      text: clauses([
        `SELECT ${this.#columns.join(', ')} FROM ${source.from}`,
        ...this.#joins.clauses,
        clause('WHERE', where, ' AND '),
        clause('ORDER BY', this.#order, ', '),
        isLimited(finder) ? '' : this.#source.lock(),
      ]),
      layout: { model, finder, names, offset, between, below },
      parents: this.#parentsAt(parentIndex, names, source.isList === true),
      hasUnknownTypes: below.some(isLearning),
    }
  }

  /** The condition on the joined rows themselves. */
  #joinedCondition(): string {
    const { model, finder } = this.#level
    const where = withColumns({ bound: this.#bound, joins: this.#joins, root: model }, finder.where)
    return this.#bound.generator.getWhereConditions(where, model.name, model, finder)
  }

  #inline(branches: readonly Branch[], parent: string, path: string): readonly Below[] {
    return branches.map((branch) => {
      const own = path === '' ? branch.relation.name : `${path}->${branch.relation.name}`
      return branch.strategy === 'lateral'
        ? this.#lateral(branch, parent, own)
        : this.#joined(branch, parent, own)
    })
  }

  #lateral(branch: Branch, parent: string, path: string): Below {
    const cell = this.#json.write(branch, parent, path)
    this.#joins.clauses.push(...cell.joins)
    // As text: whoever reads JSON in another way means the values in it, not what carries rows.
    const index = this.#push([`${cell.column}::text`])
    return { branch, layout: cell.layout, json: { index, width: cell.width, types: cell.types } }
  }

  #joined(branch: Branch, parent: string, path: string): Below {
    const { relation, finder, between, branches } = branch
    const alias = isLimited(finder)
      ? this.#joins.addLateral(relation, parent, path, (alias, match) =>
          this.#rows.write(branch, { match, alias }),
        )
      : this.#joins.add(relation, parent, path, (alias) => this.#rows.conditions(branch, alias))
    const offset = this.#push(columnsOf(this.#bound, alias, finder))
    this.#order.push(...this.#rows.order(relation.target, finder, alias, relation.kind !== 'BelongsTo'))
    const beside = isLimited(finder) ? alias : `${alias}<-`
    const layout = this.#between(between, beside, isLimited(finder))
    const below = this.#inline(branches.inline, alias, path)
    return {
      branch,
      layout: { model: relation.target, finder, names: columnNames(finder), offset, between: layout, below },
      json: undefined,
    }
  }

  /** The columns of the row between a row and its parent, where they come along. */
  #between(
    between: Between | undefined,
    alias: string | undefined,
    isNumbered = isByParent(this.#level),
  ): BetweenLayout | undefined {
    if (between?.isShown !== true || alias === undefined) return undefined
    const { through, finder } = between
    const names = columnNames(finder)
    const columns = isNumbered
      ? names.map((_name, index) => `${this.#quoted(alias)}."->${index}"`)
      : columnsOf(this.#bound, alias, finder)
    return { model: through.model, finder, names, offset: this.#push(columns) }
  }

  #parentsAt(index: number | undefined, names: readonly string[], isList: boolean): LevelText['parents'] {
    const { parents } = this.#level
    if (parents === undefined) return undefined
    return index === undefined
      ? { index: names.indexOf(parents.relation.targetKey), isList }
      : { index, isList }
  }

  /** Adds columns, and says where they begin. */
  #push(columns: readonly string[]): number {
    this.#columns.push(...columns)
    return this.#columns.length - columns.length
  }

  #quoted(name: string): string {
    return this.#bound.generator.quoteIdentifier(name)
  }
}

function isLearning({ json, layout }: Below): boolean {
  return (json !== undefined && json.types === undefined) || layout.below.some(isLearning)
}
