/**
 * The keeper: a process of its own that owns the embedded server for as long as anybody holds a lease on it. A lease is an
 * open connection, which the operating system closes whatever becomes of its holder, so nothing is left to clean up.
 *
 * Started as `node keeper.js <folder> <durable|volatile>`.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { findBinaries } from './binaries.ts'
import { ensureCluster } from './cluster.ts'
import { PostgresError } from './error.ts'
import type { Folder } from './folder.ts'
import { folderAt } from './folder.ts'
import type { Failure, Reachable } from './keeper-protocol.ts'
import type { Postmaster } from './postmaster.ts'
import { startPostmaster, stopOrphan, stopPostmaster } from './postmaster.ts'
import { isRunning } from './process-table.ts'
import { Tenancy } from './tenancy.ts'
import { launchFor } from './unprivileged.ts'

const [, , path = '', mode] = process.argv
const folder = folderAt(path)

if (takeCharge(folder)) {
  try {
    await keep(folder)
  } catch (error) {
    rmSync(folder.keeper, { force: true })
    report(error)
  }
} else {
  hangUp()
}

/** Serves until nobody needs the server any more. */
async function keep({ data, pinned, server, keeper }: Folder): Promise<void> {
  const binaries = await findBinaries()
  const launch = launchFor([binaries.postgres, data])
  const password = ensureCluster(folder, binaries, launch)
  await stopOrphan(folder)
  const postmaster = await startPostmaster(folder, binaries, launch, { password, durable: mode !== 'volatile' })
  const token = randomBytes(18).toString('base64url')
  const tenancy = new Tenancy(token, pinned)
  const door = await openDoor(tenancy)
  const { port: leasePort } = door.address() as AddressInfo
  publish({ keeper: process.pid, leasePort, token, port: postmaster.port, password })
  hangUp()
  endWith(tenancy, postmaster)
  await tenancy.ended
  rmSync(server, { force: true })
  door.close()
  await stopPostmaster(postmaster)
  tenancy.evict()
  rmSync(keeper, { force: true })
}

/** One keeper a folder: the file is made by whoever comes first; one that was killed is succeeded. */
function takeCharge({ keeper }: Folder): boolean {
  try {
    writeFileSync(keeper, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  if (isRunning(Number.parseInt(readFileSync(keeper, 'utf8'), 10), 'keeper')) return false
  rmSync(keeper, { force: true })
  return takeCharge(folder)
}

async function openDoor(tenancy: Tenancy): Promise<Server> {
  const door = createServer((socket) => tenancy.welcome(socket))
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  return door
}

/** The server's own end, and a signal, are reasons to go too; a terminal that closes is not. */
function endWith(tenancy: Tenancy, { process: server }: Postmaster): void {
  server.once('exit', () => tenancy.end())
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => tenancy.end())
  process.on('SIGHUP', () => undefined)
}

function publish(reachable: Reachable): void {
  const unfinished = `${folder.server}.${process.pid}`
  writeFileSync(unfinished, JSON.stringify(reachable), { mode: 0o600 })
  renameSync(unfinished, folder.server)
}

/** Tells whoever started us what went wrong. */
function report(error: unknown): void {
  const known = error instanceof PostgresError
  const message = known ? error.message : `The keeper of the embedded PostgreSQL failed. See ${folder.log}.`
  if (!known) process.stderr.write(`${(error as Error).stack}\n`)
  process.exitCode = 1
  const failure: Failure = { code: known ? error.code : 'SERVER_FAILED', message }
  if (process.connected) process.send?.(failure, hangUp)
}

function hangUp(): void {
  if (process.connected) process.disconnect?.()
}
