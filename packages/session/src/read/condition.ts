/** The WHERE of a read, an update or a delete: of the model's own columns, or of those of others it is related to. */
import type { Binding } from '../core/binding.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { inside } from '../core/sequelize.ts'
import { SessionError } from '../error.ts'
import { columnText, Joins, tableText } from '../load/joins.ts'
import { hasPaths, withColumns } from './paths.ts'

/**
 * A condition as SQL, its values bound; empty where there is none. One that leads through relations asks whether the row's
 * key is among those that a join finds: rows are neither repeated nor lost, and a limit counts them.
 * @param alias the name under which the model's table is known
 */
export function conditionOf(
  bound: Binding,
  model: ModelClass,
  finder: Finder,
  alias: string = model.name,
): string {
  if (!hasPaths(finder.where)) return bound.generator.getWhereConditions(finder.where, alias, model, finder)
  const joins = new Joins(bound, model.name)
  const where = withColumns({ bound, joins, root: model }, finder.where)
  const text = bound.generator.getWhereConditions(where, model.name, model, finder)
  const keys = keyColumns(bound, model, model.name)
  const from = [`SELECT ${keys.join(', ')} FROM ${tableText(bound, model, model.name)}`, ...joins.clauses]
  const own = keyColumns(bound, model, alias)
  return `${own.length === 1 ? own[0] : `(${own.join(', ')})`} IN (${from.join(' ')} WHERE ${text})`
}

function keyColumns(bound: Binding, model: ModelClass, alias: string): readonly string[] {
  const names = inside(model).primaryKeyAttributes
  if (names.length > 0) return names.map((name) => columnText(bound, alias, model, name))
  throw new SessionError(
    'INVALID_OPTION',
    `${model.name} has no primary key, so its rows cannot be found through relations. Write the condition with execute().`,
  )
}
