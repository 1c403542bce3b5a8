/** Relations as properties: what was read or set is there; in a blocking session the rest is read when it is asked for. */
import type { Model } from 'sequelize'
import { isRead, relationValue, sessionOf, writeRelation } from './attachment.ts'
import { setRelation } from './mirror.ts'
import { installPlain } from './plain.ts'
import type { Relation } from './relation.ts'
import { relationOf, relationsOf } from './relation.ts'
import type { ModelClass } from './sequelize.ts'
import { insideInstance } from './sequelize.ts'

/** Makes every relation of these models a property of their instances. Doing it again changes nothing. */
export function installAccessors(models: readonly ModelClass[]): void {
  for (const model of models) {
    for (const name of relationsOf(model).keys()) install(model, name)
    installPlain(model)
  }
}

function install(model: ModelClass, name: string): void {
  Object.defineProperty(model.prototype, name, {
    configurable: true,
    enumerable: false,
    get(this: Model) {
      return read(this, relationOf(model, name))
    },
    set(this: Model, value: unknown) {
      // Sequelize's own include sets the value it has just put among the instance's values: that was read, not changed.
      if (insideInstance(this).dataValues[name] === value) writeRelation(this, name, value)
      else setRelation(this, relationOf(model, name), value)
    },
  })
}

function read(instance: Model, relation: Relation): unknown {
  if (isRead(instance, relation.name)) return relationValue(instance, relation.name)
  const readRelation = sessionOf(instance)?.readRelation
  if (readRelation === undefined || instance.isNewRecord) return undefined
  return readRelation(instance, relation)
}
