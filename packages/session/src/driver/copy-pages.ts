/** What COPY reads, in pieces that are worth a message of their own. */

/** Characters to a page: enough to make the cost of a message small, little enough to keep several in memory. */
const enough = 65_536

/** What the server is told of a source that throws. */
export const sourceFailed = 'the source of the rows failed'

/** Pages of joined chunks. A chunk is asked for when it is needed, and what the source throws is kept. */
export class Pages {
  readonly #chunks: Iterator<string, unknown> | undefined
  #isOver = false
  #thrown: { readonly error: unknown } | undefined

  constructor(source: Iterable<string>) {
    this.#chunks = this.#guard(() => source[Symbol.iterator]())
  }

  /** What the source threw, if it did. */
  get thrown(): { readonly error: unknown } | undefined {
    return this.#thrown
  }

  /** The next page; none where the source is at its end, has thrown, or was stopped. */
  next(): string | undefined {
    let page = ''
    while (!this.#isOver && page.length < enough) page += this.#nextChunk() ?? ''
    return page === '' || this.#thrown !== undefined ? undefined : page
  }

  /** Nobody wants more: the source is told. */
  stop(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#guard(() => this.#chunks?.return?.())
  }

  #nextChunk(): string | undefined {
    const turn = this.#guard(() => this.#chunks?.next())
    if (turn !== undefined && turn.done !== true) return turn.value
    this.#isOver = true
    return undefined
  }

  #guard<T>(work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      this.#thrown ??= { error }
      return undefined
    }
  }
}
