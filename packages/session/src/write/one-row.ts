/** The INSERT of one row, whose text is kept for each model and set of columns. */
import { encode } from '../core/binding.ts'
import type { Core } from '../core/core.ts'
import type { Attribute, ModelClass } from '../core/sequelize.ts'
import { columnsOf, inside, SequelizeMethod } from '../core/sequelize.ts'
import { text } from '../core/text.ts'
import type { Statement } from '../driver/connection.ts'
import type { Row } from './insert.ts'
import { insertStatements, isGiven } from './insert.ts'

/** Texts of one model, by the columns that are given: a bit each. */
type Texts = {
  readonly core: Core
  readonly columns: readonly Attribute[]
  readonly schema: string | null | undefined
  readonly byColumns: Map<number, string>
}

const known = new WeakMap<ModelClass, Texts>()

/** As many columns as a small integer has bits. */
const mostColumns = 30

/** Compiles a row into an INSERT that gives back every column. */
export function oneRowStatement(core: Core, model: ModelClass, row: Row): Statement {
  const columns = columnsOf(model)
  const values: (string | null)[] = []
  let given = 0
  let bit = 1
  for (const column of columns) {
    const value = row[column.fieldName]
    if (isGiven(column, value)) {
      if (value instanceof SequelizeMethod) return inGeneral(core, model, row)
      values.push(text(encode(core, column, value)))
      given |= bit
    }
    bit <<= 1
  }
  if (given === 0 || columns.length > mostColumns) return inGeneral(core, model, row)
  return { text: textOf(core, model, columns, given, row), values, prepare: true }
}

function textOf(
  core: Core,
  model: ModelClass,
  columns: readonly Attribute[],
  given: number,
  row: Row,
): string {
  const { byColumns } = textsOf(core, model, columns)
  const found = byColumns.get(given) ?? inGeneral(core, model, row).text
  byColumns.set(given, found)
  return found
}

/** What was kept of a model is of no use once it has other attributes, another schema, or another engine. */
function textsOf(core: Core, model: ModelClass, columns: readonly Attribute[]): Texts {
  const { _schema: schema } = inside(model)
  const found = known.get(model)
  if (found?.core === core && found.columns === columns && found.schema === schema) return found
  const made = { core, columns, schema, byColumns: new Map<number, string>() }
  known.set(model, made)
  return made
}

function inGeneral(core: Core, model: ModelClass, row: Row): Statement {
  const [statement] = insertStatements(core, model, [row], { returning: true })
  if (statement === undefined) throw new TypeError('One row makes one statement.')
  return statement
}
