/** A read as Sequelize's `findAll` means it, compiled to one parametrised SELECT. */
import type { Model } from 'sequelize'
import { literal } from 'sequelize'
import type { Statement } from '../driver/connection.ts'
import { SessionError } from '../error.ts'
import type { Binding } from '../core/binding.ts'
import type { Core } from '../core/core.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { attributeOf, cloneDeep, hasColumn, inside, mapFinderOptions } from '../core/sequelize.ts'
import { conditionOf } from './condition.ts'
import { compiled } from './expressions.ts'
import { hasPaths } from './paths.ts'

/**
 * Finder options as the query generator reads them, and the attributes without a column that were asked for; `shown` are the
 * columns that were asked for, where others are read beside them.
 */
export type Compiled = Finder & {
  readonly virtuals?: readonly string[]
  readonly shown?: readonly string[]
}

/** A compiled read: the statement, and which attribute each column of its rows is. */
export type Select = { readonly statement: Statement; readonly names: readonly string[] }

/** Compiles a read of one table. */
export function select(core: Core, model: ModelClass, finder: Finder): Select {
  return {
    statement: compiled(core, (bound) => selectText(bound, model, finder)),
    names: columnNames(finder),
  }
}

/** The text of a read of one table. */
export function selectText(bound: Binding, model: ModelClass, finder: Finder): string {
  const where = hasPaths(finder.where) ? literal(conditionOf(bound, model, finder)) : finder.where
  const source = bound.generator.selectQuery(model.getTableName(), { ...finder, where }, model)
  return source.replace(/;$/, '').trim()
}

/** Compiles `count(*)` of the rows a read would give; its own order, limit and attributes do not matter. */
export function selectCount(core: Core, model: ModelClass, finder: Finder): Statement {
  return compiled(core, (bound) => `SELECT count(*) ${rowsOf(bound, model, finder)}`)
}

/** Compiles whether a read would give any row. */
export function selectExists(core: Core, model: ModelClass, finder: Finder): Statement {
  return compiled(core, (bound) => `SELECT EXISTS (SELECT 1 ${rowsOf(bound, model, finder)})`)
}

/**
 * Finder options as the query generator reads them: scope applied, deleted rows of paranoid models left out,
 * attributes as columns. The primary key is always among them, unless rows are raw or grouped.
 * @throws SessionError INVALID_OPTION for Sequelize's `include`, and for attributes that the model does not have
 */
export function finderOf<M extends Model>(model: ModelClass<M>, options: Finder): Compiled {
  refuseInclude(model, options)
  const finder: Finder = cloneDeep(options)
  const inner = inside(model)
  const chosen = chosenAttributes(model, finder)
  inner._injectScope(finder)
  refuseInclude(model, finder)
  refuseDirections(model, finder)
  if (chosen !== undefined) finder.attributes = chosen
  inner._expandAttributes(finder)
  finder.attributes ??= Object.keys(inner.rawAttributes)
  refuseUnknown(model, finder.attributes)
  const shown = columnNames(finder).filter((name) => !inner._virtualAttributes.has(name))
  if (finder.raw !== true && finder.group === undefined) {
    refuseDisguised(model, finder.attributes)
    addKey(model, finder)
  }
  nameColumns(model, finder)
  const virtuals = (finder.attributes ?? []).filter(
    (name): name is string => typeof name === 'string' && inner._virtualAttributes.has(name),
  )
  mapFinderOptions(finder, model)
  const compiled = inner._paranoidClause(model, finder)
  const isMore = columnNames(compiled).length > shown.length
  return {
    ...compiled,
    ...(virtuals.length === 0 ? {} : { virtuals }),
    ...(isMore ? { shown } : {}),
  }
}

/** Whether a read gives rows as they are instead of instances. */
export function isRaw({ raw, group }: Finder): boolean {
  return raw === true || group !== undefined
}

/** Whether a read locks the rows that it gives. */
export function isLocked({ lock }: Finder): boolean {
  return lock !== undefined && lock !== null && lock !== false
}

