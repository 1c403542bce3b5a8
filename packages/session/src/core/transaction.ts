/** A session's transaction: begun by the first statement, ended by commit or rollback, refused after a failure. */
import type { Result, Statement } from '../driver/connection.ts'
import { SessionError } from '../error.ts'
import type { Level } from './level.ts'
import type { TransactionOptions } from './session-options.ts'
import type { SessionState } from './state.ts'
import type { Step } from './step.ts'
import { call, query } from './step.ts'

const command = (text: string): Statement => ({ text, values: [], prepare: false })

/**
 * Sends one statement in the session's transaction, which begins with it if need be: in the same round trip.
 * @throws SessionError SESSION_CLOSED, and ROLLBACK_NEEDED after a statement of this transaction has failed
 */
export function send(session: SessionState, statement: Statement): Step<Result> {
  session.onlyRead = false
  return read(session, statement)
}

/** {@link send} for a statement that changes nothing and locks no row. */
export function* read(session: SessionState, statement: Statement): Step<Result> {
  refuse(session)
  const isFirst = session.phase === 'idle'
  session.phase = 'begun'
  try {
    // Each generator in between is one more that every answer goes through.
    return (yield isFirst ? opening(session, statement) : statement) as Result
  } catch (error) {
    session.phase = isFirst && neverConnected(error) ? 'idle' : 'failed'
    throw statement.after === undefined ? error : afterCommit(error)
  }
}

/**
 * {@link send} for a statement that is the whole transaction: COMMIT comes with it, and where nothing is begun yet and the
 * server's own modes are wanted, neither BEGIN nor COMMIT is needed.
 */
export function* sendAndCommit(session: SessionState, statement: Statement): Step<Result> {
  if (session.phase !== 'idle' || beginning(session.options) !== plainBeginning)
    return yield* send(session, { ...statement, after: 'COMMIT' })
  refuse(session)
  session.onlyRead = false
  session.phase = 'begun'
  try {
    return (yield statement) as Result
  } catch (error) {
    session.phase = neverConnected(error) ? 'idle' : 'over'
    throw afterCommit(error)
  }
}

/** A statement with the beginning of its transaction. Written out: it is made for every session. */
function opening(session: SessionState, { text, values, prepare, after, copy, take }: Statement): Statement {
  const before = beginning(session.options)
  if (copy !== undefined) return { text, values, prepare, before, copy }
  if (take !== undefined) return { text, values, prepare, before, take }
  return after === undefined ? { text, values, prepare, before } : { text, values, prepare, before, after }
}

/**
 * Begins the transaction now, with options of its own.
 * @throws SessionError TRANSACTION_BEGUN
 */
export function* begin(session: SessionState, options: TransactionOptions = {}): Step<void> {
  refuse(session)
  if (session.phase !== 'idle') throw begun()
  yield* query(command(beginning({ ...session.options, ...options })))
  session.phase = 'begun'
}

/** Begins the transaction unless it has begun, for somebody who may write in it without the session knowing. */
export function* beginWriting(session: SessionState): Step<void> {
  session.onlyRead = false
  if (session.phase === 'idle') yield* begin(session)
  else refuse(session)
}

/** Takes back everything since the last commit, in the database and in the instances. */
export function* rollback(session: SessionState): Step<void> {
  if (session.held > 0) throw held('rollback')
  yield* abandon(session)
}

/** Rolls back what was not committed and lets go of every instance. Closing twice is harmless. */
export function* close(session: SessionState): Step<void> {
  if (session.closed) return
  try {
    if (session.phase !== 'idle' || session.hasTraces) yield* abandon(session)
  } finally {
    session.detach()
  }
}

/** {@link rollback}, whoever holds the transaction. */
export function* abandon(session: SessionState): Step<void> {
  try {
    if (session.phase !== 'idle') yield* end(session, 'ROLLBACK')
  } catch (error) {
    // A transaction whose connection is gone has been rolled back by the server.
    if (!(error instanceof SessionError) || error.code !== 'CONNECTION_LOST') throw error
  } finally {
    const hooks = session.levels.flatMap((level) => level.afterRollback)
    while (session.levels.length > 1) dropLevel(session)
    session.revert()
    session.onlyRead = true
    yield* runAll('afterRollback', hooks)
  }
}

/** Ends the transaction in the database, unless it is over there. */
export function* end(session: SessionState, how: 'COMMIT' | 'ROLLBACK'): Step<void> {
  if (session.phase === 'over') {
    session.phase = 'idle'
    return
  }
  const isForgotten = how === 'ROLLBACK' && session.onlyRead && session.phase === 'begun'
  try {
    yield* query(isForgotten ? { ...command(how), unawaited: true } : command(how))
    session.phase = 'idle'
  } catch (error) {
    // A COMMIT that is refused, by a deferred constraint say, leaves instances to be rolled back as any failure does.
    session.phase = how === 'COMMIT' ? 'failed' : 'idle'
    throw how === 'COMMIT' ? afterCommit(error) : error
  }
}

