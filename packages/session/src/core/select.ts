/** A read as Sequelize's `findAll` means it, compiled to one parametrised SELECT. */
import type { Model } from 'sequelize'
import type { Statement } from '../driver/connection.ts'
import { SessionError } from '../error.ts'
import { binding } from './binding.ts'
import type { Core } from './core.ts'
import type { Finder, ModelClass } from './sequelize.ts'
import { cloneDeep, inside, mapFinderOptions } from './sequelize.ts'

/** A compiled read: the statement, and which attribute each column of its rows is. */
export type Select = { readonly statement: Statement; readonly names: readonly string[] }

/** Compiles a read of one table. */
export function select(core: Core, model: ModelClass, finder: Finder): Select {
  const { generator, values } = binding(core)
  const source = generator.selectQuery(model.getTableName(), { ...finder }, model)
  const text = source.replace(/;$/, '').trim()
  return { statement: { text, values, prepare: true }, names: columnNames(finder) }
}

/** Compiles `count(*)` of the rows a read would give; its own order, limit and attributes do not matter. */
export function selectCount(core: Core, model: ModelClass, finder: Finder): Statement {
  const { generator, values } = binding(core)
  const alias = generator.quoteIdentifier(model.name)
  const where = generator.getWhereConditions(finder.where, model.name, model, finder)
  const from = `SELECT count(*) FROM ${generator.quoteTable(model.getTableName())} AS ${alias}`
  return { text: where === '' ? from : `${from} WHERE ${where}`, values, prepare: true }
}

/**
 * Finder options as the query generator reads them: scope applied, deleted rows of paranoid models left out,
 * attributes as columns. The primary key is always among them, unless rows are raw or grouped.
 * @throws SessionError INVALID_OPTION for Sequelize's `include`, and for attributes that the model does not have
 */
export function finderOf<M extends Model>(model: ModelClass<M>, options: Finder): Finder {
  const finder: Finder = cloneDeep(options)
  const inner = inside(model)
  inner._injectScope(finder)
  refuseInclude(model, finder)
  inner._expandAttributes(finder)
  finder.attributes ??= Object.keys(inner.rawAttributes)
  refuseUnknown(model, finder.attributes)
  if (finder.raw !== true && finder.group === undefined) addKey(model, finder)
  mapFinderOptions(finder, model)
  return inner._paranoidClause(model, finder)
}

/** The attribute that each column holds, in order. */
export function columnNames(finder: Finder): readonly string[] {
  return (finder.attributes ?? []).map((attribute) => (Array.isArray(attribute) ? attribute[1] : attribute))
}

function refuseInclude(model: ModelClass, finder: Finder): void {
  if (finder.include === undefined) return
  throw new SessionError(
    'INVALID_OPTION',
    `A session reads the relations of ${model.name} with "load", not with "include". Write load: { relation: true }.`,
  )
}

function refuseUnknown(model: ModelClass, attributes: NonNullable<Finder['attributes']>): void {
  const known = inside(model).rawAttributes
  const unknown = attributes.find((attribute) => typeof attribute === 'string' && !(attribute in known))
  if (unknown === undefined) return
  throw new SessionError(
    'UNKNOWN_ATTRIBUTE',
    `${model.name} has no attribute "${String(unknown)}". It has ${Object.keys(known).join(', ')}.`,
  )
}

function addKey(model: ModelClass, finder: Finder): void {
  const present = new Set(columnNames(finder))
  const missing = inside(model).primaryKeyAttributes.filter((name) => !present.has(name))
  finder.attributes = [...missing, ...(finder.attributes ?? [])]
}
