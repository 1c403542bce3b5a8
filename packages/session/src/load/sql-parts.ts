/** Pieces that SELECTs are put together from. */
import type { Binding } from '../core/binding.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { inside } from '../core/sequelize.ts'
import { columnText } from './joins.ts'

/** The clauses that are there. */
export function clauses(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}

/** A clause of the parts that are there, or nothing. */
export function clause(word: string, parts: readonly string[], separator: string): string {
  const given = parts.filter((part) => part !== '')
  return given.length === 0 ? '' : `${word} ${given.join(separator)}`
}

/** What a finder reads of the table under an alias. */
export function columnsOf({ generator }: Binding, alias: string, finder: Finder): readonly string[] {
  return generator.escapeAttributes(finder.attributes, { include: [alias] }, generator.quoteIdentifier(alias))
}

/** The same as expressions, without the names that they are read under. */
export function expressionsOf(bound: Binding, alias: string, finder: Finder): readonly string[] {
  return columnsOf(bound, alias, finder).map((column, index) => {
    const attribute = finder.attributes?.[index]
    const name = Array.isArray(attribute) ? ` AS ${bound.generator.quoteIdentifier(attribute[1])}` : ''
    return name !== '' && column.endsWith(name) ? column.slice(0, -name.length) : column
  })
}

/** The order that was asked for, and the primary key behind it where rows would otherwise come in any order. */
export function orderOf(
  bound: Binding,
  model: ModelClass,
  finder: Finder,
  alias: string,
  byKey: boolean,
): readonly string[] {
  const asked = askedOrder(bound, model, finder, alias)
  const keys = byKey
    ? inside(model).primaryKeyAttributes.map((name) => columnText(bound, alias, model, name))
    : []
  return [
    ...asked,
    ...keys.filter((key) => !asked.some((each) => each === key || each.startsWith(`${key} `))),
  ]
}

function askedOrder(
  { generator }: Binding,
  model: ModelClass,
  finder: Finder,
  alias: string,
): readonly string[] {
  if (finder.order === undefined || finder.order === null) return []
  const { mainQueryOrder } = generator.getQueryOrders({ order: finder.order }, model, false)
  const quoted = generator.quoteIdentifier(alias)
  return mainQueryOrder.map((each) =>
    each.replaceAll(`${generator.quoteIdentifier(model.name)}.`, `${quoted}.`),
  )
}
