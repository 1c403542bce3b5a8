/**
 * Rows to model instances. Sequelize's constructor is most of what a read costs it; a constructor whose prototype is the
 * model's and which sets the same fields gives instances that `save`, `reload`, `changed` and `toJSON` cannot tell apart.
 */
import type { Model } from 'sequelize'
import { forgetRelation, isRead, relationValue } from './attachment.ts'
import { keyOf, relationsOf } from './relation.ts'
import type { ModelClass } from './sequelize.ts'
import { classOf, columnsOf, inside, insideInstance } from './sequelize.ts'
import { rowKey } from './identity-map.ts'
import type { SessionState } from './state.ts'
import { noChanges } from './tracked-set.ts'

/** Reads one instance out of a row: undefined where an outer join found nothing. */
export type RowReader = (row: readonly unknown[]) => Model | undefined

type Values = Record<string, unknown>
type Construct = new (values: Values) => Model

/**
 * A reader of one model's columns in a result.
 * @param names the attribute that each column holds
 * @param offset where the model's columns begin
 */
export function rowReader(
  session: SessionState,
  model: ModelClass,
  names: readonly string[],
  offset = 0,
): RowReader {
  const construct = constructorOf(model, names)
  const keys = inside(model).primaryKeyAttributes.map((name) => names.indexOf(name) + offset)
  const seen = new Map<string, Model>()
  const isWhole = columnsOf(model).every((column) => names.includes(column.fieldName))
  const resolve = (row: readonly unknown[], key: string): Model => {
    const known = session.identities.find(model, key)
    const values = readValues(row, names, offset)
    if (known !== undefined) return refreshed(session, known, values, isWhole)
    const instance = new construct(values)
    session.admit(instance)
    // What was read in part is read whole when it is asked for by its key.
    if (!isWhole) session.stale.add(instance)
    return instance
  }
  return (row) => {
    if (keys.length === 0) return new construct(readValues(row, names, offset))
    const values = keys.map((index) => row[index])
    if (values.every((value) => value === null)) return undefined
    const key = rowKey(values)
    const instance = seen.get(key) ?? resolve(row, key)
    seen.set(key, instance)
    return instance
  }
}

/** Marks the values an instance holds as the ones its row has. */
export function asStored(instance: Model): void {
  const inner = insideInstance(instance)
  inner._previousDataValues = { ...inner.dataValues }
  inner._changed = noChanges(instance)
  inner.isNewRecord = false
}

function refreshed(session: SessionState, known: Model, values: Values, isWhole: boolean): Model {
  const inner = insideInstance(known)
  const stale = session.stale.has(known)
  if (isWhole) session.stale.delete(known)
  for (const name in values) {
    if (!stale && name in inner.dataValues) continue
    inner._previousDataValues[name] = values[name]
    if (!inner._changed.has(name)) inner.dataValues[name] = values[name]
  }
  if (stale) forgetFormerParents(known)
  return known
}

/** A row that now refers to another parent no longer holds the one it was read with. */
function forgetFormerParents(instance: Model): void {
  for (const relation of relationsOf(classOf(instance)).values()) {
    if (relation.kind !== 'BelongsTo' || !isRead(instance, relation.name)) continue
    const parent = relationValue(instance, relation.name) as Model | null
    const key = parent === null ? null : insideInstance(parent).dataValues[relation.targetKey]
    if (String(keyOf(relation, instance)) !== String(key)) forgetRelation(instance, relation.name)
  }
}

function readValues(row: readonly unknown[], names: readonly string[], offset: number): Values {
  const values: Values = {}
  for (const [index, name] of names.entries()) values[name] = row[offset + index]
  return values
}

function constructorOf(model: ModelClass, names: readonly string[]): Construct {
  const options = { isNewRecord: false, raw: true, _schema: inside(model)._schema, attributes: names }
  function Row(this: ReturnType<typeof insideInstance> & { uniqno: number }, values: Values) {
    this.dataValues = values
    this._previousDataValues = { ...values }
    this.uniqno = 1
    this._changed = noChanges(this as unknown as Model)
    this._options = options
    this.isNewRecord = false
  }
  Row.prototype = model.prototype
  return Row as unknown as Construct
}
