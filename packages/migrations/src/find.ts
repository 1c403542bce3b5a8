/** Which revision a person means: by id, by the name of its file, or by the beginning of its id. */
import { stemOf } from './revision.ts'
import type { History } from './history.ts'
import type { Revision } from './revision.ts'
import { MigrationError } from './error.ts'

/**
 * @param wanted an id, a file name with or without its ending, or the beginning of exactly one id
 * @throws MigrationError UNKNOWN_REVISION, AMBIGUOUS_REVISION
 */
export function find(history: History, wanted: string): Revision {
  const stem = wanted.replace(/\.(m?js|ts)$/, '')
  const exact = history.find(({ id, file }) => id === wanted || stemOf(file) === stem)
  if (exact !== undefined) return exact
  const [found, ...others] = wanted === '' ? [] : history.filter(({ id }) => id.startsWith(wanted))
  if (found === undefined) throw unknown(history, wanted)
  if (others.length > 0) throw ambiguous([found, ...others], wanted)
  return found
}

function unknown(history: History, wanted: string): MigrationError {
  const known =
    history.length === 0 ? 'It is empty' : `It goes from ${history.at(0)?.id} to ${history.at(-1)?.id}`
  return new MigrationError(
    'UNKNOWN_REVISION',
    `No revision ${JSON.stringify(wanted)} in this history. ${known}; "migrate status" lists it.`,
  )
}

function ambiguous(found: History, wanted: string): MigrationError {
  const ids = found.map(({ id }) => id).join(', ')
  return new MigrationError('AMBIGUOUS_REVISION', `${wanted} may be ${ids}. Write more of the id.`)
}
