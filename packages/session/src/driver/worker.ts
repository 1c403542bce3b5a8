/**
 * Blocks without libpq: a thread runs `pg`, this one sleeps in `Atomics.wait` until the thread has posted its answer.
 * SQL text and bound values cross over, cells come back as the text PostgreSQL sent; objects never cross.
 */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type { BlockingConnection, BlockingDriver, ConnectionConfig, Result, Statement, TypeParsers } from './connection.ts'

/** What the thread is asked, and what it answers. */
export type Request = { readonly kind: 'connect' } | { readonly kind: 'run'; readonly statement: Statement } | { readonly kind: 'close' }
export type Reply =
  | { readonly kind: 'done' }
  | { readonly kind: 'result'; readonly fields: readonly Field[]; readonly rows: readonly (readonly (string | null)[])[]; readonly count: number }
  | { readonly kind: 'failed'; readonly message: string; readonly fields: Readonly<Record<string, string>>; readonly lost: boolean }
type Field = { readonly name: string; readonly oid: number }

/** What a thread is started with. */
export type ThreadData = { readonly config: ConnectionConfig; readonly port: MessagePort; readonly signal: Int32Array }

/** Milliseconds after which the sleeper looks whether the thread still lives. */
const slice = 1_000

export const worker: BlockingDriver = {
  name: 'worker',
  connect: (config, types) => new WorkerConnection(config, types),
}

class WorkerConnection implements BlockingConnection {
  readonly #types: TypeParsers
  readonly #thread: Worker
  readonly #port: MessagePort
  readonly #signal = new Int32Array(new SharedArrayBuffer(4))
  #usable = true

  constructor(config: ConnectionConfig, types: TypeParsers) {
    this.#types = types
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    const workerData: ThreadData = { config, port: port2, signal: this.#signal }
    this.#thread = new Worker(new URL('worker-thread.js', import.meta.url), { workerData, transferList: [port2] })
    this.#thread.unref()
    this.#port.unref()
    try {
      this.#ask({ kind: 'connect' })
    } catch (error) {
      this.close()
      throw error
    }
  }

  get usable(): boolean {
    return this.#usable
  }

  run(statement: Statement): Result {
    const reply = this.#ask({ kind: 'run', statement })
    if (reply.kind !== 'result') return { columns: [], rows: [], count: 0 }
    const parsers = reply.fields.map(({ oid }) => this.#types.getTypeParser(oid, 'text'))
    const rows = reply.rows.map((row) =>
      row.map((cell, index) => (cell === null ? null : (parsers[index]?.(cell) ?? cell))),
    )
    return { columns: reply.fields.map(({ name }) => name), rows, count: reply.count }
  }

  close(): void {
    if (!this.#usable) return
    this.#usable = false
    this.#port.postMessage({ kind: 'close' } satisfies Request)
  }

  #ask(request: Request): Reply {
    Atomics.store(this.#signal, 0, 0)
    this.#port.postMessage(request)
    const reply = this.#wait()
    if (reply.kind !== 'failed') return reply
    if (reply.lost) this.#usable = false
    throw Object.assign(new Error(reply.message), reply.fields)
  }

  #wait(): Reply {
    for (;;) {
      Atomics.wait(this.#signal, 0, 0, slice)
      const received = receiveMessageOnPort(this.#port) as { readonly message: Reply } | undefined
      if (received !== undefined) return received.message
      if (this.#thread.threadId === -1) {
        return { kind: 'failed', message: 'The thread of the connection ended.', fields: { code: '08006' }, lost: true }
      }
    }
  }
}
