/** Tells of SELECTs in which joined collections multiply each other's rows. */
import type { SessionState } from '../core/state.ts'
import type { MultipliedRows } from './finding.ts'
import { tell } from './report.ts'

/** Which shapes of reads each engine has told of. */
const told = new WeakMap<object, Set<string>>()

/**
 * Tells, where the session is watched, that several collections were joined in one SELECT: at once, and once for each model
 * with these branches in the life of an engine.
 */
export function multipliedRows(
  session: SessionState,
  { what, branches, rows, factor }: Omit<MultipliedRows, 'kind' | 'suggestion'>,
): void {
  if (session.watcher === undefined) return
  const shapes = told.get(session.core) ?? new Set<string>()
  told.set(session.core, shapes)
  const shape = `${what}: ${branches.join()}`
  if (shapes.has(shape)) return
  shapes.add(shape)
  const others = branches.slice(1).join(' and ')
  const suggestion = `Keep joined() for one of them and load the others with selectin(): ${others}`
  tell(session.watcher.watch, { kind: 'multipliedRows', what, branches, rows, factor, suggestion })
}
