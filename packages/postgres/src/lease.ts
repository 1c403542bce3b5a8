/** A lease on the embedded server: it runs at least as long as this process holds the connection. */
import { fork } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isKept } from './charge.ts'
import { embeddedName } from './cluster.ts'
import { PostgresError } from './error.ts'
import type { Folder } from './folder.ts'
import { makeFolder } from './folder.ts'
import type { Answer, Failure, Question, Reachable } from './keeper-protocol.ts'
import { readAnswer, readReachable } from './keeper-protocol.ts'

export type Lease = { readonly url: string; release(): Promise<void> }

/** A keeper that was started: what became of it. */
type Started = { over: boolean; failure?: Failure }

/** Milliseconds between two tries, until we give up, and for a keeper to answer. */
const pause = 50
const patience = 60_000
const answerTime = 5_000
/** Bytes of a log that is long enough to begin another. */
const longLog = 4_000_000

/**
 * Takes a lease, starting the server if nobody has.
 * @throws PostgresError DATA_FOLDER, SERVER_FAILED
 */
export async function takeLease(folder: Folder, durable: boolean): Promise<Lease> {
  makeFolder(folder)
  const deadline = Date.now() + patience
  let keeper: Started | undefined
  while (Date.now() < deadline) {
    const lease = await tryLease(folder)
    if (lease !== undefined) return lease
    if (keeper?.failure !== undefined) throw new PostgresError(keeper.failure.code, keeper.failure.message)
    if (keeper?.over !== false && !isKept(folder)) keeper = startKeeper(folder, durable)
    await sleep(pause)
  }
  throw new PostgresError(
    'SERVER_FAILED',
    `The embedded PostgreSQL did not start within a minute. See ${folder.log}.`,
  )
}

/** Asks the keeper something; undefined where none serves. */
export async function askKeeper(
  folder: Folder,
  question: Omit<Question, 'token'>,
): Promise<(Answer & { readonly url: string }) | undefined> {
  const reachable = findKeeper(folder)
  if (reachable === undefined) return undefined
  const asked = await ask(reachable, { ...question, token: reachable.token })
  asked?.socket.destroy()
  return asked === undefined ? undefined : { ...asked.answer, url: urlOf(reachable) }
}

async function tryLease(folder: Folder): Promise<Lease | undefined> {
  const reachable = findKeeper(folder)
  if (reachable === undefined) return undefined
  const asked = await ask(reachable, { token: reachable.token, ask: 'lease' })
  if (asked === undefined) return undefined
  const { socket } = asked
  socket.unref()
  return { url: urlOf(reachable), release: () => closed(socket) }
}

function findKeeper({ server }: Folder): Reachable | undefined {
  try {
    return readReachable(readFileSync(server, 'utf8'))
  } catch {
    return undefined
  }
}

function urlOf({ password, port }: Reachable): string {
  return `postgres://${embeddedName}:${password}@127.0.0.1:${port}/${embeddedName}`
}

/** The keeper of a stale `server.json` is gone, and somebody else may listen at its port by now. */
function ask({ leasePort }: Reachable, question: Question) {
  return new Promise<{ readonly socket: Socket; readonly answer: Answer } | undefined>((resolve) => {
    const socket = connect(leasePort, '127.0.0.1', () => socket.write(`${JSON.stringify(question)}\n`))
    socket.setTimeout(answerTime, () => socket.destroy())
    socket.on('error', () => resolve(undefined))
    socket.on('close', () => resolve(undefined))
    const lines = createInterface(socket).on('error', () => resolve(undefined))
    lines.once('line', (line) => {
      const answer = readAnswer(line)
      socket.setTimeout(0)
      if (answer === undefined) socket.destroy()
      else resolve({ socket, answer })
    })
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

/** Starts a keeper in a session of its own, so that what kills us does not kill it. */
function startKeeper(folder: Folder, durable: boolean): Started {
  const started: Started = { over: false }
  const log = openLog(folder)
  const program = fileURLToPath(new URL('keeper.js', import.meta.url))
  const keeper = fork(program, [folder.path, durable ? 'durable' : 'volatile'], {
    cwd: folder.path,
    detached: true,
    env: withoutOptions(process.env),
    execArgv: [],
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  keeper.on('message', (message) => {
    started.failure = message as Failure
  })
  keeper.on('disconnect', () => {
    started.over = true
  })
  keeper.on('exit', (code) => {
    if (code !== 0 && code !== null) started.failure ??= crashed(folder)
  })
  keeper.on('error', () => {
    started.failure ??= crashed(folder)
  })
  keeper.unref()
  keeper.channel?.unref()
  return started
}

function openLog({ log }: Folder): number {
  const { size = 0 } = statSync(log, { throwIfNoEntry: false }) ?? {}
  if (size > longLog) rmSync(log)
  return openSync(log, 'a')
}

/** What is meant for our own process, or for another server, is not for the keeper. */
function withoutOptions(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:PG|NODE_)/.test(name)))
}

function crashed({ log }: Folder): Failure {
  return { code: 'SERVER_FAILED', message: `The keeper of the embedded PostgreSQL crashed. See ${log}.` }
}
