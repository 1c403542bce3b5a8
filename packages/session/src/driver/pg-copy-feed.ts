/** Feeds a COPY through pg's connection, no faster than the server takes it. */
import { Pages, sourceFailed } from './copy-pages.ts'
import type { Wire } from './pg-wire.ts'

export class CopyFeed {
  readonly #pages: Pages
  readonly #onEnd: () => void
  #isOver = false

  /** @param onEnd is called once the last row, or the refusal to send more, is on its way */
  constructor(source: Iterable<string>, onEnd: () => void) {
    this.#pages = new Pages(source)
    this.#onEnd = onEnd
  }

  /** Whether nothing more is to be sent. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** What the source threw, if it did: the COPY has failed then. */
  get thrown(): { readonly error: unknown } | undefined {
    return this.#pages.thrown
  }

  /** Sends pages until the socket is full, and goes on once it is not. */
  pump(wire: Wire): void {
    while (!this.#isOver) {
      if (wire.stream.writableNeedDrain) return void wire.stream.once('drain', () => this.pump(wire))
      const page = this.#pages.next()
      if (page === undefined) return this.#end(wire)
      wire.sendCopyFromChunk(Buffer.from(page))
    }
  }

  /** Nobody listens any more. */
  stop(): void {
    this.#isOver = true
    this.#pages.stop()
  }

  #end(wire: Wire): void {
    this.#isOver = true
    if (this.#pages.thrown === undefined) wire.endCopyFrom()
    else wire.sendCopyFail(sourceFailed)
    this.#onEnd()
  }
}
