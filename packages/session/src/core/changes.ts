/**
 * What has changed in an instance since its row was read or written, and what the row has instead. Of an instance that no
 * session tracks only Sequelize's names are known.
 */
import type { Model } from 'sequelize'
import { InstanceRecord } from './record.ts'
import { insideInstance } from './sequelize.ts'

/** The values of an instance's row, whatever was assigned since. */
export function storedValues(instance: Model): Record<string, unknown> {
  const values = { ...insideInstance(instance).dataValues }
  for (const [name, value] of InstanceRecord.of(instance)?.stored ?? []) values[name] = value
  return values
}

/** The value of one attribute in an instance's row. */
export function storedValue(instance: Model, name: string): unknown {
  const stored = InstanceRecord.of(instance)?.stored
  return stored?.has(name) === true ? stored.get(name) : insideInstance(instance).dataValues[name]
}

/** The attributes whose value is not the row's, in the order in which they were changed. */
export function changedAttributes(instance: Model): readonly string[] {
  const { dataValues, _changed } = insideInstance(instance)
  if (_changed.size === 0) return []
  const record = InstanceRecord.of(instance)
  if (record?.stored === undefined) return [..._changed]
  return [..._changed].filter((name) => record.differs(name, dataValues[name]))
}

/** Takes in what an instance's row has: what was changed and not yet written stays changed. */
export function noteStored(instance: Model, name: string, value: unknown): void {
  const inner = insideInstance(instance)
  inner._previousDataValues[name] = value
  if (!inner._changed.has(name)) inner.dataValues[name] = value
  else InstanceRecord.of(instance)?.note(name, value)
}
