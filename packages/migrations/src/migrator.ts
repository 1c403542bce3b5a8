/** The commands as functions: each takes the lock, looks at files and records, decides, and only then runs. */
import { fileURLToPath } from 'node:url'
import { DatabaseError } from 'sequelize'
import type { Engine, Session, Sql } from '@retort/session/async'
import { sessionmaker } from '@retort/session/async'
import { closeQuietly, converse } from './conversation.ts'
import { create } from './create.ts'
import { MigrationError } from './error.ts'
import { historyOf } from './history.ts'
import type { Holder, Lock } from './lock.ts'
import { locked } from './lock.ts'
import type { DownOptions, State, UpOptions } from './plan.ts'
import { planDown, planUp, refuseSeveral } from './plan.ts'
import type { RevisionRecord } from './record.ts'
import type { Places } from './resolver.ts'
import { resolve } from './resolver.ts'
import type { Revision } from './revision.ts'
import type { Direction } from './runner.ts'
import type { Status } from './status.ts'
import { statusOf } from './status.ts'
import { createTable, locate, readRecords, tableName } from './storage.ts'
import type { Step } from './umzug.ts'
import { runAll } from './umzug.ts'

/**
 * - `engine`: an async engine whose pool has at least two connections
 * - `folder`: where the revisions to run are, as .js or .mjs; this package's own when nothing is said
 * - `sources`: the TypeScript that `folder` is compiled from, where there is any
 * - `lockTimeout`: milliseconds to wait for another migration, 60,000 when nothing is said
 * - `onWait`: told once who holds the lock, after a second
 * - `onStep`: told of each revision when it is committed
 */
export type MigratorOptions = {
  readonly engine: Engine
  readonly folder?: string
  readonly sources?: string
  readonly lockTimeout?: number
  readonly onWait?: (holder: Holder) => void
  readonly onStep?: (step: Step) => void
}

export type Migrator = {
  /** Applies pending revisions: all, up to one (applied too), or a number of them. */
  up(options?: UpOptions): Promise<readonly Step[]>
  /** Reverts applied revisions: one, those above one (which stays), a number of them, or all. */
  down(options?: DownOptions): Promise<readonly Step[]>
  /** Where each revision stands; changes nothing. */
  status(): Promise<readonly Status[]>
  /** Writes a new revision's file on top of the history and gives its path. */
  create(name: string): Promise<string>
}

/**
 * Makes a migrator (Alembic's `command` module, over Umzug).
 * Its methods throw MigrationError; SessionError where the database cannot be reached.
 * @example const migrator = createMigrator({ engine }); await migrator.up()
 */
export function createMigrator(options: MigratorOptions): Migrator {
  return {
    up: (wish = {}) => perform(options, { direction: 'up', wish, plan: (state) => planUp(state, wish) }),
    down: (wish = {}) =>
      perform(options, { direction: 'down', wish, plan: (state) => planDown(state, wish) }),
    status: () => status(options),
    create: (name) => create(placesOf(options), name),
  }
}

/** Where revisions are, by default in this package: compiled beside this file, written beside its sources. */
export function placesOf({
  folder,
  sources,
}: {
  readonly folder?: string
  readonly sources?: string
}): Places {
  if (folder !== undefined) return { folder, sources: sources ?? folder }
  return { folder: here('versions'), sources: here('../versions') }
}

/** One command that changes the database: which way, what was asked for, and what that comes to. */
type Command = {
  readonly direction: Direction
  readonly wish: UpOptions | DownOptions
  readonly plan: (state: State) => readonly Revision[]
}

async function perform(
  options: MigratorOptions,
  { direction, wish, plan }: Command,
): Promise<readonly Step[]> {
  refuseSeveral(wish)
  const { engine, lockTimeout: timeout = 60_000, onWait = silent, onStep = silent } = options
  const history = historyOf(await resolve(placesOf(options)))
  const work = (session: Session) => async (lock: Lock) => {
    const { table, records } = await prepare(session)
    const state = { history, records }
    return runAll({ state, session, table, lock, onStep }, plan(state), direction)
  }
  return withSession(engine, (session) => locked(engine, { timeout, onWait }, work(session)))
}

async function status(options: MigratorOptions): Promise<readonly Status[]> {
  const history = historyOf(await resolve(placesOf(options)))
  return withSession(options.engine, async (session) => {
    const records = await stored(async () =>
      converse(session, readRecords(await converse(session, locate()))),
    )
    return statusOf({ history, records })
  })
}

/** Read after the lock was got: another command may have changed it meanwhile. */
async function prepare(
  session: Session,
): Promise<{ readonly table: Sql; readonly records: readonly RevisionRecord[] }> {
  return stored(async () => {
    const table = await converse(session, locate())
    await converse(session, createTable(table))
    const records = await converse(session, readRecords(table))
    await session.commit()
    return { table, records }
  })
}

async function stored<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof DatabaseError)) throw cause
    const what = `The table ${tableName} could not be made or read: ${cause.message}`
    throw new MigrationError('STORAGE_FAILED', `${what}. Has this user the right to?`, { cause })
  }
}

async function withSession<T>(engine: Engine, work: (session: Session) => Promise<T>): Promise<T> {
  const session = sessionmaker(engine)()
  try {
    return await work(session)
  } finally {
    await closeQuietly(session)
  }
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}

function silent(): void {}
