/** What an operation is refused with. */
import { SessionError } from '@retort/session/async'
import type { SessionErrorCode } from '@retort/session/async'

/** The code of the error that something fails with. */
export async function codeOf(work: () => unknown): Promise<SessionErrorCode | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof SessionError) return error.code
    throw error
  }
}
