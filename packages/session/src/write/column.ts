/** Columns as the writing statements name them. */
import type { Core } from '../core/core.ts'
import type { Attribute, ModelClass } from '../core/sequelize.ts'
import { attributeOf, columnsOf, inside } from '../core/sequelize.ts'
import { SessionError } from '../error.ts'

/** What a write gives back of its rows: all of each, the attributes of these names, or nothing. */
export type Returning = boolean | readonly string[]

/**
 * `RETURNING` every column of a model, in the order of its declaration, or those that are wanted.
 * @throws SessionError UNKNOWN_ATTRIBUTE; INVALID_OPTION for a list that is empty
 */
export function returning(core: Core, model: ModelClass, wanted: Returning = true): string {
  if (wanted === false) return ''
  const columns = wanted === true ? columnsOf(model) : wanted.map((name) => known(model, name))
  if (columns.length > 0) return `RETURNING ${columns.map((column) => quoted(core, column)).join(', ')}`
  throw new SessionError(
    'INVALID_OPTION',
    'returning: [] names no attribute. Name some, or leave it out to get the number of rows.',
  )
}

/** The assignment that keeps `updatedAt` true, unless it is assigned already. */
export function touch(core: Core, model: ModelClass, assigned: readonly string[]): readonly string[] {
  const { updatedAt } = inside(model)._timestampAttributes
  if (updatedAt === undefined || assigned.includes(updatedAt)) return []
  return [`${quoted(core, known(model, updatedAt))} = now()`]
}

/**
 * An attribute that must exist.
 * @throws SessionError UNKNOWN_ATTRIBUTE
 */
export function known(model: ModelClass, name: string): Attribute {
  const attribute = attributeOf(model, name)
  if (attribute !== undefined) return attribute
  const names = Object.keys(inside(model).rawAttributes).join(', ')
  throw new SessionError('UNKNOWN_ATTRIBUTE', `${model.name} has no attribute "${name}". It has ${names}.`)
}

/** A column's quoted name. */
export function quoted(core: Core, column: Attribute): string {
  return core.generator.quoteIdentifier(column.field)
}
