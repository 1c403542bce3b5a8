/**
 * What the relations of one instance hold, by name. Thousands of instances have one relation and few have several: the first
 * has its place here, and only others make a map.
 */
export class RelationValues {
  #name: string | undefined
  #value: unknown
  #others: Map<string, unknown> | undefined

  get size(): number {
    return (this.#name === undefined ? 0 : 1) + (this.#others?.size ?? 0)
  }

  has(name: string): boolean {
    return this.#name === name || this.#others?.has(name) === true
  }

  get(name: string): unknown {
    return this.#name === name ? this.#value : this.#others?.get(name)
  }

  set(name: string, value: unknown): void {
    if (this.#name === name || (this.#name === undefined && this.#others?.has(name) !== true)) {
      this.#name = name
      this.#value = value
      return
    }
    this.#others ??= new Map()
    this.#others.set(name, value)
  }

  delete(name: string): void {
    if (this.#name === name) this.#name = this.#value = undefined
    else this.#others?.delete(name)
  }

  *values(): IterableIterator<unknown> {
    for (const [, value] of this) yield value
  }

  *[Symbol.iterator](): IterableIterator<readonly [string, unknown]> {
    if (this.#name !== undefined) yield [this.#name, this.#value]
    if (this.#others !== undefined) yield* this.#others
  }
}
