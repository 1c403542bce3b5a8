/** Descriptions of a table and its columns: by @Comment, and by Sequelize's own option `comment`. */
import { argumentsOfKind } from '../table-arguments.ts'
import type { DescribedModel } from './described-model.ts'
import { columnOf, columnsOf } from './described-model.ts'
import { literal, name } from './quote.ts'
import { qualified } from './table-name.ts'

/** `COMMENT ON` statements of a model: the table's first, then the columns' in their order. */
export function comments(model: DescribedModel): readonly string[] {
  const table = qualified(model.getTableName())
  const declared = argumentsOfKind(model, 'comment')
  const ofTable = declared.findLast((each) => each.attribute === undefined)?.text ?? model.options.comment
  const ofColumns = new Map(
    declared.flatMap(({ attribute, text }) =>
      attribute === undefined ? [] : [[columnOf(model, attribute).field, text] as const],
    ),
  )
  return [
    ...(ofTable === undefined ? [] : [`COMMENT ON TABLE ${table} IS ${literal(ofTable)}`]),
    ...columnsOf(model).flatMap(({ field, comment }) => {
      const text = ofColumns.get(field) ?? comment
      return text === undefined ? [] : [`COMMENT ON COLUMN ${table}.${name(field)} IS ${literal(text)}`]
    }),
  ]
}
