/** What to write instead of reading one by one. */
import type { Relation } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { inside } from '../core/sequelize.ts'

/** Reads of a model that are watched by where they are called. */
export type Operation = 'get' | 'findAll' | 'findOne' | 'one' | 'oneOrNone' | 'count' | 'exists'

/** Instead of reading a relation from instance after instance. */
export function loadRelation({ source, name }: Relation): string {
  return `Load it with the ${pluralOf(source)}: findAll(${source.name}, { load: { ${name}: true } })`
}

/** Instead of reading a deferred attribute from instance after instance. */
export function readAlong(model: ModelClass, name: string): string {
  return `Read it with the ${pluralOf(model)}: take ${name} out of "defer", or into "loadOnly" or "attributes"`
}

/** Instead of reading a model in call after call. */
export function readAtOnce(operation: Operation, model: ModelClass): string {
  return instead[operation](model)
}

const find = ({ name }: ModelClass) =>
  `Read them in one query: findAll(${name}, { where: { … } }), with a list of what differs from call to call`

const instead: Readonly<Record<Operation, (model: ModelClass) => string>> = {
  get: (model) => `Read them in one query: findAll(${model.name}, { where: ${byKeys(model)} })`,
  findAll: find,
  findOne: find,
  one: find,
  oneOrNone: find,
  count: ({ name }) =>
    `Count them in one query: findAll(${name}, { raw: true, group: […], attributes: […, [fn('count', col('*')), 'count']] })`,
  exists: (model) =>
    `Ask for all of them in one query: scalars(${model.name}, { attributes: ['${keysOf(model)[0]}'], where: { … } }), with a list of what differs from call to call`,
}

function byKeys(model: ModelClass): string {
  const keys = keysOf(model)
  return keys.length === 1 ? `{ ${keys[0]}: […] }` : `{ [Op.or]: [{ ${keys.join(', ')} }, …] }`
}

function keysOf(model: ModelClass): readonly string[] {
  return inside(model).primaryKeyAttributes
}

/** `User` as a word within a sentence: `users`. */
function pluralOf({ options }: ModelClass): string {
  const plural = options.name?.plural ?? 'parents'
  return `${plural.charAt(0).toLowerCase()}${plural.slice(1)}`
}
