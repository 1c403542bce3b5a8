/** The thread of the worker driver: it runs pg's client, while the side that asked sleeps until the reply is there. */
import { setTimeout } from 'node:timers/promises'
import { receiveMessageOnPort, workerData } from 'node:worker_threads'
import { Client } from 'pg'
import type { ConnectionConfig } from './connection.ts'
import { sourceFailed } from './copy-pages.ts'
import { verbatim } from './known-parsers.ts'
import { connectFields, errorFields } from './pg-failure.ts'
import { Link } from './pg-link.ts'
import type { Answer } from './pg-query.ts'
import type { Birth, RawResult, Reply, Request } from './worker-message.ts'
import { beat, signals } from './worker-message.ts'

const { config, port, signal } = workerData as Birth
const counters = new Int32Array(signal)
const client = new Client(clientConfig(config))
const link = new Link(client)

port.on('message', (request: Request) => void answer(() => (request.kind === 'run' ? run(request) : end())))
void answer(connect)

async function answer(work: () => Promise<Reply>): Promise<void> {
  const beating = setInterval(() => Atomics.add(counters, signals.beats, 1), beat)
  try {
    reply(await work())
  } catch (error) {
    reply({ kind: 'failed', fields: errorFields(error), lost: !link.isUsable })
  } finally {
    clearInterval(beating)
  }
}

function reply(message: Reply): void {
  port.postMessage(message)
  Atomics.add(counters, signals.replies, 1)
  Atomics.notify(counters, signals.replies)
}

async function connect(): Promise<Reply> {
  try {
    await client.connect()
    return { kind: 'done' }
  } catch (error) {
    return { kind: 'failed', fields: connectFields(error), lost: true }
  }
}

async function run({ statement, copies }: Request & { kind: 'run' }): Promise<Reply> {
  const asked = copies ? { ...statement, copy: pages() } : statement
  return { kind: 'result', result: rawResult(await link.ask(asked, config.preparedStatements !== false)) }
}

/** Asks for one page after the other. */
function* pages(): Generator<string, void> {
  for (let page = nextPage(); page.kind !== 'pagesEnd' || page.failed; page = nextPage()) {
    if (page.kind !== 'page') throw new Error(sourceFailed)
    yield page.text
  }
}

/** Sleeps until the other side has answered: nothing else is to be done meanwhile. */
function nextPage(): Request {
  reply({ kind: 'more' })
  for (;;) {
    const seen = Atomics.load(counters, signals.requests)
    const received = receiveMessageOnPort(port) as { readonly message: Request } | undefined
    if (received !== undefined) return received.message
    Atomics.wait(counters, signals.requests, seen)
  }
}

/** Tells the server; a server that does not answer within a second is left to find out. */
async function end(): Promise<Reply> {
  await Promise.race([client.end(), setTimeout(1000)])
  return { kind: 'done' }
}

function rawResult({ shape, rows, count, bytes }: Answer): RawResult {
  const { columns, oids } = shape
  return { columns, oids, cells: rows.flat() as (string | null)[], rows: rows.length, count, bytes }
}

function clientConfig(config: ConnectionConfig) {
  const { host, port, user, password, database, ssl } = config
  const { connectTimeout = 10, applicationName, statementTimeout } = config
  const given = {
    host, port, user, password, database, ssl,
    application_name: applicationName,
    statement_timeout: statementTimeout,
  } // prettier-ignore
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    connectionTimeoutMillis: connectTimeout * 1000,
    keepAlive: true, // as libpq has it
    types: { getTypeParser: () => verbatim },
  }
}
