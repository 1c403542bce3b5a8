/** The thread of the worker driver: it runs pg's client, while the side that asked sleeps until the reply is there. */
import { setTimeout } from 'node:timers/promises'
import { workerData } from 'node:worker_threads'
import type { QueryArrayResult } from 'pg'
import { Client } from 'pg'
import type { ConnectionConfig } from './connection.ts'
import type { ErrorFields } from './database-error.ts'
import { connectFields, errorFields, isFatal } from './pg-failure.ts'
import type { Birth, RawResult, Reply, Request } from './worker-message.ts'
import { beat, signals } from './worker-message.ts'

const { config, port, signal } = workerData as Birth
const counters = new Int32Array(signal)
const client = new Client(clientConfig(config))

/** The first thing that went wrong with the connection itself: what pg says afterwards tells less. */
let lost: ErrorFields | undefined
client.on('error', (error) => (lost ??= errorFields(error)))
client.on('end', () => (lost ??= { message: 'the server closed the connection' }))
port.on('message', (request: Request) => void answer(() => (request.kind === 'end' ? end() : run(request))))
void answer(connect)

async function answer(work: () => Promise<Reply>): Promise<void> {
  const beating = setInterval(() => Atomics.add(counters, signals.beats, 1), beat)
  try {
    reply(await work())
  } catch (error) {
    reply({ kind: 'failed', fields: lost ?? errorFields(error), lost: lost !== undefined || isFatal(error) })
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

async function run({ text, values, name }: Request & { kind: 'run' }): Promise<Reply> {
  const query = { text, values: [...values], rowMode: 'array' as const, types: rawTypes }
  const answer = (await client.query(name === undefined ? query : { ...query, name })) as Answer | Answer[]
  const last = Array.isArray(answer) ? answer.at(-1) : answer
  return { kind: 'result', result: rawResult(last) }
}

/** Tells the server; a server that does not answer within a second is left to find out. */
async function end(): Promise<Reply> {
  await Promise.race([client.end(), setTimeout(1000)])
  return { kind: 'done' }
}

type Answer = QueryArrayResult<(string | null)[]>

const rawTypes = { getTypeParser: () => (text: unknown) => text }

function rawResult(answer: Answer | undefined): RawResult {
  const { fields = [], rows = [], rowCount = 0 } = answer ?? {}
  return {
    columns: fields.map((field) => field.name),
    oids: fields.map((field) => field.dataTypeID),
    cells: rows.flat(),
    rows: rows.length,
    count: rows.length || (rowCount ?? 0), // SHOW and EXPLAIN have rows and no count
  }
}

function clientConfig({ connectTimeout = 10, applicationName, ...config }: ConnectionConfig) {
  return {
    ...config,
    ...(applicationName === undefined ? {} : { application_name: applicationName }),
    connectionTimeoutMillis: connectTimeout * 1000,
    keepAlive: true, // as libpq has it
  }
}
