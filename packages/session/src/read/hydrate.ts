/**
 * Rows to model instances. Sequelize's constructor is most of what a read costs it; a constructor whose prototype is the
 * model's and which sets the same fields gives instances that `save`, `reload`, `changed` and `toJSON` cannot tell apart.
 */
import type { Model } from 'sequelize'
import { InstanceRecord, recordOf } from '../core/record.ts'
import { forgetRelation, isRead, relationValue } from '../core/relation-values.ts'
import { noteStored, storedValue } from '../core/changes.ts'
import { keyOf, relationsOf } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import {
  attributeOf,
  classOf,
  columnsOf,
  customSettersOf,
  inside,
  insideInstance,
} from '../core/sequelize.ts'
import type { Slot } from '../core/identity-map.ts'
import { keyPart, rowKey } from '../core/identity-map.ts'
import type { RowObject } from '../core/row-object.ts'
import { rowObject } from '../core/row-object.ts'
import type { SessionState } from '../core/state.ts'

/** Reads one instance out of a row: undefined where an outer join found nothing. */
export type RowReader = (row: Row) => Model | undefined

type Row = readonly unknown[]

/** How a model's rows are read from a result of one shape. */
export type Shape = {
  readonly model: ModelClass
  readonly names: readonly string[]
  readonly keys: readonly number[]
  readonly isWhole: boolean
  /** Columns that are no attributes: expressions. */
  readonly extras: readonly string[]
  readonly values: RowObject
  readonly construct: Construct
}

type Values = Record<string, unknown>
type Construct = new (values: Values) => Model

/**
 * Where a model's columns begin in a row, and whether an object that is held takes over the row's values: a row that is
 * locked is as it is now, not as it was when the object was read. `virtuals` are attributes without a column to be shown.
 * `isUnique`: no two rows have the same key; two that had would be two objects.
 */
export type Reading = {
  readonly offset?: number
  readonly isRenewing?: boolean
  readonly virtuals?: readonly string[] | undefined
  readonly isUnique?: boolean
}

/** The shape of a result whose columns hold these attributes; virtual ones are shown beside them. */
export function shapeOf(
  model: ModelClass,
  names: readonly string[],
  virtuals: readonly string[] = [],
): Shape {
  return {
    model,
    names,
    keys: inside(model).primaryKeyAttributes.map((name) => names.indexOf(name)),
    isWhole: columnsOf(model).every((column) => names.includes(column.fieldName)),
    extras: names.filter((name) => attributeOf(model, name) === undefined),
    values: rowObject(names),
    construct: constructorOf(model, [...names, ...virtuals]),
  }
}

/**
 * A reader of one model's columns in a result.
 * @param names the attribute that each column holds
 */
export function rowReader(
  session: SessionState,
  model: ModelClass,
  names: readonly string[],
  reading: Reading = {},
): RowReader {
  return readerOf(session, shapeOf(model, names, reading.virtuals), reading)
}

/** A reader of rows of one shape. */
export function readerOf(session: SessionState, shape: Shape, reading: Reading = {}): RowReader {
  const { offset = 0, isUnique = false } = reading
  if (shape.keys.length === 0) return keylessReader(shape, offset)
  const keyIn = keyReader(shape, offset)
  const table = session.identities.table(shape.model)
  const slotOf = (row: Row): Slot | undefined => {
    const key = keyIn(row)
    return key === undefined ? undefined : { table, key }
  }
  return isUnique
    ? uniqueReader(session, shape, slotOf, reading)
    : repeatedReader(session, shape, slotOf, reading)
}

type SlotOf = (row: Row) => Slot | undefined

/** Where the session has no others of the table, there is none to look for. */
function uniqueReader(session: SessionState, shape: Shape, slotOf: SlotOf, reading: Reading): RowReader {
  const { offset = 0 } = reading
  const reader: RowReader = (row) => {
    const slot = slotOf(row)
    if (slot === undefined) return undefined
    if (!slot.table.isEmptyBut(reader)) return resolve(session, shape, { row, slot }, reading)
    const instance = new shape.construct(shape.values(row, offset))
    session.admitNew(instance, slot, !shape.isWhole, reader)
    return instance
  }
  return reader
}

