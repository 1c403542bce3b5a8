/** DELETE of many rows by primary key in one statement, and DELETE by condition. */
import type { Model } from 'sequelize'
import type { Statement } from '../driver/connection.ts'
import { binding, encode } from '../core/binding.ts'
import type { Core } from '../core/core.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { deletionMark, inside, insideInstance } from '../core/sequelize.ts'
import { text } from '../core/text.ts'
import { castType } from './column-type.ts'
import { known, quoted } from './column.ts'

/** Deletes the rows of these instances, all of one model. */
export function deleteStatement(core: Core, model: ModelClass, instances: readonly Model[]): Statement {
  const bound = binding(core)
  const keys = inside(model).primaryKeyAttributes.map((name) => {
    const column = known(model, name)
    const cells = instances.map((each) =>
      text(encode(core, column, insideInstance(each)._previousDataValues[name])),
    )
    const type = castType(column)
    const array = `${bound.bind(cells)}${type === undefined ? '' : `::${type}[]`}`
    return { column: quoted(core, column), array }
  })
  const from = deletion(core, model, core.generator.quoteTable(model.getTableName()))
  const columns = keys.map((key) => key.column).join(', ')
  const arrays = keys.map((key) => key.array).join(', ')
  const where =
    keys.length === 1 ? `${columns} = ANY(${arrays})` : `(${columns}) IN (SELECT * FROM unnest(${arrays}))`
  return { text: `${from} WHERE ${where}`, values: bound.values, prepare: true }
}

/** Deletes every row that fits a condition. */
export function deleteWhereStatement(core: Core, model: ModelClass, finder: Finder): Statement {
  const { generator, values } = binding(core)
  const table = `${generator.quoteTable(model.getTableName())} AS ${generator.quoteIdentifier(model.name)}`
  const where = generator.getWhereConditions(finder.where, model.name, model, finder)
  const from = deletion(core, model, table)
  return { text: `${from}${where === '' ? '' : ` WHERE ${where}`}`, values, prepare: true }
}

/** A paranoid model's rows are marked instead. */
function deletion(core: Core, model: ModelClass, table: string): string {
  const mark = deletionMark(model)
  return mark === undefined ? `DELETE FROM ${table}` : `UPDATE ${table} SET ${quoted(core, mark)} = now()`
}
