/** What a write brought back: the row as it now is, in the instance that stands for it. */
import type { Model } from 'sequelize'
import { recordOf } from '../core/record.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { columnsOf, insideInstance } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'

type Values = Readonly<Record<string, unknown>>

/** What an instance holds when a statement is compiled from it. */
export function heldValues(instance: Model): Values {
  return { ...insideInstance(instance).dataValues }
}

/**
 * Takes a returned row in: every column of the model, in the order of its declaration, from `offset` on. What was changed
 * while the statement was on its way is a change still.
 * @param sent what the instance held when the statement was compiled
 */
export function takeStored(
  session: SessionState,
  instance: Model,
  model: ModelClass,
  row: readonly unknown[],
  sent: Values,
  offset = 0,
): void {
  const inner = insideInstance(instance)
  const { dataValues } = inner
  const late: (readonly [string, unknown])[] = []
  let index = offset
  for (const { fieldName } of columnsOf(model)) {
    if (dataValues[fieldName] !== sent[fieldName]) late.push([fieldName, dataValues[fieldName]])
    dataValues[fieldName] = row[index++]
  }
  inner._previousDataValues = { ...dataValues }
  const record = recordOf(instance)
  record.clear()
  inner.isNewRecord = false
  session.touched.delete(instance)
  session.admit(instance)
  for (const [name, value] of late) {
    record.add(name)
    dataValues[name] = value
  }
}
