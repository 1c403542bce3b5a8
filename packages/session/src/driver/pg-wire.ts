/** The part of pg's client that is used here and that its types leave out. */
import type { Client } from 'pg'

/** pg's connection: one method for each message of the protocol (PostgreSQL manual, chapter 54). */
export type Wire = {
  readonly stream: WireStream
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
  readonly writableNeedDrain: boolean
  cork(): void
  uncork(): void
  once(event: 'drain', listener: () => void): unknown
}

/** The columns of a result, as the server describes them. */
export type RowDescription = {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
}

/** What pg's client calls back with; `callback` is wrapped by it where there is a `query_timeout`. */
export type Submitted = {
  callback: (error: unknown, answer?: never) => void
  submit(wire: Wire): void
  handleRowDescription(message: RowDescription): void
  handleDataRow(message: { readonly fields: (string | null)[] }): void
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

/** Whether nothing waits in the client behind what it works on. */
export function isQueueEmpty(client: Client): boolean {
  return (client as unknown as { readonly _queryQueue?: readonly unknown[] })._queryQueue?.length === 0
}
