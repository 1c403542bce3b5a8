/** The cells of rows as the server sent them, and their texts. */

/** How many bytes are turned into text at once: V8 cuts texts out of a text ten times faster than node makes them from bytes. */
const window = 2048

/** From so many bytes on, one call for a cell is cheaper than looking at each byte. */
const long = 64

/** What reads one cell, which is not NULL, out of its bytes. */
export type CellReader = (cells: Cells, at: number, end: number) => unknown

const none = Buffer.alloc(0)

export class Cells {
  bytes: Buffer = none
  /** Bytes of the window, each as the character of its number. A text cut out of it keeps it, so it is small. */
  #text = ''
  #from = 0
  #till = 0

  /** The values of a row: a count of 16 bits, and for each cell its length, which is -1 for NULL, and its bytes. */
  row(bytes: Buffer, start: number, readers: readonly CellReader[]): unknown[] {
    this.#turnTo(bytes)
    const row: unknown[] = readers.slice() // of the size that is needed: one that grows takes more
    let at = start + 2
    let column = 0
    for (const read of readers) {
      const length = int32(bytes, at)
      at += 4
      row[column] = length < 0 ? null : read(this, at, at + length)
      if (length > 0) at += length
      column++
    }
    return row
  }

  /** The text between two places. */
  text(at: number, end: number): string {
    const { bytes } = this
    if (end - at >= long) return bytes.toString('utf8', at, end)
    for (let index = at; index < end; index++) {
      if ((bytes[index] as number) > 127) return bytes.toString('utf8', at, end)
    }
    if (end > this.#till) this.#open(at)
    return this.#text.slice(at - this.#from, end - this.#from)
  }

  /** Lets go of the last bytes: what has read them may be around for longer than they should be. */
  clear(): void {
    this.bytes = none
    this.#text = ''
    this.#till = 0
  }

  #turnTo(bytes: Buffer): void {
    if (this.bytes === bytes) return
    this.bytes = bytes
    this.#till = 0
  }

  #open(at: number): void {
    this.#from = at
    this.#till = Math.min(at + window, this.bytes.length)
    this.#text = this.bytes.toString('latin1', at, this.#till)
  }
}

/** The number of 32 bits at a place. */
export function int32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  )
}
