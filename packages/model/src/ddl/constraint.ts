/** Constraints by the naming convention: primary key, foreign keys, unique, check, exclude. */
import { naming } from '../naming.ts'
import type { ExcludeArgument, UniqueArgument } from '../table-arguments.ts'
import { argumentsOfKind } from '../table-arguments.ts'
import type { Attribute, DescribedModel } from './described-model.ts'
import { columnOf, columnsOf, tableOf } from './described-model.ts'
import { name, names } from './quote.ts'

/** A foreign key, with the table it refers to. */
export type ForeignKey = { readonly refers: string; readonly definition: string }

/** What CREATE TABLE lists after the columns, without the foreign keys. */
export function constraints(model: DescribedModel): readonly string[] {
  const { table } = tableOf(model.getTableName())
  const key = columnsOf(model)
    .filter((each) => each.primaryKey === true)
    .map((each) => each.field)
  return [
    ...(key.length === 0 ? [] : [constraint(naming.primaryKey(table), `PRIMARY KEY (${names(key)})`)]),
    ...columnsOf(model)
      .filter(isUnique)
      .map((each) => unique(model, { attributes: [each.fieldName] })),
    ...argumentsOfKind(model, 'unique').map((each) => unique(model, each)),
    ...argumentsOfKind(model, 'check').map((each) =>
      constraint(naming.check(table, each.name), `CHECK (${each.expression})`),
    ),
    ...argumentsOfKind(model, 'exclude').map((each) => exclude(model, each)),
  ]
}

/** The foreign keys of a model. */
export function foreignKeys(model: DescribedModel): readonly ForeignKey[] {
  return columnsOf(model).flatMap((attribute) => {
    const { references } = attribute
    return references === undefined ? [] : [foreignKey(model, attribute, references)]
  })
}

function foreignKey(
  model: DescribedModel,
  { field, onDelete, onUpdate }: Attribute,
  { model: referred, key = 'id' }: NonNullable<Attribute['references']>,
): ForeignKey {
  const target = tableOf(referred)
  const refers =
    target.schema === undefined ? name(target.table) : `${name(target.schema)}.${name(target.table)}`
  const actions = `${action('ON DELETE', onDelete)}${action('ON UPDATE', onUpdate)}`
  const { table } = tableOf(model.getTableName())
  const definition = `FOREIGN KEY (${name(field)}) REFERENCES ${refers} (${name(key)})${actions}`
  return {
    refers: target.table,
    definition: constraint(naming.foreignKey(table, [field], target.table), definition),
  }
}

function action(when: string, what: string | undefined): string {
  return what === undefined || what.toUpperCase() === 'NO ACTION' ? '' : ` ${when} ${what.toUpperCase()}`
}

function unique(
  model: DescribedModel,
  { attributes, name: given, ...rest }: Omit<UniqueArgument, 'kind'>,
): string {
  const { table } = tableOf(model.getTableName())
  const columns = attributes.map((each) => columnOf(model, each).field)
  const nulls = rest.nullsNotDistinct === true ? ' NULLS NOT DISTINCT' : ''
  const deferrable = rest.deferrable === undefined ? '' : ` DEFERRABLE ${rest.deferrable.toUpperCase()}`
  return constraint(given ?? naming.unique(table, columns), `UNIQUE${nulls} (${names(columns)})${deferrable}`)
}

function exclude(
  model: DescribedModel,
  { name: given, elements, using = 'gist', where }: ExcludeArgument,
): string {
  const { table } = tableOf(model.getTableName())
  const known = new Map(columnsOf(model).map((each) => [each.fieldName, name(each.field)]))
  const list = elements.map(([on, operator]) => `${known.get(on) ?? `(${on})`} WITH ${operator}`).join(', ')
  const predicate = where === undefined ? '' : ` WHERE (${where})`
  return constraint(naming.exclude(table, given), `EXCLUDE USING ${using} (${list})${predicate}`)
}

/** `@Unique` of Sequelize's own column options; the decorators of this package are read from the table arguments. */
function isUnique({ unique, primaryKey }: Attribute): boolean {
  return unique === true && primaryKey !== true
}

function constraint(identifier: string, definition: string): string {
  return `CONSTRAINT ${name(identifier)} ${definition}`
}
