/** What is unique in a table: by the decorators of this package, and by Sequelize's own column option. */
import type { UniqueArgument } from '../table-arguments.ts'
import { argumentsOfKind } from '../table-arguments.ts'
import type { Attribute, DescribedModel } from './described-model.ts'
import { columnsOf } from './described-model.ts'

/** Every unique constraint of a model. */
export function uniques(model: DescribedModel): readonly UniqueArgument[] {
  return [...single(model), ...together(model), ...argumentsOfKind(model, 'unique')]
}

/** `unique: true` */
function single(model: DescribedModel): readonly UniqueArgument[] {
  return columnsOf(model)
    .filter(({ unique, primaryKey }) => Boolean(unique) && primaryKey !== true)
    .filter((each) => nameOf(each) === undefined)
    .map(({ fieldName }) => ({ kind: 'unique', attributes: [fieldName] }))
}

/** `unique: 'name'`: columns that share a name are unique together. */
function together(model: DescribedModel): readonly UniqueArgument[] {
  const byName = new Map<string, UniqueArgument>()
  for (const each of columnsOf(model)) {
    const name = nameOf(each)
    if (name === undefined) continue
    const attributes = [...(byName.get(name)?.attributes ?? []), each.fieldName]
    byName.set(name, { kind: 'unique', name, attributes })
  }
  return [...byName.values()]
}

function nameOf({ unique }: Attribute): string | undefined {
  return typeof unique === 'object' ? unique.name : typeof unique === 'string' ? unique : undefined
}
