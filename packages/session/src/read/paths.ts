/**
 * Conditions on what a relation leads to, written as Sequelize writes them: `where: { '$orders.createdAt$': … }`. The
 * relations on the way are joined, and what is asked of the attribute becomes a condition on the joined table.
 */
import { literal, Op } from 'sequelize'
import type { Binding } from '../core/binding.ts'
import type { Relation } from '../core/relation.ts'
import { relationOf } from '../core/relation.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { attributeOf, inside, mapFinderOptions } from '../core/sequelize.ts'
import { SessionError } from '../error.ts'
import type { Joins } from '../load/joins.ts'

type Where = Readonly<Record<string | symbol, unknown>>

/** Where paths begin and what joins them. */
export type PathScope = { readonly bound: Binding; readonly joins: Joins; readonly root: ModelClass }

const pattern = /^\$(.+)\$$/

/** Whether a condition speaks of relations. */
export function hasPaths(where: unknown): boolean {
  if (Array.isArray(where)) return where.some(hasPaths)
  if (!isPlain(where)) return false
  return Reflect.ownKeys(where).some((key) =>
    typeof key === 'string' ? pattern.test(key) : isConnective(key) && hasPaths(where[key]),
  )
}

/** The relations that the paths of a condition lead through. */
export function pathsIn(where: unknown): readonly (readonly string[])[] {
  if (Array.isArray(where)) return where.flatMap(pathsIn)
  if (!isPlain(where)) return []
  return Reflect.ownKeys(where).flatMap((key) => {
    if (typeof key !== 'string') return isConnective(key) ? pathsIn(where[key]) : []
    const path = pattern.exec(key)?.[1]
    return path === undefined ? [] : [path.split('.').slice(0, -1)]
  })
}

/**
 * A condition whose paths have become SQL; what they lead through is joined, once.
 * @throws SessionError UNKNOWN_RELATION, UNKNOWN_ATTRIBUTE
 */
export function withColumns(scope: PathScope, where: unknown): unknown {
  if (Array.isArray(where)) return where.map((each) => withColumns(scope, each))
  // Never a bare expression, before which Sequelize forgets a NOT.
  return isPlain(where) ? { [Op.and]: parts(scope, where) } : where
}

function parts(scope: PathScope, where: Where): readonly unknown[] {
  return Reflect.ownKeys(where).map((key) => {
    const path = typeof key === 'string' ? pattern.exec(key)?.[1] : undefined
    if (path !== undefined) return literal(conditionAt(scope, path, where[key]))
    const value = where[key]
    // What is in an object is all to hold, but any of it under OR.
    if (key === Op.or && isPlain(value)) return { [key]: parts(scope, value) }
    return { [key]: isConnective(key) ? withColumns(scope, value) : value }
  })
}

/** Joins a path's relations that are not joined yet, and gives the alias and the model at its end. */
function joinPath(
  { bound, joins, root }: PathScope,
  names: readonly string[],
): { readonly alias: string; readonly model: ModelClass } {
  let end = { alias: root.name, model: root }
  let path = ''
  for (const name of names) {
    const relation: Relation = relationOf(end.model, name)
    path = path === '' ? name : `${path}->${name}`
    const { target } = relation
    const alias =
      joins.at(path) ?? joins.add(relation, end.alias, path, (alias) => [visible(bound, target, alias)])
    end = { alias, model: target }
  }
  return end
}

/** A path leads to the rows that its model's scope shows, as loading does: not to deleted ones. */
function visible({ generator }: Binding, model: ModelClass, alias: string): string {
  const finder: Finder = {}
  inside(model)._injectScope(finder)
  const { where } = inside(model)._paranoidClause(model, mapFinderOptions(finder, model))
  return generator.getWhereConditions(where, alias, model, finder)
}

/** What is asked of a path's end, written as for a read of its own model: the type of the attribute matters. */
function conditionAt(scope: PathScope, path: string, asked: unknown): string {
  const names = path.split('.')
  const attribute = names.pop() ?? ''
  const { alias, model } = joinPath(scope, names)
  if (attributeOf(model, attribute) ?? inside(model).fieldRawAttributesMap[attribute]) {
    const { where } = mapFinderOptions({ where: { [attribute]: asked } }, model)
    return scope.bound.generator.getWhereConditions(where, alias, model)
  }
  const known = Object.keys(inside(model).rawAttributes).join(', ')
  throw new SessionError(
    'UNKNOWN_ATTRIBUTE',
    `${model.name} has no attribute "${attribute}". It has ${known}.`,
  )
}

function isConnective(key: string | symbol): boolean {
  return key === Op.and || key === Op.or || key === Op.not
}

function isPlain(value: unknown): value is Where {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
