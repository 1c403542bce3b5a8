/** The prepared statements of one connection: a name for each text, and no more of them than the server should keep. */

/** A statement's name; `ready` once the server knows it. */
export type Prepared = { readonly name: string; ready: boolean }

/** Names by text, the least recently used first; uses count once there are half as many as there may be. */
export class PreparedNames {
  readonly #byText = new Map<string, Prepared>()
  readonly #limit: number
  #count = 0

  /** @param limit how many prepared statements the connection keeps */
  constructor(limit = 500) {
    this.#limit = limit
  }

  /** The text's name: the one it has, else a new one. Names are never used twice. */
  of(text: string): Prepared {
    const known = this.#byText.get(text)
    if (known !== undefined && this.#byText.size <= this.#limit / 2) return known
    const prepared = known ?? { name: `retort_${++this.#count}`, ready: false }
    this.#byText.delete(text)
    this.#byText.set(text, prepared)
    return prepared
  }

  /**
   * Drops names after an error that only new ones cure: 0A000 "cached plan must not change result type" (the table was
   * altered), 26000 (somebody sent DISCARD ALL, which takes them all). Says whether it was one of these.
   */
  forgetAfter(text: string, code: string | undefined): boolean {
    if (code === '0A000') return this.#byText.delete(text)
    if (code === '26000') this.#byText.clear()
    return code === '26000'
  }

  /** The server may know none of them any more. */
  unready(): void {
    for (const prepared of this.#byText.values()) prepared.ready = false
  }

  /** Takes the least recently used one out when there are too many; to be deallocated where the server knows it. */
  surplus(): Prepared | undefined {
    if (this.#byText.size <= this.#limit) return undefined
    for (const [text, prepared] of this.#byText) {
      this.#byText.delete(text)
      return prepared
    }
    return undefined
  }
}
