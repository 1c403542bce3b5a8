/** DELETE of many rows by their keys in one statement, and DELETE by condition. */
import type { Model } from 'sequelize'
import type { Statement } from '../driver/connection.ts'
import { binding, encode } from '../core/binding.ts'
import type { Core } from '../core/core.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { deletionMark, inside } from '../core/sequelize.ts'
import { text } from '../core/text.ts'
import { storedValue } from '../core/changes.ts'
import { conditionOf } from '../read/condition.ts'
import { compiled } from '../read/expressions.ts'
import { castType } from './column-type.ts'
import type { Returning } from './column.ts'
import { known, quoted, returning } from './column.ts'

type Row = Readonly<Record<string, unknown>>

/** Deletes the rows of these instances, all of one model; those of a paranoid model are marked instead. */
export function deleteStatement(core: Core, model: ModelClass, instances: readonly Model[]): Statement {
  const names = inside(model).primaryKeyAttributes
  const keys = instances.map((each) =>
    Object.fromEntries(names.map((name) => [name, storedValue(each, name)])),
  )
  return byKeys(core, model, keys, deletion(core, model, core.generator.quoteTable(model.getTableName())))
}

/** Deletes the rows that have these values, whatever the model says of deleting. */
export function deleteRowsStatement(core: Core, model: ModelClass, rows: readonly Row[]): Statement {
  return byKeys(core, model, rows, `DELETE FROM ${core.generator.quoteTable(model.getTableName())}`)
}

/** Deletes every row that fits a condition. */
export function deleteWhereStatement(
  core: Core,
  model: ModelClass,
  finder: Finder,
  wanted: Returning,
): Statement {
  const { generator } = core
  const table = `${generator.quoteTable(model.getTableName())} AS ${generator.quoteIdentifier(model.name)}`
  return compiled(core, (bound) => {
    const where = conditionOf(bound, model, finder)
    const parts = [
      deletion(core, model, table),
      where === '' ? '' : `WHERE ${where}`,
      returning(core, model, wanted),
    ]
    return parts.filter((part) => part !== '').join(' ')
  })
}

function byKeys(core: Core, model: ModelClass, rows: readonly Row[], from: string): Statement {
  const bound = binding(core)
  const keys = Object.keys(rows[0] ?? {}).map((name) => {
    const column = known(model, name)
    const cells = rows.map((row) => text(encode(core, column, row[name])))
    const type = castType(column)
    const array = `${bound.bind(cells)}${type === undefined ? '' : `::${type}[]`}`
    return { column: quoted(core, column), array }
  })
  const columns = keys.map((key) => key.column).join(', ')
  const arrays = keys.map((key) => key.array).join(', ')
  const where =
    keys.length === 1 ? `${columns} = ANY(${arrays})` : `(${columns}) IN (SELECT * FROM unnest(${arrays}))`
  return { text: `${from} WHERE ${where}`, values: bound.values, prepare: true }
}

/** A paranoid model's rows are marked instead. */
function deletion(core: Core, model: ModelClass, table: string): string {
  const mark = deletionMark(model)
  return mark === undefined ? `DELETE FROM ${table}` : `UPDATE ${table} SET ${quoted(core, mark)} = now()`
}
