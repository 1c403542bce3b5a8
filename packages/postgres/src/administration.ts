/** What `db` does with the embedded server: pin it, stop it, look at it, remove its data. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isKept } from './charge.ts'
import { removeCluster } from './cluster.ts'
import { environmentUrl } from './environment.ts'
import { PostgresError } from './error.ts'
import type { Folder } from './folder.ts'
import { unusable } from './folder.ts'
import { askKeeper, takeLease } from './lease.ts'
import { stopOrphan } from './orphan.ts'
import { redact } from './url.ts'

/** Where the server is and who uses it; `leases` and `pinned` are those of an embedded one. */
export type Status = {
  readonly kind: 'environment' | 'embedded'
  readonly running: boolean
  readonly url?: string
  readonly leases?: number
  readonly pinned?: boolean
}

/** Milliseconds between two looks, and to wait for a server to be gone. */
const pause = 40
const patience = 30_000

/** Starts the embedded server and lets it stay when nobody uses it. */
export async function start(folder: Folder): Promise<Status> {
  refuseEnvironment()
  const lease = await takeLease(folder, true)
  writeFileSync(folder.pinned, '')
  const { leases = 1 } = await status(folder)
  await lease.release()
  return { kind: 'embedded', running: true, url: redact(lease.url), leases: leases - 1, pinned: true }
}

/**
 * Lets the embedded server go: at once where nobody uses it or `force` is given, else when the last one is done.
 * @throws PostgresError SERVER_FAILED where it does not stop
 */
export async function stop(folder: Folder, force: boolean): Promise<Status> {
  refuseEnvironment()
  removeFrom(folder, () => rmSync(folder.pinned, { force: true }))
  const deadline = Date.now() + patience
  while (isKept(folder) && Date.now() < deadline) {
    const { leases, url } = (await askKeeper(folder, { ask: 'stop', force })) ?? { leases: 0, url: undefined }
    if (leases > 0 && !force && url !== undefined)
      return { kind: 'embedded', running: true, url: redact(url), leases, pinned: false }
    await sleep(pause)
  }
  if (isKept(folder)) throw new PostgresError('SERVER_FAILED', `The server does not stop. See ${folder.log}.`)
  return { kind: 'embedded', running: false, leases: 0, pinned: false }
}

/** What is there now; nothing is started. */
export async function status(folder: Folder): Promise<Status> {
  const url = environmentUrl()
  if (url !== undefined) return { kind: 'environment', running: true, url: redact(url) }
  const answer = await askKeeper(folder, { ask: 'status' })
  const pinned = existsSync(folder.pinned)
  if (answer === undefined) return { kind: 'embedded', running: false, leases: 0, pinned }
  return { kind: 'embedded', running: true, url: redact(answer.url), leases: answer.leases, pinned }
}

/**
 * Stops the embedded server and removes its data.
 * @throws PostgresError SERVER_IN_USE unless `force` is given
 */
export async function reset(folder: Folder, force: boolean): Promise<void> {
  refuseEnvironment()
  const { running, leases } = await stop(folder, force)
  if (running) {
    throw new PostgresError(
      'SERVER_IN_USE',
      `${leases} process(es) use the server. Wait for them, or give --force.`,
    )
  }
  if (!existsSync(folder.path)) return
  await stopOrphan(folder)
  removeFrom(folder, () => removeCluster(folder))
}

function removeFrom({ path }: Folder, remove: () => void): void {
  try {
    remove()
  } catch (error) {
    throw unusable(path, error)
  }
}

function refuseEnvironment(): void {
  if (environmentUrl() === undefined) return
  throw new PostgresError(
    'NOT_EMBEDDED',
    'The environment names a server of yours (DATABASE_URL or POSTGRES_*); this command is for the embedded one only.',
  )
}
