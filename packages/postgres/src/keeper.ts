/**
 * The keeper: a process of its own that owns the embedded server for as long as anybody holds a lease on it. A lease is an
 * open connection, which the operating system closes whatever becomes of its holder, so nothing is left to clean up.
 *
 * Started as `node keeper.js <folder> <durable|volatile>`.
 */
import { randomBytes } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { findBinaries } from './binaries.ts'
import { leaveCharge, takeCharge } from './charge.ts'
import { ensureCluster } from './cluster.ts'
import { PostgresError } from './error.ts'
import { folderAt, unusable } from './folder.ts'
import type { Failure, Reachable } from './keeper-protocol.ts'
import { stopOrphan } from './orphan.ts'
import type { Postmaster } from './postmaster.ts'
import { startPostmaster, stopPostmaster } from './postmaster.ts'
import { Tenancy } from './tenancy.ts'
import { launchFor } from './unprivileged.ts'

const [, , path = '', mode] = process.argv
const folder = folderAt(path)
const durable = mode !== 'volatile'

try {
  if (await takeCharge(folder)) await keep()
} catch (error) {
  report(error)
} finally {
  leaveCharge(folder)
  hangUp()
}

/** Serves until nobody needs the server any more. */
async function keep(): Promise<void> {
  rmSync(folder.server, { force: true })
  const binaries = await findBinaries()
  const launch = launchFor([binaries.postgres, folder.data])
  await stopOrphan(folder)
  const password = ensureCluster(folder, binaries, launch, durable)
  const postmaster = await startPostmaster(folder, binaries, launch, { password, durable })
  try {
    await serve(postmaster, password)
  } finally {
    rmSync(folder.server, { force: true })
    await stopPostmaster(postmaster)
  }
}

async function serve(postmaster: Postmaster, password: string): Promise<void> {
  const token = randomBytes(18).toString('base64url')
  const tenancy = new Tenancy(token, folder.pinned)
  endWith(tenancy, postmaster)
  const door = await openDoor(tenancy)
  const { port: leasePort } = door.address() as AddressInfo
  publish({ keeper: process.pid, leasePort, token, port: postmaster.port, password })
  hangUp()
  await tenancy.ended
  door.close()
  await stopPostmaster(postmaster)
  tenancy.evict()
}

async function openDoor(tenancy: Tenancy): Promise<Server> {
  const door = createServer((socket) => tenancy.welcome(socket))
  await new Promise<void>((resolve, reject) => {
    door.once('error', reject)
    door.listen(0, '127.0.0.1', resolve)
  })
  return door
}

/** The server's own end, and a signal, are reasons to go too; a terminal that closes is not. */
function endWith(tenancy: Tenancy, { process: server }: Postmaster): void {
  server.once('exit', () => tenancy.end())
  if (server.exitCode !== null || server.signalCode !== null) tenancy.end()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => tenancy.end())
  process.on('SIGHUP', () => undefined)
}

function publish(reachable: Reachable): void {
  const unfinished = `${folder.server}.${process.pid}`
  writeFileSync(unfinished, JSON.stringify(reachable), { mode: 0o600 })
  renameSync(unfinished, folder.server)
}

/** Tells whoever started us what went wrong. */
function report(error: unknown): void {
  process.exitCode = 1
  const { code, message } = explained(error)
  if (process.connected) process.send?.({ code, message } satisfies Failure, hangUp)
}

/** What the operating system refuses is the folder's fault; anything else is ours, and its trace goes into the log. */
function explained(error: unknown): PostgresError {
  if (error instanceof PostgresError) return error
  process.stderr.write(`${(error as Error).stack}\n`)
  if (typeof (error as NodeJS.ErrnoException).syscall === 'string') return unusable(folder.path, error)
  return new PostgresError(
    'SERVER_FAILED',
    `The keeper of the embedded PostgreSQL failed. See ${folder.log}.`,
  )
}

function hangUp(): void {
  if (process.connected) process.disconnect?.()
}
