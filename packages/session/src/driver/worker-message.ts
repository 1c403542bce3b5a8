/** What crosses between the blocking side and its thread: texts and numbers, never objects with behaviour. */
import type { MessagePort } from 'node:worker_threads'
import type { ConnectionConfig, Statement } from './connection.ts'
import type { ErrorFields } from './database-error.ts'

/** What a thread is born with. `signal` has one 32-bit counter for each of `signals`. */
export type Birth = {
  readonly config: ConnectionConfig
  readonly port: MessagePort
  readonly signal: SharedArrayBuffer
}

/** Where in `signal` is counted what was sent: replies by the thread, requests to it; and its beats while it works on one. */
export const signals = { replies: 0, requests: 1, beats: 2 } as const

/** The thread beats this often, in milliseconds, while the other side waits. */
export const beat = 1000

/** A statement, what its COPY reads, page by page, or the wish to end. */
export type Request =
  | { readonly kind: 'run'; readonly statement: Omit<Statement, 'copy'>; readonly copies: boolean }
  | { readonly kind: 'page'; readonly text: string }
  | { readonly kind: 'pagesEnd'; readonly failed: boolean }
  | { readonly kind: 'end' }

/** Rows as the server sent them: all cells in one list, row after row, with the oids of the columns. */
export type RawResult = {
  readonly columns: readonly string[]
  readonly oids: readonly number[]
  readonly cells: readonly (string | null)[]
  readonly rows: number
  readonly count: number
  readonly bytes: number
}

/** The answer to a request, or to being born; `more` asks for a page. */
export type Reply =
  | { readonly kind: 'done' }
  | { readonly kind: 'more' }
  | { readonly kind: 'result'; readonly result: RawResult }
  | { readonly kind: 'failed'; readonly fields: ErrorFields; readonly lost: boolean }
