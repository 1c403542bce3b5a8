/** Runs one revision's statements in the transaction of a session. */
import type { Session } from '@retort/session/async'
import { sql } from '@retort/session/async'
import { DatabaseError } from 'sequelize'
import { MigrationError } from './error.ts'
import type { Revision, Row, Statements } from './revision.ts'
import { parseStatement } from './statement.ts'

export type Direction = 'up' | 'down'

/** A statement ends within a second of its client's death, so a killed migration blocks nobody; servers that cannot, go on. */
const watchful = sql`
  do $$ begin
    perform set_config('client_connection_check_interval', '1s', true);
  exception when others then null;
  end $$`

/**
 * Sends what a revision yields, one statement after the other, and hands it the rows. Commits nothing.
 * @throws MigrationError REVISION_FAILED with the number of the statement; its cause is the database's error
 */
export async function run(session: Session, revision: Revision, direction: Direction): Promise<void> {
  const step = revision[direction]?.()
  if (step === undefined) throw new MigrationError('NO_DOWN', `Revision ${revision.id} has no ${direction}.`)
  let number = 1
  try {
    await session.execute(watchful)
    let turn = step.next()
    while (turn.done !== true) {
      const rows = await answer(session, step, turn.value)
      number += 1
      turn = step.next(rows)
    }
  } catch (error) {
    throw failure(revision, direction, `at statement ${number}`, error)
  }
}

/**
 * What went wrong with a revision, in one line.
 * @param where which statement, or which other moment
 */
export function failure(
  revision: Revision,
  direction: Direction,
  where: string,
  cause: unknown,
): MigrationError {
  const why = wordsOf(cause)
  const what = `Revision ${revision.id} (${revision.name}) failed going ${direction} ${where}: ${why.split('\n', 1)[0]}`
  return new MigrationError(
    'REVISION_FAILED',
    `${what.replace(/[.\s]*$/, '')}. Nothing of it was kept; correct it and try again.`,
    {
      cause,
    },
  )
}

/** PostgreSQL's own words: values in them are the revision's, which its author has written. */
function wordsOf(cause: unknown): string {
  if (cause instanceof DatabaseError) return cause.parent.message
  return cause instanceof Error ? cause.message : String(cause)
}

/** A failed statement ends the revision, whatever it does about it: PostgreSQL has given up the transaction. */
async function answer(session: Session, step: Statements, statement: unknown): Promise<readonly Row[]> {
  try {
    return await session.execute(parseStatement(statement))
  } catch (error) {
    cleanUp(step, error)
    throw error
  }
}

function cleanUp(step: Statements, error: unknown): void {
  try {
    step.throw(error)
  } catch {
    // Mostly the same error, come back through the revision's finally.
  }
}
