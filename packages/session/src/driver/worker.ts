/** The driver that blocks on a thread: slower than libpq, and there where pg-native cannot be built. */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type {
  BlockingConnection,
  BlockingDriver,
  ConnectionConfig,
  Result,
  Statement,
  TypeParsers,
} from './connection.ts'
import { closedConnection, databaseError, lostConnection } from './database-error.ts'
import { guard } from './guard.ts'
import { PreparedNames } from './prepared-names.ts'
import type { Birth, RawResult, Reply, Request } from './worker-message.ts'
import { beat, signals } from './worker-message.ts'

/** The worker driver: one thread for each connection, which never keeps the process alive. */
export const workerDriver: BlockingDriver = {
  name: 'worker',
  connect: (config, types) => new WorkerConnection(config, types),
}

/** So many beats may be missing before the thread is taken for dead: it cannot beat while it copies a large result. */
const patience = 30

class WorkerConnection implements BlockingConnection {
  readonly #counters: Int32Array
  readonly #port: MessagePort
  readonly #worker: Worker
  readonly #types: TypeParsers
  readonly #names = new PreparedNames()
  #usable = true
  #closed = false

  constructor(config: ConnectionConfig, types: TypeParsers) {
    const { port1, port2 } = new MessageChannel()
    const signal = new SharedArrayBuffer(Object.keys(signals).length * Int32Array.BYTES_PER_ELEMENT)
    this.#counters = new Int32Array(signal)
    this.#port = port1
    this.#types = types
    this.#worker = birth({ config, port: port2, signal })
    this.#worker.on('error', () => (this.#usable = false)).on('exit', () => (this.#usable = false))
    const reply = this.#wait()
    if (reply.kind !== 'failed') return
    this.#abandon()
    throw databaseError(reply.fields)
  }

  get usable(): boolean {
    return this.#usable
  }

  run(statement: Statement): Result {
    if (!this.#usable) throw closedConnection()
    guard(statement)
    return statement.prepare ? this.#runPrepared(statement) : this.#ask(statement)
  }

  /** Waits until the server has been told. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#usable) this.#send({ kind: 'end' })
    this.#abandon()
  }

  #runPrepared({ text, values }: Statement): Result {
    const prepared = this.#names.of(text)
    try {
      const result = this.#ask({ text, values, name: prepared.name })
      prepared.ready = true
      this.#dropSurplus()
      return result
    } catch (error) {
      this.#names.forgetAfter(text, (error as { readonly code?: string }).code)
      throw error
    }
  }

  /** Only after a statement that succeeded: in a failed transaction DEALLOCATE fails too. */
  #dropSurplus(): void {
    const prepared = this.#names.surplus()
    if (prepared?.ready) this.#ask({ text: `DEALLOCATE ${prepared.name}`, values: [] })
  }

  #ask({ text, values, name }: Asked): Result {
    const reply = this.#send({ kind: 'run', text, values, ...(name === undefined ? {} : { name }) })
    if (reply.kind === 'result') return parsed(reply.result, this.#types)
    if (reply.kind === 'done') return { columns: [], rows: [], count: 0 }
    if (!reply.lost) throw databaseError(reply.fields)
    this.#abandon()
    throw lostConnection(reply.fields.message)
  }

  #send(request: Request): Reply {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port is no window
    this.#port.postMessage(request)
    return this.#wait()
  }

  /** Sleeps until the thread has replied. A thread that stops beating is gone: it ran out of memory, or never began. */
  #wait(): Reply {
    for (let missing = 0; missing < patience; missing++) {
      const replies = Atomics.load(this.#counters, signals.replies)
      const beats = Atomics.load(this.#counters, signals.beats)
      const received = receiveMessageOnPort(this.#port) as { readonly message: Reply } | undefined
      if (received !== undefined) return received.message
      Atomics.wait(this.#counters, signals.replies, replies, beat)
      if (Atomics.load(this.#counters, signals.beats) !== beats) missing = -1
    }
    return { kind: 'failed', fields: { message: 'the thread of the connection has ended' }, lost: true }
  }

  #abandon(): void {
    this.#usable = false
    this.#closed = true
    this.#port.close()
    void this.#worker.terminate()
  }
}

type Asked = { readonly text: string; readonly values: readonly (string | null)[]; readonly name?: string }

/** The thread's file is named as it is compiled: a thread does not read TypeScript. */
function birth(birth: Birth): Worker {
  const file = new URL('worker-thread.js', import.meta.url)
  const worker = new Worker(file, { workerData: birth, transferList: [birth.port], execArgv: [] })
  worker.unref()
  return worker
}

function parsed({ columns, oids, cells, rows, count }: RawResult, types: TypeParsers): Result {
  const parsers = oids.map((oid) => types.getTypeParser(oid, 'text'))
  const width = parsers.length
  return {
    columns,
    rows: Array.from({ length: rows }, (_, row) =>
      parsers.map((parse, column) => cell(row * width + column, parse)),
    ),
    count,
  }

  function cell(at: number, parse: (text: string) => unknown): unknown {
    const text = cells[at] ?? null
    return text === null ? null : parse(text)
  }
}