/** Nobody knows what became of a COMMIT whose connection was lost. */
function afterCommit(error: unknown): unknown {
  if (!(error instanceof SessionError) || error.code !== 'CONNECTION_LOST') return error
  return new SessionError(
    'CONNECTION_LOST',
    'The connection to PostgreSQL was lost while the transaction was committed, so that it may be committed or not. Roll back, and look before you do it again.',
    { cause: error },
  )
}

/** Begins a level inside the transaction. Its name is used once in a session, so no two ever collide. */
export function* beginLevel(session: SessionState, level: Level): Step<void> {
  yield* send(session, command(`SAVEPOINT ${level.savepoint}`))
  session.levels.push(level)
}

/** Ends a level: what it wrote is the outer level's now. */
export function* releaseLevel(session: SessionState, level: Level): Step<void> {
  yield* send(session, command(`RELEASE SAVEPOINT ${level.savepoint}`))
  session.levels.pop()
  level.mergeInto(session.level)
}

/** Takes back what a level wrote, in the database and in the instances; the transaction goes on. */
export function* abandonLevel(session: SessionState, level: Level): Step<void> {
  if (session.level !== level) return
  const hooks = [...level.afterRollback]
  try {
    yield* query(command(`ROLLBACK TO SAVEPOINT ${level.savepoint}`))
    session.phase = 'begun'
  } catch (error) {
    // They are told when the transaction around it is rolled back, which is all that can follow.
    session.levels[0].afterRollback.push(...hooks)
    throw error
  } finally {
    dropLevel(session)
  }
  yield* runAll('afterRollback', hooks)
}

/** Calls every hook, whatever the others do, and throws what the first that failed threw. */
export function* runAll(name: string, hooks: readonly (() => unknown)[]): Step<void> {
  const failures: unknown[] = []
  for (const hook of hooks) {
    try {
      yield* call(name, hook)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}

/** Throws where a session takes no statements. */
export function refuse(session: SessionState): void {
  if (session.closed) throw new SessionError('SESSION_CLOSED', 'This session is closed. Open a new one.')
  if (session.phase !== 'failed' && session.phase !== 'over') return
  throw new SessionError(
    'ROLLBACK_NEEDED',
    'A statement of this transaction failed, or met other rows than it should have, so no other is sent. Call rollback() first.',
  )
}

/** What is thrown where a callback would end what was begun around it. */
export function held(what: 'commit' | 'rollback'): SessionError {
  return new SessionError(
    'TRANSACTION_HELD',
    `${what}() was called inside the callback of transaction() or savepoint(), which ends what it began by itself. Return to commit, throw to roll back.`,
  )
}

/** What is thrown where a transaction is to begin and one has begun. */
export function begun(): SessionError {
  return new SessionError(
    'TRANSACTION_BEGUN',
    'This session is in a transaction already. Commit or roll it back first, or use savepoint() inside it.',
  )
}

function dropLevel(session: SessionState): void {
  session.revert()
  session.levels.pop()
}

const plainBeginning = 'BEGIN'

function beginning({ isolationLevel, readOnly, deferrable }: TransactionOptions): string {
  if (isolationLevel === undefined && readOnly === undefined && deferrable === undefined)
    return plainBeginning
  const modes = [
    isolationLevel === undefined ? '' : `ISOLATION LEVEL ${isolation(isolationLevel)}`,
    readOnly === undefined ? '' : readOnly ? 'READ ONLY' : 'READ WRITE',
    deferrable === undefined ? '' : deferrable ? 'DEFERRABLE' : 'NOT DEFERRABLE',
  ].filter((mode) => mode !== '')
  return `BEGIN ${modes.join(', ')}`
}

const isolationLevels = ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE']

/** The level is spliced into a command, so it must be one that there is. */
function isolation(level: string): string {
  if (isolationLevels.includes(level)) return level
  throw new SessionError(
    'INVALID_OPTION',
    `There is no isolation level ${JSON.stringify(level)}. There are ${isolationLevels.join(', ')}.`,
  )
}

const beforeConnecting = new Set<string>([
  'INVALID_OPTION',
  'NO_NATIVE_DRIVER',
  'NO_SUCH_DATABASE',
  'POOL_EXHAUSTED',
  'UNREACHABLE',
  'WRONG_CREDENTIALS',
])

function neverConnected(error: unknown): boolean {
  return error instanceof SessionError && beforeConnecting.has(error.code)
}
