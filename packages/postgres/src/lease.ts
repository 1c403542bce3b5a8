/** A lease on the embedded server: it runs at least as long as this process holds the connection. */
import { fork } from 'node:child_process'
import { existsSync, openSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { embeddedName } from './cluster.ts'
import { PostgresError } from './error.ts'
import type { Folder } from './folder.ts'
import { makeFolder } from './folder.ts'
import type { Answer, Failure, Question, Reachable } from './keeper-protocol.ts'

export type Lease = { readonly url: string; release(): Promise<void> }

/** Milliseconds between two tries, and until we give up. */
const pause = 50
const patience = 60_000

/**
 * Takes a lease, starting the server if nobody has.
 * @throws PostgresError DATA_FOLDER, SERVER_FAILED
 */
export async function takeLease(folder: Folder, durable: boolean): Promise<Lease> {
  makeFolder(folder)
  const deadline = Date.now() + patience
  let starting = false
  let failure: Failure | undefined
  while (Date.now() < deadline) {
    const lease = await tryLease(folder)
    if (lease !== undefined) return lease
    if (failure !== undefined) throw new PostgresError(failure.code, failure.message)
    if (!starting) {
      starting = true
      startKeeper(folder, durable, (ended) => {
        starting = false
        failure = ended
      })
    }
    await sleep(pause)
  }
  throw new PostgresError('SERVER_FAILED', `The embedded PostgreSQL did not start within a minute. See ${folder.log}.`)
}

/** Asks the keeper something; undefined where none serves. */
export async function askKeeper(folder: Folder, question: Omit<Question, 'token'>): Promise<Answer | undefined> {
  const reachable = readReachable(folder)
  const asked = reachable === undefined ? undefined : await ask(reachable, { ...question, token: reachable.token })
  asked?.socket.destroy()
  return asked?.answer
}

async function tryLease(folder: Folder): Promise<Lease | undefined> {
  const reachable = readReachable(folder)
  if (reachable === undefined) return undefined
  const asked = await ask(reachable, { token: reachable.token, ask: 'lease' })
  if (asked === undefined) return undefined
  const { socket } = asked
  socket.unref()
  const url = `postgres://${embeddedName}:${reachable.password}@127.0.0.1:${reachable.port}/${embeddedName}`
  return { url, release: () => closed(socket) }
}

function ask({ leasePort }: Reachable, question: Question) {
  return new Promise<{ readonly socket: Socket; readonly answer: Answer } | undefined>((resolve) => {
    const socket = connect(leasePort, '127.0.0.1', () => socket.write(`${JSON.stringify(question)}\n`))
    socket.on('error', () => resolve(undefined))
    socket.on('close', () => resolve(undefined))
    createInterface(socket)
      .on('line', (line) => resolve({ socket, answer: JSON.parse(line) as Answer }))
      .on('error', () => resolve(undefined))
  })
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve()
    socket.ref()
    socket.once('close', () => resolve())
    socket.end()
  })
}

function readReachable({ server }: Folder): Reachable | undefined {
  if (!existsSync(server)) return undefined
  try {
    return JSON.parse(readFileSync(server, 'utf8')) as Reachable
  } catch {
    return undefined
  }
}

/** Starts a keeper in a session of its own, so that what kills us does not kill it. */
function startKeeper(folder: Folder, durable: boolean, ended: (failure: Failure | undefined) => void): void {
  const log = openSync(folder.log, 'a')
  const program = fileURLToPath(new URL('keeper.js', import.meta.url))
  const keeper = fork(program, [folder.path, durable ? 'durable' : 'volatile'], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    execArgv: [],
  })
  let failure: Failure | undefined
  keeper.on('message', (message) => {
    failure = message as Failure
  })
  keeper.on('disconnect', () => ended(failure))
  keeper.on('exit', () => ended(failure))
  keeper.unref()
}
