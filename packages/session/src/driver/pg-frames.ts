/** Cuts what the server sends into its messages (PostgreSQL manual, 54.7), of which rows go one way and all else another. */
import { int32 } from './cells.ts'

/** What takes the rows of a statement, and what ends each of its commands (`INSERT 0 1`, and a zero): all between two places. */
export type RowTaker = {
  takeRow(bytes: Buffer, at: number, end: number): void
  takeTag(bytes: Buffer, at: number, end: number): void
}

const dataRow = 0x44
const commandComplete = 0x43
/** Comes with each command that was prepared, and tells nobody anything. */
const bindComplete = 0x32
/** A byte that says what a message is, and its length, which counts itself and what follows. */
const header = 5

export class Frames {
  /** Who takes the rows that come; while nobody does they go where all else goes. */
  taker: RowTaker | undefined
  readonly #pass: (bytes: Buffer) => void
  /** How much of a message that was passed on in part is still to come. */
  #passing = 0
  /** A message that was cut and cannot be passed on in part, and the size from which on it can be looked at again. */
  #kept: Buffer[] = []
  #keptSize = 0
  #wanted = 0

  /** @param pass takes what no taker takes, in order; a message may come to it in pieces */
  constructor(pass: (bytes: Buffer) => void) {
    this.#pass = pass
  }

  /** Takes the next piece of what the server sends. */
  take(chunk: Buffer): void {
    if (this.#kept.length === 0) return this.#walk(chunk)
    const missing = Math.max(0, this.#wanted - this.#keptSize)
    if (chunk.length < missing) return this.#keep(chunk, this.#wanted)
    const whole = Buffer.concat([...this.#kept, chunk.subarray(0, missing)])
    this.#kept = []
    this.#keptSize = 0
    try {
      this.#walk(whole)
    } catch (error) {
      this.#keep(chunk.subarray(missing), 0)
      throw error
    }
    if (chunk.length > missing) this.take(chunk.subarray(missing))
  }

  #walk(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) {
      const others = this.#endOfOthers(chunk, at)
      if (others > at) this.#passOn(chunk, at, others)
      const next = this.#hand(chunk, others)
      if (next === at) return this.#keep(chunk.subarray(at), sizeOf(chunk, at))
      at = next
    }
  }

  /** Where a message begins that somebody may take. Who does is known once all that comes in front of it is passed on. */
  #endOfOthers(chunk: Buffer, start: number): number {
    let at = start + this.#passing
    let isNobodys = this.taker === undefined && this.#passing === 0
    while (at + header <= chunk.length) {
      if (!isForTakers(chunk[at])) isNobodys = false
      else if (!isNobodys) break
      at += sizeOf(chunk, at)
    }
    this.#passing = Math.max(0, at - chunk.length)
    return Math.min(at, chunk.length)
  }

  /** Should a listener throw, what is behind its message is not lost. */
  #passOn(chunk: Buffer, at: number, end: number): void {
    try {
      this.#pass(end - at === chunk.length ? chunk : chunk.subarray(at, end))
    } catch (error) {
      this.#keep(chunk.subarray(end), 0)
      throw error
    }
  }

  /** Hands over what is there as a whole, and gives where the next message begins. */
  #hand(chunk: Buffer, start: number): number {
    let at = start
    while (this.taker !== undefined && at + header <= chunk.length && isForTakers(chunk[at])) {
      const end = at + sizeOf(chunk, at)
      if (end > chunk.length) break
      if (chunk[at] === dataRow) this.taker.takeRow(chunk, at + header, end)
      else if (chunk[at] === commandComplete) this.taker.takeTag(chunk, at + header, end)
      at = end
    }
    return at
  }

  #keep(bytes: Buffer, wanted: number): void {
    this.#kept.push(bytes)
    this.#keptSize += bytes.length
    this.#wanted = wanted
  }
}

function isForTakers(code: number | undefined): boolean {
  return code === dataRow || code === commandComplete || code === bindComplete
}

/** The size of a message, or of its header where not even that is there. */
function sizeOf(chunk: Buffer, at: number): number {
  return at + header <= chunk.length ? 1 + (int32(chunk, at + 1) >>> 0) : header
}
