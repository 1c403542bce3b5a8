/** Which instances belong to a session: `add` brings one in, `remove` marks one for deletion, `expunge` lets one go. */
import type { Model } from 'sequelize'
import { SessionError } from '../error.ts'
import { watch } from './collections.ts'
import type { InstanceRecord } from '../core/record.ts'
import { recordOf, sessionOf } from '../core/record.ts'
import { classOf, insideInstance } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'

/**
 * Brings an instance in: a new one is inserted by the next flush, a stored one becomes the object for its row.
 * @throws SessionError SESSION_CLOSED; ATTACHED_ELSEWHERE where another open session holds it, or where this session has
 * another object for its row
 */
export function add(session: SessionState, instance: Model): void {
  if (session.closed) throw new SessionError('SESSION_CLOSED', 'This session is closed. Open a new one.')
  const holder = sessionOf(instance)
  if (holder !== undefined && holder !== session && !holder.closed)
    throw elsewhere(instance, 'another session')
  session.deleted.delete(instance)
  if (insideInstance(instance).isNewRecord) {
    const record = recordOf(instance)
    if (record.session !== session) record.leave()
    record.session = session
    session.added.add(instance)
  } else {
    admitStored(session, instance)
    recordOf(instance).track()
    session.related.add(instance)
  }
  watch(instance)
}

/**
 * Marks a stored instance for deletion by the next flush; a new one is simply let go.
 * @throws SessionError NOT_IN_SESSION for an instance that is not this session's
 */
export function remove(session: SessionState, instance: Model): void {
  if (session.added.has(instance)) session.release(instance)
  else {
    demand(session, instance)
    session.deleted.add(instance)
  }
}

/**
 * Lets an instance go: what was changed in it is not written, and it may be added to another session.
 * @throws SessionError NOT_IN_SESSION
 */
export function expunge(session: SessionState, instance: Model): void {
  if (!session.added.has(instance)) demand(session, instance)
  letGo(session, instance)
}

/** Lets every instance go. */
export function expungeAll(session: SessionState): void {
  for (const instance of [...session.added, ...session.identities.all()]) letGo(session, instance)
}

/** Whether an instance is in the session: added, or the object for its row. */
export function contains(session: SessionState, instance: Model): boolean {
  return session.added.has(instance) || isHeld(session, instance)
}

/** Whether an instance is the object for its row. One that a long stream let go of is again, unless another is by now. */
export function isHeld(session: SessionState, instance: Model): boolean {
  if (session.identities.has(instance)) return true
  if (sessionOf(instance) !== session || instance.isNewRecord || session.identities.knows(instance))
    return false
  session.identities.add(instance)
  return true
}

/**
 * Throws unless an instance is this session's object for its row.
 * @throws SessionError NOT_IN_SESSION
 */
export function demand(session: SessionState, instance: Model): void {
  if (isHeld(session, instance)) return
  const name = classOf(instance).name
  throw new SessionError('NOT_IN_SESSION', `This ${name} is not in this session. Read it here, or add() it.`)
}

/** A rollback does not bring it back. */
function letGo(session: SessionState, instance: Model): void {
  session.release(instance)
  forgetSnapshots(recordOf(instance))
}

function admitStored(session: SessionState, instance: Model): void {
  if (session.identities.has(instance)) return
  if (session.identities.knows(instance)) throw elsewhere(instance, 'this session, as another object,')
  // It was in a session that is closed: its place there means nothing here.
  const record = recordOf(instance)
  record.leave()
  forgetSnapshots(record)
  session.admit(instance)
}

function forgetSnapshots({ rare }: InstanceRecord): void {
  if (rare !== undefined) rare.snapshots = undefined
}

function elsewhere(instance: Model, who: string): SessionError {
  const name = classOf(instance).name
  return new SessionError(
    'ATTACHED_ELSEWHERE',
    `This ${name} is already held by ${who}. Read it here instead.`,
  )
}
