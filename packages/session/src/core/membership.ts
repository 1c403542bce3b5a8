/** Which instances belong to a session: `add` brings one in, `remove` marks one for deletion. */
import type { Model } from 'sequelize'
import { SessionError } from '../error.ts'
import { attach, sessionOf } from './attachment.ts'
import { classOf, insideInstance } from './sequelize.ts'
import type { SessionState } from './state.ts'
import { track } from './tracked-set.ts'

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
    attach(instance, session)
    session.added.add(instance)
  } else {
    admitStored(session, instance)
    track(instance)
  }
  session.related.set(instance, -1)
}

/**
 * Marks a stored instance for deletion by the next flush; a new one is simply let go.
 * @throws SessionError NOT_IN_SESSION for an instance that is not this session's
 */
export function remove(session: SessionState, instance: Model): void {
  if (session.added.delete(instance)) {
    attach(instance, undefined)
    return
  }
  if (!session.identities.has(instance)) {
    const name = classOf(instance).name
    throw new SessionError(
      'NOT_IN_SESSION',
      `This ${name} is not in this session. Read it here, or add() it.`,
    )
  }
  session.deleted.add(instance)
}

function admitStored(session: SessionState, instance: Model): void {
  if (session.identities.has(instance)) return
  if (session.identities.knows(instance)) throw elsewhere(instance, 'this session, as another object,')
  session.admit(instance)
}

function elsewhere(instance: Model, who: string): SessionError {
  const name = classOf(instance).name
  return new SessionError(
    'ATTACHED_ELSEWHERE',
    `This ${name} is already held by ${who}. Read it here instead.`,
  )
}
