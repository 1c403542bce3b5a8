/** Names that would be given twice. PostgreSQL would refuse the second in the middle of a script; this tells before. */
import { ModelError } from '../error.ts'

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