/** The attribute that each column holds, in order. */
export function columnNames(finder: Finder): readonly string[] {
  return (finder.attributes ?? []).map((attribute) => (Array.isArray(attribute) ? attribute[1] : attribute))
}

function rowsOf(bound: Binding, model: ModelClass, finder: Finder): string {
  const where = conditionOf(bound, model, finder)
  const { generator } = bound
  const from = `FROM ${generator.quoteTable(model.getTableName())} AS ${generator.quoteIdentifier(model.name)}`
  return where === '' ? from : `${from} WHERE ${where}`
}

/** `loadOnly` names the attributes to read, `defer` those to leave for later; a scope's attributes do not matter then. */
function chosenAttributes(model: ModelClass, finder: Finder): string[] | undefined {
  const { loadOnly, defer } = finder
  if (loadOnly === undefined && defer === undefined) return undefined
  if (finder.attributes !== undefined || (loadOnly !== undefined && defer !== undefined)) {
    throw new SessionError('INVALID_OPTION', 'Give one of "attributes", "loadOnly" and "defer", not several.')
  }
  const names = loadOnly ?? Object.keys(inside(model).rawAttributes).filter((name) => !defer?.includes(name))
  refuseUnknown(model, [...names, ...(defer ?? [])])
  delete finder.loadOnly
  delete finder.defer
  return [...names]
}

/** Columns of attributes that are read under another name, or grouped by without being read: Sequelize leaves those. */
function nameColumns(model: ModelClass, finder: Finder): void {
  const names = columnNames(finder)
  const fieldOf = (name: unknown) => (typeof name === 'string' ? attributeOf(model, name)?.field : undefined)
  finder.attributes = (finder.attributes ?? []).map((attribute) =>
    Array.isArray(attribute) ? [fieldOf(attribute[0]) ?? attribute[0], attribute[1]] : attribute,
  )
  if (finder.group === undefined) return
  const group: readonly unknown[] = Array.isArray(finder.group) ? finder.group : [finder.group]
  finder.group = group.map((each) => {
    const field = names.includes(each as string) ? undefined : fieldOf(each)
    return field === undefined ? each : literal(`"${field.replaceAll('"', '""')}"`)
  })
}

function refuseInclude(model: ModelClass, finder: Finder): void {
  if (finder.include === undefined) return
  throw new SessionError(
    'INVALID_OPTION',
    `A session reads the relations of ${model.name} with "load", not with "include". Write load: { relation: true }.`,
  )
}

const direction = /^(?:(?:ASC|DESC)(?: NULLS (?:FIRST|LAST))?|NULLS (?:FIRST|LAST))$/i

/** Sequelize takes what is no direction for one more column. */
function refuseDirections(model: ModelClass, { order }: Finder): void {
  if (!Array.isArray(order)) return
  for (const item of order as readonly unknown[]) {
    const [, given, ...others] = Array.isArray(item) ? (item as readonly unknown[]) : []
    if (typeof given !== 'string' || others.length > 0 || direction.test(given.trim())) continue
    throw new SessionError(
      'INVALID_OPTION',
      `${JSON.stringify(given)} is no direction in the order of ${model.name}. Write ASC or DESC, with NULLS FIRST or NULLS LAST behind it.`,
    )
  }
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

/** An object stands for its row, so under an attribute's name it holds what the row has. */
function refuseDisguised(model: ModelClass, attributes: NonNullable<Finder['attributes']>): void {
  const disguised = attributes.find(
    (attribute) =>
      Array.isArray(attribute) &&
      hasColumn(model, attribute[1]) &&
      attribute[0] !== attribute[1] &&
      attribute[0] !== attributeOf(model, attribute[1])?.field,
  )
  if (disguised === undefined) return
  throw new SessionError(
    'INVALID_OPTION',
    `"${String(disguised[1])}" is an attribute of ${model.name} and cannot be the name of something else. Choose another name, or read plain rows with raw: true.`,
  )
}

function addKey(model: ModelClass, finder: Finder): void {
  const present = new Set(columnNames(finder))
  const missing = inside(model).primaryKeyAttributes.filter((name) => !present.has(name))
  finder.attributes = [...missing, ...(finder.attributes ?? [])]
}
