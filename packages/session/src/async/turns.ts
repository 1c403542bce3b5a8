/**
 * Who may speak in a conversation: operations that overlap wait for each other, and those that a callback makes while an
 * operation waits for that callback go first, since otherwise both would wait for ever.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

/** One line of operations: the session's own, or those of one callback. */
type Line = { last: Promise<unknown>; isOver: boolean; operations: number }

/** The lines that the running code may stand in, by conversation, the innermost first. */
type Lent = { readonly turns: Turns; readonly line: Line; readonly outer: Lent | undefined }

const lent = new AsyncLocalStorage<Lent>()

export class Turns {
  readonly #own: Line = { last: Promise.resolve(), isOver: false, operations: 0 }

  /** The end of the operation that the next one would wait for. */
  get last(): Promise<unknown> {
    return this.#line().last
  }

  /** Whether the next operation would wait for another. */
  get isTaken(): boolean {
    return this.#line().operations > 0
  }

  /** Calls an operation with the end of those before it, however they ended: it is to await that before it begins. */
  take<T>(operation: (turn: Promise<unknown>) => Promise<T>): Promise<T> {
    const line = this.#line()
    const done = () => void line.operations--
    const run = operation(line.last)
    line.operations += 1
    line.last = run.then(done, done)
    return run
  }

  /** Calls something that may take turns of its own while the running operation waits for it. */
  async lend(call: () => unknown): Promise<unknown> {
    const line: Line = { last: Promise.resolve(), isOver: false, operations: 0 }
    try {
      return await lent.run({ turns: this, line, outer: lent.getStore() }, async () => call())
    } finally {
      line.isOver = true
      await line.last
    }
  }

  #line(): Line {
    for (let at = lent.getStore(); at !== undefined; at = at.outer)
      if (at.turns === this && !at.line.isOver) return at.line
    return this.#own
  }
}
