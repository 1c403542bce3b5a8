/** The part of pg's client that is used here and that its types leave out. */
import type { Client } from 'pg'

/** pg's connection: one method for each message of the protocol (PostgreSQL manual, chapter 54). */
export type Wire = {
  readonly stream: WireStream
  listenerCount(event: 'message' | 'dataRow' | 'commandComplete' | 'bindComplete'): number
  query(text: string): void
  parse(statement: { readonly name: string; readonly text: string }): void
  bind(portal: { readonly statement: string; readonly values: readonly (string | null)[] }): void
  describe(portal: { readonly type: 'P' }): void
  execute(): void
  close(statement: { readonly type: 'S'; readonly name: string }): void
  sync(): void
  flush(): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
}

/** The socket underneath. */
export type WireStream = {
  readonly writable: boolean
  readonly writableNeedDrain: boolean
  write(bytes: Buffer): unknown
  cork(): void
  uncork(): void
  once(event: 'drain', listener: () => void): unknown
  listeners(event: 'data'): readonly unknown[]
  on(event: 'data', listener: ChunkListener): unknown
  off(event: 'data', listener: ChunkListener): unknown
}

/** What is handed the bytes that the server sends, as they come. */
export type ChunkListener = (chunk: Buffer) => void

/** The columns of a result, as the server describes them. */
export type RowDescription = {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
}

/** A row as pg reads it; `length` is that of its message without the byte that says what it is. */
export type DataRow = { readonly fields: (string | null)[]; readonly length: number }

/** What pg's client calls back with; `callback` is wrapped by it where there is a `query_timeout`. */
export type Submitted = {
  callback: (error: unknown, answer?: never) => void
  submit(wire: Wire): void
  handleRowDescription(message: RowDescription): void
  handleDataRow(message: DataRow): void
  handleCommandComplete(message: { readonly text: string }, wire: Wire): void
  handleEmptyQuery(wire: Wire): void
  handleCopyInResponse(wire: Wire): void
  handleCopyData(): void
  handlePortalSuspended(): void
  handleReadyForQuery(): void
  handleError(error: unknown, wire: Wire): void
}

/** The connection of a client. */
export function wireOf(client: Client): Wire {
  return (client as unknown as { readonly connection: Wire }).connection
}

/** Whether the client is connected and waits for nothing. */
export function isIdle(client: Client): boolean {
  return (client as unknown as { readonly readyForQuery?: boolean }).readyForQuery === true
}

/** Whether the client sends queries before those in front of them are answered. */
export function isPipelining(client: Client): boolean {
  return (client as unknown as { readonly pipeline?: boolean }).pipeline === true
}

/** Whether nothing waits in the client behind what it works on. */
export function isQueueEmpty(client: Client): boolean {
  return (client as unknown as { readonly _queryQueue?: readonly unknown[] })._queryQueue?.length === 0
}
