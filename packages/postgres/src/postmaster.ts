/** The server process itself: started on a free port, watched until it answers, stopped. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Binaries } from './binaries.ts'
import { embeddedName } from './cluster.ts'
import { PostgresError } from './error.ts'
import type { Folder } from './folder.ts'
import { lastWords, lengthOf } from './log.ts'
import type { Launch } from './unprivileged.ts'
import { guard } from './guard.ts'

/** A server that answers. */
export type Postmaster = { readonly process: ChildProcess; readonly port: number }

type Settings = { readonly password: string; readonly durable: boolean }

/** Milliseconds between two looks, until we give up, for a connection, and for the server to stop. */
const pause = 40
const patience = 45_000
const connecting = 5_000
const stopping = 15_000
/** How often another port is tried where somebody was faster. */
const attempts = 5

/**
 * Starts the server.
 * @throws PostgresError SERVER_FAILED with its last words, naming the log
 */
export async function startPostmaster(
  folder: Folder,
  binaries: Binaries,
  launch: Launch,
  settings: Settings,
): Promise<Postmaster> {
  const begin = lengthOf(folder.log)
  const deadline = Date.now() + patience
  for (let attempt = 0; attempt < attempts; attempt++) {
    const port = await freePort()
    const postmaster = { port, process: launched(folder, binaries, launch, port, settings.durable) }
    if (await answers(postmaster, settings.password, deadline)) return postmaster
    await stopPostmaster(postmaster)
  }
  const said = lastWords(folder.log, begin)
  throw new PostgresError(
    'SERVER_FAILED',
    `The embedded PostgreSQL does not start${said}. See ${folder.log}.`,
  )
}

/** Stops the server without waiting for its clients, and waits until it is gone. */
export async function stopPostmaster({ process }: Postmaster): Promise<void> {
  if (hasEnded(process)) return
  const gone = new Promise((resolve) => process.once('exit', resolve))
  process.kill('SIGINT')
  const impatient = setTimeout(() => process.kill('SIGQUIT'), stopping)
  await gone
  clearTimeout(impatient)
}

function launched(
  folder: Folder,
  binaries: Binaries,
  launch: Launch,
  port: number,
  durable: boolean,
): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [command = '', ...args] = [...launch.prefix, binaries.postgres, '-D', folder.data, ...flags]
  const log = openSync(folder.log, 'a')
  const server = spawn(command, args, { ...launch.options, cwd: folder.path, stdio: ['ignore', log, log] })
  closeSync(log)
  server.on('error', (error) => process.stderr.write(`${error.message}\n`))
  guard(server)
  return server
}

async function answers({ process, port }: Postmaster, password: string, deadline: number): Promise<boolean> {
  while (!hasEnded(process) && Date.now() < deadline) {
    if (await hasMainDatabase(port, password)) return !hasEnded(process)
    await sleep(pause)
  }
  return false
}

/** One that could not even be started has no process id. */
function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null
}

/** Whether the server answers; the main database is made where it is not there yet. */
async function hasMainDatabase(port: number, password: string): Promise<boolean> {
  const where = { host: '127.0.0.1', port, user: embeddedName, password, database: 'postgres' }
  const client = new pg.Client({ ...where, ssl: false, connectionTimeoutMillis: connecting })
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
