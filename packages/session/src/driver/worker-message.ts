/** What crosses between the blocking side and its thread: texts and numbers, never objects with behaviour. */
import type { MessagePort } from 'node:worker_threads'
import type { ConnectionConfig } from './connection.ts'
import type { ErrorFields } from './database-error.ts'

/** What a thread is born with. `signal` has one 32-bit counter for each of `signals`. */
export type Birth = {
  readonly config: ConnectionConfig
  readonly port: MessagePort
  readonly signal: SharedArrayBuffer
}

/** Where in `signal` the thread counts what it has done: replies sent, and beats while it works on one. */
export const signals = { replies: 0, beats: 1 } as const

/** The thread beats this often, in milliseconds, while the other side waits. */
export const beat = 1000

/** A statement, or the wish to end. */
export type Request =
  | {
      readonly kind: 'run'
      readonly text: string
      readonly values: readonly (string | null)[]
      readonly name?: string
    }
  | { readonly kind: 'end' }

/** Rows as the server sent them: all cells in one list, row after row, with the oids of the columns. */
export type RawResult = {
  readonly columns: readonly string[]
  readonly oids: readonly number[]
  readonly cells: readonly (string | null)[]
  readonly rows: number
  readonly count: number
}

/** The answer to a request, or to being born. */
export type Reply =
  | { readonly kind: 'done' }
  | { readonly kind: 'result'; readonly result: RawResult }
  | { readonly kind: 'failed'; readonly fields: ErrorFields; readonly lost: boolean }