function repeatedReader(session: SessionState, shape: Shape, slotOf: SlotOf, reading: Reading): RowReader {
  const seen = new Map<string, Model>()
  return (row) => {
    const slot = slotOf(row)
    if (slot === undefined) return undefined
    const known = seen.get(slot.key)
    if (known !== undefined) return known
    const instance = resolve(session, shape, { row, slot }, reading)
    seen.set(slot.key, instance)
    return instance
  }
}

/** Reads the key of a row as text; undefined where it is NULL, as an outer join leaves it. */
function keyReader({ keys }: Shape, offset: number): (row: Row) => string | undefined {
  const [first = 0, ...others] = keys
  const index = first + offset
  if (others.length === 0) return (row) => (row[index] === null ? undefined : keyPart(row[index]))
  return (row) => {
    const values = keys.map((key) => row[key + offset])
    return values.every((value) => value === null) ? undefined : rowKey(values)
  }
}

/** Rows without a key are each an object of its own; where an outer join found nothing, all columns are NULL. */
function keylessReader({ construct, names, values }: Shape, offset: number): RowReader {
  return (row) => {
    const isMissing = offset > 0 && names.every((_name, index) => row[offset + index] === null)
    return isMissing ? undefined : new construct(values(row, offset))
  }
}

type Slotted = { readonly row: Row; readonly slot: Slot }

function resolve(
  session: SessionState,
  { isWhole, extras, values: valuesIn, construct }: Shape,
  { row, slot }: Slotted,
  { offset = 0, isRenewing = false }: Reading,
): Model {
  const known = slot.table.find(slot.key)
  const values = valuesIn(row, offset)
  if (known !== undefined) {
    for (const name of extras) insideInstance(known).dataValues[name] = values[name]
    return refreshed(session, known, values, { isWhole, isRenewing })
  }
  const instance = new construct(values)
  session.admitNew(instance, slot, !isWhole)
  return instance
}

/** What was changed and not yet written stays; the rest is what the row has where the object was stale. */
function refreshed(
  session: SessionState,
  known: Model,
  values: Values,
  { isWhole, isRenewing }: { readonly isWhole: boolean; readonly isRenewing: boolean },
): Model {
  const inner = insideInstance(known)
  const record = recordOf(known)
  const isStale = isRenewing || session.isStale(known)
  if (!isStale && !record.partial) return known
  for (const name in values) {
    if (!isStale && name in inner.dataValues) continue
    noteStored(known, name, values[name])
  }
  if (isStale) forgetFormerParents(known)
  if (!isWhole) return known
  record.partial = false
  session.freshen(known)
  return known
}

/** A row that now refers to another parent no longer holds the one it was read with. */
function forgetFormerParents(instance: Model): void {
  if (!recordOf(instance).hasRelations) return
  for (const relation of relationsOf(classOf(instance)).values()) {
    if (relation.kind !== 'BelongsTo' || !isRead(instance, relation.name)) continue
    const parent = relationValue(instance, relation.name) as Model | null
    const key = parent === null ? null : storedValue(parent, relation.targetKey)
    if (String(keyOf(relation, instance)) !== String(key)) forgetRelation(instance, relation.name)
  }
}

function constructorOf(model: ModelClass, shown: readonly string[]): Construct {
  const options = { isNewRecord: false, raw: true, _schema: inside(model)._schema, attributes: shown }
  // A setter of the user's may put a value among the others before anybody is told that it changes.
  const isShared = Object.keys(customSettersOf(model)).length === 0
  function Row(this: ReturnType<typeof insideInstance> & { uniqno: number }, values: Values) {
    this.dataValues = values
    this._previousDataValues = isShared ? values : { ...values } // until a value changes: see InstanceRecord
    this.uniqno = 1
    this._changed = new InstanceRecord(this as unknown as Model)
    this._options = options
    this.isNewRecord = false
  }
  Row.prototype = model.prototype
  return Row as unknown as Construct
}
