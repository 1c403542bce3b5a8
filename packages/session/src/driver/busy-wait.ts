/**
 * Waiting for the server awake: a process that sleeps until an answer comes is woken some 20 microseconds after it, which
 * is a fifth of what a short statement takes. Linux can do the same for every socket of a machine (`net.core.busy_poll`).
 */
import { availableParallelism } from 'node:os'
import type { Libpq } from './libpq.ts'

/** Looks at the socket before it is left to the kernel to wake us: each takes about a microsecond. */
const looks = 200

/** Statements after which it is asked whether somebody else needs the processor. */
const sample = 64

/** Involuntary context switches within a sample that do not say so: programs of the kernel's own need some time, too. */
const fewSwitches = 16

/** Doublings of the number of statements that are waited for asleep, each time that it is tried again in vain. */
const mostDoublings = 6

/** With a single processor the server could not work while we look. */
const canLook = availableParallelism() > 1

export class BusyWait {
  readonly #pq: Libpq
  /** Statements still to be waited for asleep. */
  #asleep = canLook ? 0 : Infinity
  #awake = 0
  #switches = Number.NaN
  /** How often in a row it took longer than we look, and how often others needed the processor. */
  #late = 0
  #crowded = 0

  constructor(pq: Libpq) {
    this.#pq = pq
  }

  /** Returns once the answer has come, or once it is better to sleep until it does. */
  untilAnswered(): void {
    if (this.#asleep > 0) {
      this.#asleep--
      return
    }
    if (this.#isAnswered()) this.#late = 0
    else this.#asleep = doubled(this.#late++)
    this.#makeRoom()
  }

  #isAnswered(): boolean {
    const pq = this.#pq
    for (let look = 0; look < looks; look++) {
      pq.consumeInput()
      if (!pq.isBusy()) return true
    }
    return false
  }

  /** Where the kernel takes the processor away from us, others need it, the server among them. */
  #makeRoom(): void {
    if (this.#awake++ % sample > 0) return
    const { involuntaryContextSwitches: switches } = process.resourceUsage()
    const taken = switches - this.#switches
    if (taken > fewSwitches) this.#asleep = sample * doubled(this.#crowded++)
    else if (taken >= 0) this.#crowded = 0
    this.#switches = this.#asleep > 0 ? Number.NaN : switches // what happens meanwhile says nothing
  }
}

function doubled(times: number): number {
  return 2 ** Math.min(times, mostDoublings)
}
