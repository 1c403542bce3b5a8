/** What tells an edited revision: a digest of the statements it emits, not of the bytes of its file. */
import { createHash } from 'node:crypto'
import type { Revision } from './revision.ts'
import type { Rendered } from './statement.ts'
import { parseStatement, render } from './statement.ts'

/** More statements than this do not count: a revision may loop until a query finds rows. */
const limit = 1000

/**
 * SHA-256 of the statements that `up` emits when every query finds no rows, so it can be taken without a database.
 * Layout does not count: runs of white space are one space. Where `up` needs rows and throws, what came before counts.
 * @returns 64 hexadecimal digits
 */
export function checksum(revision: Revision): string {
  const hash = createHash('sha256')
  for (const { text, values } of emitted(revision)) {
    hash.update(`${JSON.stringify([text.replaceAll(/\s+/g, ' ').trim(), ...values.map(canonical)])}\n`)
  }
  return hash.digest('hex')
}

function emitted(revision: Revision): readonly Rendered[] {
  const statements: Rendered[] = []
  try {
    const step = revision.up()
    let turn = step.next()
    while (turn.done !== true && statements.length < limit) {
      statements.push(render(parseStatement(turn.value)))
      turn = step.next([])
    }
    if (turn.done !== true) step.return()
  } catch {
    // It needs rows to go on, or is wrong in a way that running it will say.
  }
  return statements
}

function canonical(value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : (value ?? null)
}
