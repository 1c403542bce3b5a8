/** The server process itself: started on a free port, watched until it answers, stopped. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Binaries } from './binaries.ts'
import { embeddedName } from './cluster.ts'
import { PostgresError } from './error.ts'
import type { Folder } from './folder.ts'
import { isRunning } from './process-table.ts'
import type { Launch } from './unprivileged.ts'

/** A server that answers. */
export type Postmaster = { readonly process: ChildProcess; readonly port: number }

/** Milliseconds between two looks, and until we give up. */
const pause = 40
const patience = 30_000
/** How often another port is tried where somebody was faster. */
const attempts = 5

/**
 * Starts the server.
 * @throws PostgresError SERVER_FAILED, naming the log
 */
export async function startPostmaster(
  folder: Folder,
  binaries: Binaries,
  launch: Launch,
  settings: { readonly password: string; readonly durable: boolean },
): Promise<Postmaster> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const port = await freePort()
    const process = launched(folder, binaries, launch, port, settings.durable)
    if (await answers(process, port, settings.password)) return { process, port }
  }
  throw new PostgresError('SERVER_FAILED', `The embedded PostgreSQL does not start. Its own words are in ${folder.log}.`)
}

/** Stops the server without waiting for its clients, and waits until it is gone. */
export async function stopPostmaster({ process }: Postmaster): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return
  const gone = new Promise((resolve) => process.once('exit', resolve))
  process.kill('SIGINT')
  await gone
}

/** Stops a server that was left behind by a keeper that was killed, and clears away a stale lock. */
export async function stopOrphan(folder: Folder): Promise<void> {
  const lock = join(folder.data, 'postmaster.pid')
  if (!existsSync(lock)) return
  const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10)
  if (isRunning(pid, 'postgres')) process.kill(pid, 'SIGINT')
  const deadline = Date.now() + patience
  while (isRunning(pid, 'postgres') && Date.now() < deadline) await sleep(pause)
  if (!isRunning(pid, 'postgres')) rmSync(lock, { force: true })
}

function launched(folder: Folder, binaries: Binaries, launch: Launch, port: number, durable: boolean): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [command = '', ...rest] = [...launch.prefix, binaries.postgres, '-D', folder.data, ...flags]
  const log = openSync(folder.log, 'a')
  return spawn(command, rest, { ...launch.options, cwd: folder.path, stdio: ['ignore', log, log] })
}

async function answers(process: ChildProcess, port: number, password: string): Promise<boolean> {
  const deadline = Date.now() + patience
  while (process.exitCode === null && process.signalCode === null && Date.now() < deadline) {
    if (await hasMainDatabase(port, password)) return true
    await sleep(pause)
  }
  process.kill('SIGINT')
  return false
}

/** Whether the server answers; the main database is made where it is not there yet. */
async function hasMainDatabase(port: number, password: string): Promise<boolean> {
  const where = { host: '127.0.0.1', port, user: embeddedName, password, database: 'postgres' }
  const client = new pg.Client(where)
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rowCount } = await client.query('select from pg_database where datname = $1', [embeddedName])
    if (rowCount === 0) await client.query(`create database ${embeddedName}`)
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
