/** Rings at a time, to about a tenth of a millisecond. Timers of the event loop keep whole milliseconds, and come late by up to one. */
import { Worker } from 'node:worker_threads'
import { clock } from './clock.ts'

/** What the thread shares with us: when it is to ring, and how often that was changed. */
export type AlarmClock = { readonly due: Float64Array; readonly changes: Int32Array }

/** So long before the time the thread wakes us up, in milliseconds: from there we look at the clock ourselves. */
const early = 0.2

const program = new URL('../../dist/worlds/alarm-thread.js', import.meta.url)

export class Alarm {
  readonly #clock: AlarmClock = {
    due: new Float64Array(new SharedArrayBuffer(8)).fill(Infinity),
    changes: new Int32Array(new SharedArrayBuffer(4)),
  }
  readonly #thread = new Worker(program, { workerData: this.#clock })
  readonly #ring: () => void
  #at = Infinity

  constructor(ring: () => void) {
    this.#ring = ring
    this.#thread.on('message', () => this.#watch())
    this.#thread.unref()
  }

  /** To be set only where it is not: when it was just made, or has rung. */
  set(at: number): void {
    this.#at = at
    if (at - clock() <= early) return void setImmediate(() => this.#watch())
    this.#clock.due[0] = at - early
    Atomics.add(this.#clock.changes, 0, 1)
    Atomics.notify(this.#clock.changes, 0)
  }

  async close(): Promise<void> {
    this.#at = Infinity
    await this.#thread.terminate()
  }

  #watch(): void {
    if (this.#at === Infinity) return
    if (clock() < this.#at) return void setImmediate(() => this.#watch())
    this.#at = Infinity
    this.#ring()
  }
}
