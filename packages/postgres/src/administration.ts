/** What `db` does with the embedded server: pin it, stop it, look at it, remove its data. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { environmentUrl } from './environment.ts'
import { PostgresError } from './error.ts'
import type { Folder } from './folder.ts'
import { askKeeper, takeLease } from './lease.ts'
import { redact } from './url.ts'

/** Where the server is and who uses it; `leases` and `pinned` are those of an embedded one. */
export type Status = {
  readonly kind: 'environment' | 'embedded'
  readonly running: boolean
  readonly url?: string
  readonly leases?: number
  readonly pinned?: boolean
}

/** Milliseconds to wait for a server to be gone. */
const patience = 15_000

/** Starts the embedded server and lets it stay when nobody uses it. */
export async function start(folder: Folder): Promise<Status> {
  refuseEnvironment()
  const lease = await takeLease(folder, true)
  writeFileSync(folder.pinned, '')
  await lease.release()
  return { kind: 'embedded', running: true, url: redact(lease.url), leases: 0, pinned: true }
}

/** Lets the embedded server go: at once where nobody uses it or `force` is given, else when the last one is done. */
export async function stop(folder: Folder, force: boolean): Promise<Status> {
  refuseEnvironment()
  rmSync(folder.pinned, { force: true })
  const answer = await askKeeper(folder, { ask: 'stop', force })
  const leases = answer?.leases ?? 0
  if (leases > 0 && !force) return { kind: 'embedded', running: true, leases, pinned: false }
  const deadline = Date.now() + patience
  while (existsSync(folder.keeper) && answer !== undefined && Date.now() < deadline) await sleep(40)
  return { kind: 'embedded', running: false, leases: 0, pinned: false }
}

/** What is there now; nothing is started. */
export async function status(folder: Folder): Promise<Status> {
  const url = environmentUrl()
  if (url !== undefined) return { kind: 'environment', running: true, url: redact(url) }
  const answer = await askKeeper(folder, { ask: 'status' })
  if (answer === undefined) return { kind: 'embedded', running: false, leases: 0, pinned: existsSync(folder.pinned) }
  return { kind: 'embedded', running: true, leases: answer.leases, pinned: existsSync(folder.pinned) }
}

/**
 * Stops the embedded server and removes its data.
 * @throws PostgresError SERVER_IN_USE unless `force` is given
 */
export async function reset(folder: Folder, force: boolean): Promise<void> {
  refuseEnvironment()
  const { running, leases } = await stop(folder, force)
  if (running) {
    throw new PostgresError('SERVER_IN_USE', `${leases} process(es) use the server. Wait for them, or give --force.`)
  }
  rmSync(folder.data, { recursive: true, force: true })
}

function refuseEnvironment(): void {
  if (environmentUrl() === undefined) return
  throw new PostgresError('NOT_EMBEDDED', 'DATABASE_URL names a server of yours; this command is for the embedded one only.')
}
