/** Relations as properties: what was read or set is there; in a blocking session the rest is read when it is asked for. */
import type { Model } from 'sequelize'
import { handOut } from './collections.ts'
import { setRelation } from './mirror.ts'
import { refuseUnloaded } from '../core/on-demand.ts'
import { installPlain } from '../core/plain.ts'
import { installQuickBuild } from '../core/quick-build.ts'
import { sessionOf } from '../core/record.ts'
import { isRead, relationValue, writeRelation } from '../core/relation-values.ts'
import type { Relation } from '../core/relation.ts'
import { relationOf, relationsOf } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { insideInstance } from '../core/sequelize.ts'

/** Makes every relation of these models a property of their instances. Doing it again changes nothing. */
export function installAccessors(models: readonly ModelClass[]): void {
  for (const model of models) {
    for (const name of relationsOf(model).keys()) install(model, name)
    installPlain(model)
    installQuickBuild(model)
  }
}

function install(model: ModelClass, name: string): void {
  Object.defineProperty(model.prototype, name, {
    configurable: true,
    enumerable: false,
    get(this: Model) {
      return readProperty(this, relationOf(model, name))
    },
    set(this: Model, value: unknown) {
      // Sequelize's own include sets the value it has just put among the instance's values: that was read, not changed.
      if (insideInstance(this).dataValues[name] === value) writeRelation(this, name, value)
      else setRelation(this, relationOf(model, name), value)
    },
  })
}

function readProperty(instance: Model, relation: Relation): unknown {
  if (isRead(instance, relation.name)) {
    const value = relationValue(instance, relation.name)
    if (Array.isArray(value)) handOut(instance, relation)
    return value
  }
  refuseUnloaded(instance, relation)
  const reader = sessionOf(instance)?.readOnDemand
  if (reader === undefined || instance.isNewRecord) return undefined
  const value = reader.relation(instance, relation)
  if (Array.isArray(value)) handOut(instance, relation)
  return value
}
