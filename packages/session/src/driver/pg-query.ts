/** One round trip through pg's client, without the cost of pg's own query and result objects. */
import type { CellReader } from './cells.ts'
import { Cells } from './cells.ts'
import type { TypeParsers } from './connection.ts'
import type { Batch } from './pg-batch.ts'
import { sendBatch, sendInOne, sendRest } from './pg-batch.ts'
import { CopyFeed } from './pg-copy-feed.ts'
import { isFatal } from './pg-failure.ts'
import type { Frames, RowTaker } from './pg-frames.ts'
import type { Shape } from './pg-shape.ts'
import { noShape, parseRow, shapeOf } from './pg-shape.ts'
import type { DataRow, RowDescription, Submitted, Wire } from './pg-wire.ts'
import type { Prepared } from './prepared-names.ts'

/** What came back, `bytes` of it in rows; `thrown` is what a parser of values, or the source of a COPY, threw on the way. */
export type Answer = {
  readonly shape: Shape
  readonly rows: unknown[][]
  readonly count: number
  readonly bytes: number
  readonly thrown?: { readonly error: unknown } | undefined
}

/** Called once, with an error of the server or of the connection, or with the answer. */
export type Callback = (error: unknown, answer?: Answer) => void

/** A prepared statement is described once: where its columns would change the server answers 0A000. */
const shapes = new WeakMap<Prepared, Shape>()

/** The answer to a command that returns and affects no rows. */
export const nothing: Answer = { shape: noShape, rows: [], count: 0, bytes: 0 }

/** Errors that preparing the statement again cures: 0A000 (its table was altered), 26000 (somebody sent DISCARD ALL). */
const stale = new Set(['0A000', '26000'])

/** A code and a length, which stand in front of each row. */
const header = 5

export class PgQuery implements Submitted, RowTaker {
  callback: Callback
  readonly #batch: Batch
  readonly #types: TypeParsers
  readonly #frames: Frames | undefined
  readonly #cells = new Cells()
  #wire: Wire | undefined
  #isOver = false
  /** Which command the server answers, counted from the main one. */
  #stage: number
  /** The shape of the rows that are coming. */
  #shape: Shape | undefined
  /** What reads its cells from bytes, where some of them are no texts. */
  #readers: readonly CellReader[] | undefined
  #rows: unknown[][] = []
  #count = 0
  /** What these rows came to on the wire. */
  #bytes = 0
  #answer = nothing
  #thrown: { readonly error: unknown } | undefined
  #feed: CopyFeed | undefined

  /** @param frames hands rows over as bytes; without it they come as texts */
  constructor(batch: Batch, types: TypeParsers, frames: Frames | undefined, callback: Callback) {
    this.#batch = batch
    this.#types = types
    this.#frames = frames
    this.callback = callback
    this.#stage = batch.kind === 'simple' ? 0 : -batch.before.length
  }

