/** Umzug, made to run our revisions: each in one transaction with its own record. */
import type { Session, Sql } from '@retort/session/async'
import { MigrationError as UmzugError, Umzug } from 'umzug'
import type { MigrationParams, RunnableMigration, UmzugStorage } from 'umzug'
import { converse } from './conversation.ts'
import { MigrationError } from './error.ts'
import type { Lock } from './lock.ts'
import type { State } from './plan.ts'
import { appliedOf } from './plan.ts'
import type { Revision } from './revision.ts'
import type { Direction } from './runner.ts'
import { failure, run } from './runner.ts'
import type { Asking } from './storage.ts'
import { deleteRecord, insertRecord } from './storage.ts'

/** A revision that was run. */
export type Step = {
  readonly id: string
  readonly name: string
  readonly direction: Direction
  readonly milliseconds: number
}

/** One command's run: a session for the work, the table of records, the lock, and who is told of each step. */
export type Run = {
  readonly state: State
  readonly session: Session
  readonly table: Sql
  readonly lock: Lock
  readonly onStep: (step: Step) => void
}

/**
 * Runs revisions one after the other, in the order given.
 * @throws MigrationError REVISION_FAILED, LOCK_LOST, STORAGE_FAILED
 */
export async function runAll(
  context: Run,
  revisions: readonly Revision[],
  direction: Direction,
): Promise<readonly Step[]> {
  const steps: Step[] = []
  const onStep = (step: Step) => {
    steps.push(step)
    context.onStep(step)
  }
  const migrations = context.state.history.map(runnable)
  const umzug = new Umzug<Run>({ migrations, storage, context: { ...context, onStep }, logger: undefined })
  try {
    await umzug[direction]({ migrations: revisions.map(({ id }) => id) })
  } catch (error) {
    throw explained(error, steps)
  }
  return steps
}

function runnable(revision: Revision): RunnableMigration<Run> {
  const { id: name, file: path } = revision
  return {
    name,
    path,
    up: ({ context }) => run(context.session, revision, 'up'),
    down: ({ context }) => run(context.session, revision, 'down'),
  }
}

/** Umzug logs after it has run: the transaction is still open then, and the record is its last statement. */
const storage: UmzugStorage<Run> = {
  executed: async ({ context }) => appliedOf(context.state).map(({ id }) => id),
  logMigration: (params) => finish(params, 'up', insertRecord),
  unlogMigration: (params) => finish(params, 'down', deleteRecord),
}

async function finish(
  { name, context }: MigrationParams<Run>,
  direction: Direction,
  record: (table: Sql, revision: Revision) => Asking<number>,
): Promise<void> {
  const revision = context.state.history.find(({ id }) => id === name)
  if (revision === undefined)
    throw new MigrationError('UNKNOWN_REVISION', `No revision ${name} in this history.`)
  const milliseconds = await committed(context, record(context.table, revision)).catch((error: unknown) => {
    throw error instanceof MigrationError
      ? error
      : failure(revision, direction, 'when it was recorded', error)
  })
  context.onStep({ id: revision.id, name: revision.name, direction, milliseconds })
}

async function committed({ session, lock }: Run, recording: Asking<number>): Promise<number> {
  const milliseconds = await converse(session, recording)
  await lock.confirm()
  await session.commit()
  return milliseconds
}

/** Umzug wraps what a revision throws; what was done before the failure stays done, so it is told. */
function explained(error: unknown, done: readonly Step[]): unknown {
  const cause = error instanceof UmzugError ? error.cause : error
  if (!(cause instanceof MigrationError) || done.length === 0) return cause
  const before = done.map(({ id }) => id).join(', ')
  return new MigrationError(cause.code, `${cause.message} Done before it: ${before}.`, { cause: cause.cause })
}
