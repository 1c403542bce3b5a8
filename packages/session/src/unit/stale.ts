/** What is thrown where a write met fewer rows than it was to: others were there in the meantime. */
import type { ModelClass } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import { StaleDataError } from '../error.ts'

/** Refuses to go on with a transaction whose rows are not what its instances say. */
export function staleRows(
  session: SessionState,
  model: ModelClass,
  what: 'updated' | 'deleted',
  { expected, met }: { readonly expected: number; readonly met: number },
): StaleDataError {
  session.phase = 'failed'
  return new StaleDataError(
    `${expected} row(s) of ${model.name} were to be ${what} and ${met} were there as they had been read. Somebody else deleted or changed them: roll back, read again.`,
  )
}