  /** Whether the server has answered. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Called by pg when it is this query's turn: what the server answers from now on is for it. */
  submit(wire: Wire): void {
    if (this.#frames !== undefined) this.#frames.taker = this
    if (this.#wire === undefined) this.sendNow(wire)
  }

  /** Sends it ahead of its turn in pg's queue, where all that is in front of it is on its way. */
  sendNow(wire: Wire): void {
    this.#wire = wire
    if (this.#batch.kind === 'extended') this.#shape = knownShape(this.#batch.main.prepared)
    if (!this.#sendCompact(wire)) sendBatch(wire, this.#batch, this.#shape === undefined)
  }

  /** Columns come in fewer bytes where it is known what they are, and no parser of pg's takes them for texts. */
  #sendCompact(wire: Wire): boolean {
    const compact = this.#shape?.compact
    if (this.#frames === undefined || compact === undefined || this.#batch.kind === 'simple') return false
    if (!sendInOne(wire, this.#batch, compact.formats)) return false
    this.#readers = compact.readers
    return true
  }

  handleRowDescription(message: RowDescription): void {
    if (this.#stage === 0) this.#shape = shapeOf(message, this.#types)
  }

  takeRow(bytes: Buffer, at: number, end: number): void {
    if (this.#stage !== 0 || this.#shape === undefined || this.#thrown !== undefined) return
    this.#bytes += end - at + header
    try {
      this.#take(this.#cells.row(bytes, at, this.#readers ?? this.#shape.readers))
    } catch (error) {
      this.#thrown = { error }
    }
  }

  takeTag(bytes: Buffer, at: number, end: number): void {
    if (this.#wire === undefined) return
    this.#complete(this.#stage === 0 ? bytes.toString('latin1', at, end - 1) : '', this.#wire)
  }

  handleDataRow({ fields, length }: DataRow): void {
    if (this.#stage !== 0 || this.#shape === undefined || this.#thrown !== undefined) return
    this.#bytes += length + 1
    try {
      this.#take(parseRow(fields, this.#shape))
    } catch (error) {
      this.#thrown = { error }
    }
  }

  #take(row: unknown[]): void {
    this.#count++
    const { take } = this.#batch
    if (take === undefined) this.#rows.push(row)
    else take(row)
  }

  handleCommandComplete({ text }: { readonly text: string }, wire: Wire): void {
    this.#complete(text, wire)
  }

  handleEmptyQuery(wire: Wire): void {
    this.#complete('', wire)
  }

  handleCopyInResponse(wire: Wire): void {
    const batch = this.#batch
    if (batch.kind === 'extended' && batch.copy !== undefined) {
      this.#feed = new CopyFeed(batch.copy, () => sendRest(wire, batch))
      return this.#feed.pump(wire)
    }
    wire.sendCopyFail('No source stream defined')
    if (batch.kind === 'extended') wire.sync() // while it waits for rows, the server passes over a Sync
  }

  /** What COPY sends to the client has nowhere to go. */
  handleCopyData(): void {
    return
  }

  handlePortalSuspended(): void {
    return
  }

  handleReadyForQuery(): void {
    this.#settle(null)
  }

  handleError(error: unknown, wire: Wire): void {
    if (this.#isOver) return
    forget(this.#current(), error)
    const isOwn = this.#feed?.thrown !== undefined && !isFatal(error) // the server only repeats it
    this.#stopCopy(wire)
    this.#settle(isOwn ? null : error)
  }

  #complete(tag: string, wire: Wire): void {
    const prepared = this.#current()
    if (prepared !== undefined) prepared.ready = true
    if (this.#stage === 0) this.#completeMain(tag, wire)
    if (this.#batch.kind === 'extended') this.#stage++
  }

  /** Of several commands in one text the last result counts. */
  #completeMain(tag: string, wire: Wire): void {
    const batch = this.#batch
    const shape = this.#shape ?? noShape
    const rows = this.#rows
    this.#answer = { shape, rows, count: this.#count || countOf(tag), bytes: this.#bytes } // SHOW has rows and no count
    this.#shape = undefined
    this.#rows = []
    this.#count = this.#bytes = 0
    if (batch.kind === 'simple') return
    if (batch.main.prepared !== undefined) shapes.set(batch.main.prepared, shape)
    if (batch.copy !== undefined && this.#feed === undefined) sendRest(wire, batch) // it was no COPY from the client
  }

  #current(): Prepared | undefined {
    if (this.#batch.kind === 'simple') return undefined
    const { before, main, after } = this.#batch
    if (this.#stage === 0) return main.prepared
    return (this.#stage < 0 ? before.at(this.#stage) : after[this.#stage - 1])?.prepared
  }

  /** A COPY that failed has not sent its Sync yet, unless it was through. */
  #stopCopy(wire: Wire): void {
    const batch = this.#batch
    if (batch.kind === 'simple' || batch.copy === undefined) return
    if (this.#stage > 0 || this.#feed?.isOver === true) return
    this.#feed?.stop()
    wire.sync()
  }

  #settle(error: unknown): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cells.clear()
    if (this.#frames?.taker === this) this.#frames.taker = undefined
    if (error !== null) return this.callback(error)
    const thrown = this.#feed?.thrown ?? this.#thrown
    this.callback(null, thrown === undefined ? this.#answer : { ...this.#answer, thrown })
  }
}

function knownShape(prepared: Prepared | undefined): Shape | undefined {
  return prepared?.ready === true ? shapes.get(prepared) : undefined
}

function forget(prepared: Prepared | undefined, error: unknown): void {
  if (prepared !== undefined && stale.has((error as { readonly code?: string }).code ?? ''))
    prepared.ready = false
}

/** The number at the end of `INSERT 0 3`, `SELECT 5` or `COPY 7`. */
function countOf(tag: string): number {
  const count = Number(tag.slice(tag.lastIndexOf(' ') + 1))
  return Number.isNaN(count) ? 0 : count
}
