/** Indexes: those that were declared, here or in Sequelize's way, and one for each foreign key that none of them leads with. */
import { naming } from '../naming.ts'
import type { IndexArgument, IndexPart } from '../table-arguments.ts'
import { argumentsOfKind } from '../table-arguments.ts'
import type { DescribedModel } from './described-model.ts'
import { columnOf, columnsOf } from './described-model.ts'
import type { Named } from './duplicates.ts'
import { name, names } from './quote.ts'
import { sequelizeIndex } from './sequelize-index.ts'
import { qualified, tableOf } from './table-name.ts'
import { uniques } from './unique.ts'

/** The indexes of a model; `definition` is the whole statement. */
export function indexes(model: DescribedModel): readonly Named[] {
  const declared = argumentsOfKind(model, 'index')
  return [
    ...[...declared, ...foreignKeyIndexes(model, declared)].map((index) => createIndex(model, index)),
    ...model.options.indexes.map((index) => sequelizeIndex(model, index)),
  ]
}

/** Without one, each deletion of a row that is referred to reads the whole table. */
function foreignKeyIndexes(
  model: DescribedModel,
  declared: readonly IndexArgument[],
): readonly IndexArgument[] {
  const leading = new Set([
    columnsOf(model).find((each) => each.primaryKey === true)?.field,
    ...uniques(model).map(({ attributes }) => fieldOf(model, attributes[0])),
    ...declared.filter(findsAnyRow).map(({ on }) => fieldOf(model, on[0])),
  ])
  return columnsOf(model)
    .filter((each) => each.references !== undefined && !leading.has(each.field))
    .map((each) => ({ kind: 'index', on: [each.fieldName] }))
}

function findsAnyRow({ where, using }: IndexArgument): boolean {
  return where === undefined && (using === undefined || ['btree', 'hash'].includes(using.toLowerCase()))
}

function createIndex(model: DescribedModel, index: IndexArgument): Named {
  const { table } = tableOf(model.getTableName())
  const covered = index.on.map((part) => nameOf(model, part))
  const identifier = index.name ?? naming.index(table, covered)
  const parts = index.on.map((part) => rendered(model, part)).join(', ')
  const include = index.include?.map((each) => columnOf(model, each).field)
  const words = [
    `CREATE ${index.unique === true ? 'UNIQUE ' : ''}INDEX ${name(identifier)}`,
    `ON ${qualified(model.getTableName())}${index.using === undefined ? '' : ` USING ${index.using}`} (${parts})`,
    include === undefined ? '' : `INCLUDE (${names(include)})`,
    index.where === undefined ? '' : `WHERE ${index.where}`,
  ]
  return { name: identifier, definition: words.filter((word) => word !== '').join(' ') }
}

function rendered(model: DescribedModel, part: IndexPart): string {
  if (typeof part === 'string') return name(columnOf(model, part).field)
  const on = 'expression' in part ? `(${part.expression})` : name(columnOf(model, part.attribute).field)
  const nulls = part.nulls === undefined ? undefined : `NULLS ${part.nulls.toUpperCase()}`
  return [on, part.operatorClass, part.order?.toUpperCase(), nulls]
    .filter((each) => each !== undefined)
    .join(' ')
}

/** What an index's part adds to its name. */
function nameOf(model: DescribedModel, part: IndexPart): string {
  return typeof part === 'object' && 'expression' in part ? part.expression : (fieldOf(model, part) ?? '')
}

/** The column of an attribute; an expression has none. */
function fieldOf(model: DescribedModel, part: IndexPart | undefined): string | undefined {
  if (part === undefined || (typeof part === 'object' && 'expression' in part)) return undefined
  return columnOf(model, typeof part === 'string' ? part : part.attribute).field
}
