/** Which revisions a command will run, and whether it may: decided before anything is run. Pure. */
import { checksum } from './checksum.ts'
import { MigrationError } from './error.ts'
import { find } from './find.ts'
import type { History } from './history.ts'
import type { RevisionRecord } from './record.ts'
import type { Revision } from './revision.ts'

/** What is written in files and what is recorded in the database. */
export type State = { readonly history: History; readonly records: readonly RevisionRecord[] }

/** How far up: to a revision (applied too), or this many steps; everything when nothing is said. */
export type UpOptions = { readonly to?: string; readonly steps?: number }

/** How far down: to a revision (which stays), this many steps, or all; one step when nothing is said. */
export type DownOptions = { readonly to?: string; readonly steps?: number; readonly all?: boolean }

/**
 * The pending revisions to apply, lowest first.
 * @throws MigrationError MISSING_REVISION, OUT_OF_ORDER, EDITED_REVISION, UNKNOWN_REVISION, AMBIGUOUS_REVISION
 */
export function planUp(state: State, { to, steps }: UpOptions): readonly Revision[] {
  refuseMissing(state)
  refuseGap(state)
  refuseEdited(state)
  const last = to === undefined ? state.history.length : state.history.indexOf(find(state.history, to)) + 1
  return pendingOf({ ...state, history: state.history.slice(0, last) }).slice(0, steps)
}

/**
 * The applied revisions to revert, highest first.
 * @throws MigrationError MISSING_REVISION, NOT_APPLIED, NO_DOWN, UNKNOWN_REVISION, AMBIGUOUS_REVISION
 */
export function planDown(state: State, { to, steps, all }: DownOptions): readonly Revision[] {
  refuseMissing(state)
  const applied = appliedOf(state).toReversed()
  const count =
    to === undefined
      ? (steps ?? (all === true ? applied.length : 1))
      : above(applied, find(state.history, to))
  const chosen = applied.slice(0, count)
  for (const revision of chosen) refuseOneWay(revision)
  return chosen
}

/** Revisions that are recorded, in the order of the history. */
export function appliedOf({ history, records }: State): History {
  const ids = new Set(records.map(({ id }) => id))
  return history.filter(({ id }) => ids.has(id))
}

/** Revisions that are not recorded, in the order of the history. */
export function pendingOf(state: State): History {
  const applied = new Set(appliedOf(state))
  return state.history.filter((revision) => !applied.has(revision))
}

/** Records of which there is no file any more. */
export function missingOf({ history, records }: State): readonly RevisionRecord[] {
  const ids = new Set(history.map(({ id }) => id))
  return records.filter(({ id }) => !ids.has(id))
}

/** Whether a revision emits other statements than those that were recorded. */
export function isEdited(revision: Revision, record: RevisionRecord | undefined): boolean {
  return record !== undefined && record.checksum !== checksum(revision)
}

function above(applied: History, target: Revision): number {
  const count = applied.indexOf(target)
  if (count >= 0) return count
  throw new MigrationError(
    'NOT_APPLIED',
    `Revision ${target.id} is not applied, so there is no way down to it.`,
  )
}

/** Throws where options contradict each other or steps is no number of steps. */
export function refuseSeveral(options: UpOptions | DownOptions): void {
  const given = Object.entries(options).flatMap(([name, value]) =>
    value === undefined || value === false ? [] : [name],
  )
  if (given.length > 1) {
    throw new MigrationError('WRONG_USAGE', `${given.join(' and ')} say different things. Give one of them.`)
  }
  const { steps } = options
  if (steps === undefined || (Number.isSafeInteger(steps) && Number(steps) > 0)) return
  throw new MigrationError('WRONG_USAGE', `steps is ${String(steps)} and has to be a whole number above 0.`)
}

function refuseMissing(state: State): void {
  const missing = missingOf(state).map(({ id, name }) => `${id} (${name})`)
  if (missing.length === 0) return
  const what = `The database has ${missing.join(', ')} applied, and no file says what that was.`
  throw new MigrationError(
    'MISSING_REVISION',
    `${what} Restore the file, from version control or a colleague.`,
  )
}

function refuseGap(state: State): void {
  const [pending] = pendingOf(state)
  const highest = appliedOf(state).at(-1)
  if (pending === undefined || highest === undefined) return
  if (state.history.indexOf(pending) > state.history.indexOf(highest)) return
  throw new MigrationError(
    'OUT_OF_ORDER',
    `Revision ${pending.id} is pending below ${highest.id}, which is applied. ` +
      `Let ${pending.id} revise the head, or go down below it and up again.`,
  )
}

function refuseEdited({ history, records }: State): void {
  const byId = new Map(records.map((record) => [record.id, record]))
  const edited = history.find((revision) => isEdited(revision, byId.get(revision.id)))
  if (edited === undefined) return
  throw new MigrationError(
    'EDITED_REVISION',
    `Revision ${edited.id} was edited after it was applied. ` +
      'Restore its file and write a new revision, or go down below it and up again.',
  )
}

function refuseOneWay({ id, name, down }: Revision): void {
  if (down !== undefined) return
  throw new MigrationError(
    'NO_DOWN',
    `Revision ${id} (${name}) has no down, so nothing was reverted. Write one, or stay above it.`,
  )
}
