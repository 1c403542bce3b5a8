/** Constraints by the naming convention: primary key, foreign keys, unique, check, exclude. */
import { naming } from '../naming.ts'
import type { CheckArgument, ExcludeArgument, UniqueArgument } from '../table-arguments.ts'
import { argumentsOfKind } from '../table-arguments.ts'
import type { Attribute, DescribedModel } from './described-model.ts'
import { columnOf, columnsOf } from './described-model.ts'
import type { Named } from './duplicates.ts'
import { name, names } from './quote.ts'
import { qualified, tableOf } from './table-name.ts'
import { uniques } from './unique.ts'

/** A foreign key, with the (qualified) table it refers to. */
export type ForeignKey = Named & { readonly refers: string }

/** What CREATE TABLE lists after the columns, without the foreign keys. */
export function constraints(model: DescribedModel): readonly Named[] {
  return [
    ...primaryKey(model),
    ...uniques(model).map((each) => unique(model, each)),
    ...argumentsOfKind(model, 'check').map((each) => check(model, each)),
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

function primaryKey(model: DescribedModel): readonly Named[] {
  const key = columnsOf(model).filter((each) => each.primaryKey === true)
  if (key.length === 0) return []
  const columns = names(key.map((each) => each.field))
  return [constraint(naming.primaryKey(tableNameOf(model)), `PRIMARY KEY (${columns})`)]
}

function foreignKey(
  model: DescribedModel,
  { field, onDelete, onUpdate }: Attribute,
  { model: referred, key = 'id' }: NonNullable<Attribute['references']>,
): ForeignKey {
  const refers = qualified(referred)
  const actions = `${action('ON DELETE', onDelete)}${action('ON UPDATE', onUpdate)}`
  const definition = `FOREIGN KEY (${name(field)}) REFERENCES ${refers} (${name(key)})${actions}`
  const identifier = naming.foreignKey(tableNameOf(model), [field], tableOf(referred).table)
  return { ...constraint(identifier, definition), refers }
}

function action(when: string, what: string | undefined): string {
  return what === undefined || what.toUpperCase() === 'NO ACTION' ? '' : ` ${when} ${what.toUpperCase()}`
}

function unique(model: DescribedModel, { attributes, name: given, ...rest }: UniqueArgument): Named {
  const columns = attributes.map((each) => columnOf(model, each).field)
  const nulls = rest.nullsNotDistinct === true ? ' NULLS NOT DISTINCT' : ''
  const deferrable = rest.deferrable === undefined ? '' : ` DEFERRABLE ${rest.deferrable.toUpperCase()}`
  const identifier = given ?? naming.unique(tableNameOf(model), columns)
  return constraint(identifier, `UNIQUE${nulls} (${names(columns)})${deferrable}`)
}

function check(model: DescribedModel, { name: given, expression }: CheckArgument): Named {
  return constraint(naming.check(tableNameOf(model), given), `CHECK (${expression})`)
}

function exclude(
  model: DescribedModel,
  { name: given, elements, using = 'gist', where }: ExcludeArgument,
): Named {
  const known = new Map(columnsOf(model).map((each) => [each.fieldName, name(each.field)]))
  const list = elements.map(([on, operator]) => `${known.get(on) ?? `(${on})`} WITH ${operator}`).join(', ')
  const predicate = where === undefined ? '' : ` WHERE (${where})`
  const identifier = naming.exclude(tableNameOf(model), given)
  return constraint(identifier, `EXCLUDE USING ${using} (${list})${predicate}`)
}

function constraint(identifier: string, definition: string): Named {
  return { name: identifier, definition: `CONSTRAINT ${name(identifier)} ${definition}` }
}

function tableNameOf(model: DescribedModel): string {
  return tableOf(model.getTableName()).table
}
