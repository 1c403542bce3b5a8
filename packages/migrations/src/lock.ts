/**
 * One migration at a time in a database: an advisory lock that belongs to a transaction of its own connection, so it is free
 * again when its holder dies. It is tried, never waited for: a blocked pg_advisory_lock holds a snapshot, and
 * CREATE INDEX CONCURRENTLY would wait for that while it is waited for (binded/advisory-lock#6). The statements here bind
 * nothing for the same reason: a portal that was bound keeps its snapshot until the next one, so the idle holder would too.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine, Session } from '@retort/session/async'
import { sessionmaker, sql } from '@retort/session/async'
import { closeQuietly } from './conversation.ts'
import { MigrationError } from './error.ts'

/** Who holds the lock, as `pg_stat_activity` shows it. */
export type Holder = { readonly pid: number; readonly application: string; readonly since: Date }

/** A lock that was got; `confirm` throws LOCK_LOST once its connection is gone. */
export type Lock = { confirm(): Promise<void> }

/** `timeout` in milliseconds; `onWait` is told once who holds the lock, after a second. */
export type LockOptions = { readonly timeout: number; readonly onWait?: (holder: Holder) => void }

/** The two halves of the key, 'reto' and 1, so that people can find it in `pg_locks`. */
const key = { classid: sql.raw(String(0x7265746f)), objid: sql.raw('1') }
const pause = 100
const patience = 1000

/**
 * Does work while no other migration does.
 * @throws MigrationError LOCKED after the timeout, POOL_TOO_SMALL
 */
export async function locked<T>(
  engine: Engine,
  options: LockOptions,
  work: (lock: Lock) => Promise<T>,
): Promise<T> {
  refuseSmallPool(engine)
  const session = sessionmaker(engine)()
  try {
    await acquire(session, options)
    return await work({ confirm: () => confirm(session) })
  } finally {
    await closeQuietly(session)
  }
}

async function acquire(session: Session, { timeout, onWait }: LockOptions): Promise<void> {
  const begun = performance.now()
  let tell = onWait
  while (!(await attempt(session))) {
    const waited = performance.now() - begun
    const holder = await holderOf(session)
    if (waited >= timeout) throw refusal(timeout, holder)
    if (waited >= patience && holder !== undefined) {
      tell?.(holder)
      tell = undefined
    }
    await sleep(Math.min(pause, timeout - waited))
  }
}

/** Each attempt is a transaction of its own, so that the winner's began when it won and nobody idles in one. */
async function attempt(session: Session): Promise<boolean> {
  await session.execute`
    select set_config(name, '0', true) from pg_settings
    where name in ('idle_in_transaction_session_timeout', 'transaction_timeout')`
  const [row] =
    await session.execute`select pg_try_advisory_xact_lock(${key.classid}, ${key.objid}) as locked`
  if (row?.locked === true) return true
  await session.rollback()
  return false
}

async function holderOf(session: Session): Promise<Holder | undefined> {
  const [row] = await session.execute`
    select a.pid, a.application_name, a.xact_start
    from pg_locks l join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'advisory' and l.granted and l.classid = ${key.classid} and l.objid = ${key.objid} and l.objsubid = 2
      and l.database = (select oid from pg_database where datname = current_database())`
  await session.rollback()
  if (row === undefined) return undefined
  return {
    pid: Number(row.pid),
    application: String(row.application_name),
    since: new Date(String(row.xact_start)),
  }
}

async function confirm(session: Session): Promise<void> {
  try {
    await session.execute`select 1`
  } catch (cause) {
    const message =
      'The connection that held the lock was lost, so this revision was taken back. Run the command again.'
    throw new MigrationError('LOCK_LOST', message, { cause })
  }
}

function refusal(timeout: number, holder: Holder | undefined): MigrationError {
  const who = holder === undefined ? 'Another migration' : `Another migration (${describeHolder(holder)})`
  return new MigrationError(
    'LOCKED',
    `${who} has been running for longer than the ${timeout / 1000} s that this one waits. Wait for it, or end it.`,
  )
}

/** The holder in words. */
export function describeHolder({ pid, application, since }: Holder): string {
  const name = application === '' ? '' : `${application}, `
  return `${name}PostgreSQL process ${pid}, since ${since.toISOString()}`
}

function refuseSmallPool(engine: Engine): void {
  const max = engine.sequelize.config.pool?.max ?? 5
  if (max >= 2) return
  const message = `Migrations need two connections, one for the lock, and this engine's pool has ${max}. Give it pool: { max: 2 }.`
  throw new MigrationError('POOL_TOO_SMALL', message)
}
