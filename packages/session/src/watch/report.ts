/** How findings reach people: as a warning of the process, or through their own function. */
import { warn } from '../core/echo.ts'
import type { Finding, Watch } from './finding.ts'
import { words } from './finding.ts'

/** What still has findings to tell of. */
type Reporter = { report(): void }

/** Tells of a finding. What goes wrong while it is told does not reach the session. */
export function tell(watch: Watch, finding: Finding): void {
  if (typeof watch !== 'function') {
    emit(finding)
    return
  }
  try {
    watch(finding)
  } catch (error) {
    warn('The function watch of an engine or a session', watch, error)
  }
}

/** Reports at the end of the process, unless it was done before: for sessions that nobody closes. */
export function reportAtExit(reporter: Reporter): void {
  if (reporters === undefined) {
    reporters = new Set()
    process.on('exit', reportAll)
  }
  reporters.add(reporter)
}

/** Takes back {@link reportAtExit}. */
export function forgetAtExit(reporter: Reporter): void {
  reporters?.delete(reporter)
}

let reporters: Set<Reporter> | undefined

function reportAll(): void {
  for (const reporter of reporters ?? []) reporter.report()
}

const codes = { nPlusOne: 'N_PLUS_ONE', multipliedRows: 'MULTIPLIED_ROWS' } as const

/**
 * `process.emitWarning` without its wait for the next tick, which never comes where a blocking program ends: node's own
 * listener prints the warning at once, or nobody does where node was told so (`--no-warnings`).
 */
function emit(finding: Finding): void {
  const warning = Object.assign(new Error(words(finding)), {
    name: 'RetortWarning',
    code: codes[finding.kind],
  })
  process.emit('warning', warning)
}
