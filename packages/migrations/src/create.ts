/** Writes a new revision's file. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { draft } from './draft.ts'
import { MigrationError } from './error.ts'
import { historyOf } from './history.ts'
import type { Places } from './resolver.ts'
import { resolve } from './resolver.ts'

/**
 * Writes a revision on top of the history, in TypeScript where the folder is compiled from sources. Needs no database.
 * @param name what the revision does
 * @returns the new file's path
 * @throws MigrationError INVALID_NAME, FILE_EXISTS, and whatever is wrong with the history
 */
export async function create(places: Places, name: string): Promise<string> {
  await mkdir(places.sources, { recursive: true })
  const history = historyOf(await resolve(places))
  const { file, source } = draft(history, name, places.sources === places.folder ? 'mjs' : 'ts')
  const path = join(places.sources, file)
  await writeFile(path, source, { flag: 'wx' }).catch((cause: unknown) => {
    throw new MigrationError('FILE_EXISTS', `${path} cannot be written. Is it there already?`, { cause })
  })
  return path
}
