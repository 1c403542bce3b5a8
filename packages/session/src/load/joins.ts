/** LEFT OUTER JOINs along relations, and the names under which their tables are known in a statement. */
import type { Binding } from '../core/binding.ts'
import type { Relation } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { attributeOf } from '../core/sequelize.ts'

/** PostgreSQL cuts longer identifiers. */
const identifierLimit = 63

/** The joins of one statement, in order. */
export class Joins {
  readonly clauses: string[] = []
  readonly #bound: Binding
  readonly #taken = new Set<string>()
  readonly #byPath = new Map<string, string>()

  /** @param root the alias of the table that everything is joined to */
  constructor(bound: Binding, root: string) {
    this.#bound = bound
    this.#taken.add(root)
  }

  /** The alias of the table at the end of a path of relations, where it is joined. */
  at(path: string): string | undefined {
    return this.#byPath.get(path)
  }

  /**
   * Joins a relation's table, with the table between where there is one.
   * @param parent the alias of the table that the relation starts from
   * @param path the relations on the way, as `orders->lines`
   * @param filter narrows which rows are joined, given their alias
   * @returns the alias
   */
  add(
    relation: Relation,
    parent: string,
    path: string,
    filter: (alias: string) => readonly string[],
  ): string {
    const alias = this.alias(path)
    this.#byPath.set(path, alias)
    const on = [this.#on(relation, parent, alias), ...filter(alias)].filter((part) => part !== '')
    this.clauses.push(`LEFT OUTER JOIN ${this.#table(relation, alias)} ON ${on.join(' AND ')}`)
    return alias
  }

  /**
   * Joins for each parent what a subquery gives.
   * @param rows writes the subquery, given the alias and what a row's parent has for a key
   * @returns the alias
   */
  addLateral(
    relation: Relation,
    parent: string,
    path: string,
    rows: (alias: string, match: string) => string,
  ): string {
    const alias = this.alias(path)
    this.#byPath.set(path, alias)
    const text = rows(alias, this.column(parent, relation.source, relation.key))
    this.clauses.push(
      `LEFT OUTER JOIN LATERAL (${text}) AS ${this.#bound.generator.quoteIdentifier(alias)} ON TRUE`,
    )
    return alias
  }

  /** An alias that nothing else has: the wanted one where it fits. */
  alias(wanted: string): string {
    const fits = Buffer.byteLength(wanted) + 2 <= identifierLimit && !this.#taken.has(wanted)
    const alias = fits ? wanted : this.#numbered()
    this.#taken.add(alias)
    return alias
  }

  /** A column of a joined table, by its attribute's name. */
  column(alias: string, model: ModelClass, name: string): string {
    return columnText(this.#bound, alias, model, name)
  }

  #numbered(): string {
    let number = this.#taken.size
    while (this.#taken.has(`t${number}`)) number += 1
    return `t${number}`
  }

  #on({ through, source, target, key, targetKey }: Relation, parent: string, alias: string): string {
    const from = this.column(parent, source, key)
    if (through === undefined) return `${this.column(alias, target, targetKey)} = ${from}`
    return `${this.column(`${alias}<-`, through.model, through.key)} = ${from}`
  }

  #table({ through, target, targetKey }: Relation, alias: string): string {
    const table = tableText(this.#bound, target, alias)
    if (through === undefined) return table
    const between = `${alias}<-`
    const match = `${this.column(between, through.model, through.targetKey)} = ${this.column(alias, target, targetKey)}`
    return `(${tableText(this.#bound, through.model, between)} INNER JOIN ${table} ON ${match})`
  }
}

/** A column under its table's alias. */
export function columnText({ generator }: Binding, alias: string, model: ModelClass, name: string): string {
  return `${generator.quoteIdentifier(alias)}.${generator.quoteIdentifier(attributeOf(model, name)?.field ?? name)}`
}

/** A model's table under an alias. */
export function tableText({ generator }: Binding, model: ModelClass, alias: string): string {
  return `${generator.quoteTable(model.getTableName())} AS ${generator.quoteIdentifier(alias)}`
}
