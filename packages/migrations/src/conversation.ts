/** Runs what asks over an async session: the one place of this package that awaits a statement. */
import type { Session } from '@retort/session/async'
import type { Asking } from './storage.ts'

/** Sends each statement and hands back its rows; a failure is thrown into the asker. */
export async function converse<T>(session: Session, asking: Asking<T>): Promise<T> {
  let turn = asking.next()
  while (turn.done !== true) {
    const answer = await session.execute(turn.value).then(
      (rows) => ({ rows }),
      (error: unknown) => ({ error }),
    )
    turn = 'rows' in answer ? asking.next(answer.rows) : asking.throw(answer.error)
  }
  return turn.value
}

/** Closes a session without a word: what it had not committed is gone, also where its connection was lost. */
export async function closeQuietly(session: Session): Promise<void> {
  await session.close().catch(() => undefined)
}
