/** Indexes: those that were declared, and one for each foreign key that none of them leads with. */
import { naming } from '../naming.ts'
import type { IndexArgument, IndexPart } from '../table-arguments.ts'
import { argumentsOfKind } from '../table-arguments.ts'
import type { DescribedModel } from './described-model.ts'
import { columnOf, columnsOf, tableOf } from './described-model.ts'
import { name, names } from './quote.ts'

/** `CREATE INDEX` statements for a table, under its qualified name. */
export function createIndexes(model: DescribedModel, qualified: string): readonly string[] {
  const declared = argumentsOfKind(model, 'index')
  const all = [...declared, ...foreignKeyIndexes(model, declared)]
  return all.map((index) => createIndex(model, qualified, index))
}

function foreignKeyIndexes(
  model: DescribedModel,
  declared: readonly IndexArgument[],
): readonly IndexArgument[] {
  const primary = columnsOf(model).find((each) => each.primaryKey === true)
  const leading = new Set([
    primary?.fieldName,
    ...argumentsOfKind(model, 'unique').map((each) => each.attributes[0]),
    ...declared.filter((each) => each.where === undefined).map((each) => attributeOf(each.on[0])),
  ])
  return columnsOf(model)
    .filter((each) => each.references !== undefined && !leading.has(each.fieldName))
    .map((each) => ({ kind: 'index', on: [each.fieldName] }))
}

function createIndex(model: DescribedModel, qualified: string, index: IndexArgument): string {
  const { table } = tableOf(model.getTableName())
  const unique = index.unique === true ? 'UNIQUE ' : ''
  const using = index.using === undefined ? '' : ` USING ${index.using}`
  const columns = index.on.map((part) => columnNameOf(model, part))
  const identifier = index.name ?? naming.index(table, columns)
  const parts = index.on.map((part) => rendered(model, part)).join(', ')
  const include = index.include?.map((each) => columnOf(model, each).field)
  const carried = include === undefined ? '' : ` INCLUDE (${names(include)})`
  const where = index.where === undefined ? '' : ` WHERE ${index.where}`
  return `CREATE ${unique}INDEX ${name(identifier)} ON ${qualified}${using} (${parts})${carried}${where}`
}

function rendered(model: DescribedModel, part: IndexPart): string {
  if (typeof part === 'string') return name(columnOf(model, part).field)
  const { attribute, expression, operatorClass, order, nulls } = part
  const on = attribute === undefined ? `(${expression ?? ''})` : name(columnOf(model, attribute).field)
  return [
    on,
    operatorClass,
    order?.toUpperCase(),
    nulls === undefined ? undefined : `NULLS ${nulls.toUpperCase()}`,
  ]
    .filter((each) => each !== undefined)
    .join(' ')
}

function columnNameOf(model: DescribedModel, part: IndexPart): string {
  const attribute = attributeOf(part)
  if (attribute !== undefined) return columnOf(model, attribute).field
  return (typeof part === 'string' ? part : part.expression) ?? ''
}

function attributeOf(part: IndexPart | undefined): string | undefined {
  return typeof part === 'string' ? part : part?.attribute
}
