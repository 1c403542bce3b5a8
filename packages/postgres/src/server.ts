/** A PostgreSQL to work on: the one that the environment names, or the embedded one. */
import { checkConnection } from './connection.ts'
import { environmentUrl } from './environment.ts'
import { defaultFolder, folderAt } from './folder.ts'
import { takeLease } from './lease.ts'

/** A server that answers; `url` is that of its main database. Disposing lets go of it. */
export type Server = {
  readonly kind: 'environment' | 'embedded'
  readonly url: string
  [Symbol.asyncDispose](): Promise<void>
}

export type ServerOptions = {
  /** Where the embedded server keeps its data; else RETORT_DATA, else `.retort/postgres` at the repository's root. */
  readonly folder?: string
  readonly env?: NodeJS.ProcessEnv
  /** `false` trades safety in a power cut for speed; for tests. */
  readonly durable?: boolean
}

/**
 * Finds a server: DATABASE_URL or POSTGRES_* in the environment or in `.env`, else the embedded one, which is started if
 * it does not run and stopped when nobody uses it any more.
 * @throws PostgresError INVALID_URL, UNREACHABLE, WRONG_CREDENTIALS, NO_SUCH_DATABASE, DATA_FOLDER, SERVER_FAILED
 */
export async function openServer(options: ServerOptions = {}): Promise<Server> {
  const { env = process.env, folder = defaultFolder(env), durable = true } = options
  const url = environmentUrl(env)
  if (url === undefined) {
    const lease = await takeLease(folderAt(folder), durable)
    return { kind: 'embedded', url: lease.url, [Symbol.asyncDispose]: lease.release }
  }
  await checkConnection(url)
  return { kind: 'environment', url, [Symbol.asyncDispose]: async () => undefined }
}
