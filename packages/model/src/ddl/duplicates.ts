/** Names that would be given twice. PostgreSQL would refuse the second in the middle of a script; this tells before. */
import { ModelError } from '../error.ts'
import type { DescribedModel } from './described-model.ts'
import { qualified } from './table-name.ts'

/** Something with a name of its own: an index, or a constraint. */
export type Named = { readonly name: string; readonly definition: string }

/**
 * Refuses two indexes or constraints of one name.
 * @throws ModelError DUPLICATE_NAME
 */
export function refuseDuplicates(table: string, all: readonly Named[]): void {
  const seen = new Set<string>()
  for (const { name } of all) {
    if (seen.has(name)) {
      throw new ModelError(
        'DUPLICATE_NAME',
        `Two constraints or indexes of ${table} are both called ${name}. Give one of them a name: { name: … }.`,
      )
    }
    seen.add(name)
  }
}

/**
 * Models by their tables, each of which is one model's.
 * @throws ModelError DUPLICATE_NAME
 */
export function byTable(models: Iterable<DescribedModel>): ReadonlyMap<string, DescribedModel> {
  const found = new Map<string, DescribedModel>()
  for (const model of new Set(models)) {
    const table = qualified(model.getTableName())
    const other = found.get(table)
    if (other !== undefined) {
      throw new ModelError(
        'DUPLICATE_NAME',
        `${other.name} and ${model.name} are both the table ${table}. Call one of them otherwise: @Entity({ tableName: … }).`,
      )
    }
    found.set(table, model)
  }
  return found
}
