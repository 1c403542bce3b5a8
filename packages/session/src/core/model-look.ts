/** What a model looked like when something was made for it, to be told whether it still does. */
import type { ModelClass } from './sequelize.ts'
import { inside } from './sequelize.ts'

/** Sequelize makes these anew whenever a model's attributes or its scope change. */
export type Look = { readonly model: ModelClass; readonly columns: object; readonly scope: unknown }

export function lookOf(model: ModelClass): Look {
  return { model, columns: inside(model).fieldRawAttributesMap, scope: inside(model)._scope }
}

/** Whether a model still looks as it did. */
export function isSame({ model, columns, scope }: Look): boolean {
  return inside(model).fieldRawAttributesMap === columns && inside(model)._scope === scope
}
