/** The driver that blocks on a thread: slower than libpq, and there where pg-native cannot be built. */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type {
  BlockingConnection,
  BlockingDriver,
  ConnectionConfig,
  Result,
  Statement,
  TakeRow,
  TypeParsers,
} from './connection.ts'
import { closedConnection, databaseError, lostConnection } from './database-error.ts'
import { Pages } from './copy-pages.ts'
import { guard } from './guard.ts'
import type { Parser } from './known-parsers.ts'
import { textReader } from './text-readers.ts'
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
  #counts = false
  /** Replies that nobody has waited for. */
  #unread = 0
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

  run({ copy, take, ...statement }: Statement): Result {
    if (!this.#usable) throw closedConnection()
    guard(statement)
    this.#counts = statement.counted === true
    this.#post({ kind: 'run', statement, copies: copy !== undefined })
    if (statement.unawaited !== true) return handOver(this.#read(copy), take)
    this.#unread++
    return nothing
  }

  /** Waits until the server has been told. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#usable) this.#end()
    this.#abandon()
  }

  #end(): void {
    this.#post({ kind: 'end' })
    for (let replies = 0; replies <= this.#unread; replies++) this.#wait()
  }

  /** The result of what was sent last. */
  #read(copy: Iterable<string> = []): Result {
    for (; this.#unread > 0; this.#unread--) this.#result(this.#wait())
    const pages = new Pages(copy)
    let reply = this.#wait()
    while (reply.kind === 'more') {
      this.#post(nextPage(pages))
      reply = this.#wait()
    }
    const { thrown } = pages
    pages.stop()
    const isLost = reply.kind === 'failed' && reply.lost
    if (thrown !== undefined && !isLost) throw thrown.error
    return this.#result(reply)
  }

  #result(reply: Reply): Result {
    if (reply.kind === 'result') return this.#parsed(reply.result)
    if (reply.kind !== 'failed') return nothing
    if (reply.lost) this.#abandon()
    throw databaseError(reply.fields)
  }

  #parsed(raw: RawResult): Result {
    const result = parsed(raw, this.#types)
    return this.#counts ? { ...result, bytes: raw.bytes } : result
  }

  #post(request: Request): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port is no window
    this.#port.postMessage(request)
    Atomics.add(this.#counters, signals.requests, 1)
    Atomics.notify(this.#counters, signals.requests)
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
    const { message, code = '' } = lostConnection('the thread of the connection has ended')
    return { kind: 'failed', fields: { message, code }, lost: true }
  }

  #abandon(): void {
    this.#usable = false
    this.#closed = true
    this.#port.close()
    void this.#worker.terminate()
  }
}

const nothing: Result = { columns: [], rows: [], count: 0 }

/** All rows cross at once: who takes them one by one gets them then. */
function handOver(result: Result, take: TakeRow | undefined): Result {
  if (take === undefined) return result
  for (const row of result.rows) take([...row])
  return { ...result, rows: [] }
}

/** The thread's file is named as it is compiled: a thread does not read TypeScript. */
function birth(birth: Birth): Worker {
  const file = new URL('worker-thread.js', import.meta.url)
  const worker = new Worker(file, { workerData: birth, transferList: [birth.port], execArgv: [] })
  worker.unref()
  return worker
}

function nextPage(pages: Pages): Request {
  const text = pages.next()
  return text === undefined
    ? { kind: 'pagesEnd', failed: pages.thrown !== undefined }
    : { kind: 'page', text }
}

function parsed({ columns, oids, cells, rows, count }: RawResult, types: TypeParsers): Result {
  const readers = oids.map((oid) => textReader(types.getTypeParser(oid, 'text')))
  const width = readers.length
  const row = (first: number) => readers.map((read, column) => valueOf(cells[first + column], read))
  return { columns, rows: Array.from({ length: rows }, (_, at) => row(at * width)), count }
}

function valueOf(text: string | null | undefined, read: Parser): unknown {
  return text === null || text === undefined ? null : read(text)
}
