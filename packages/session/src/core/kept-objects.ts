/**
 * Lets weakly held objects go in the middle of a long blocking job. JavaScript keeps whatever a WeakRef was made for or
 * asked for until the job ends (ECMA-262, 9.13 "ClearKeptObjects"), and a blocking program is one job from its first line
 * to its last.
 */
import { createContext, Script } from 'node:vm'

let checkpoint: (() => void) | undefined

/** Ends what counts as the job for weak references: a script with a microtask queue of its own ends with a checkpoint. */
export function clearKeptObjects(): void {
  checkpoint ??= prepare()
  checkpoint()
}

function prepare(): () => void {
  const context = createContext({}, { microtaskMode: 'afterEvaluate' })
  const script = new Script('0')
  return () => script.runInContext(context)
}
