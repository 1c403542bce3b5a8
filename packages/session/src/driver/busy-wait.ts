/**
 * Busy-waiting for libpq: a process that blocks until an answer comes is woken some 20 microseconds after it, which is a fifth
 * of what a short statement takes.
 */
import { availableParallelism } from 'node:os'
import type { Libpq } from './libpq.ts'

/** How often the socket is checked before blocking; a check takes about a microsecond. */
const mostChecks = 200

/** Statements between two looks at how contended the processors are. */
const sample = 64

/** Involuntary context switches in a millisecond that say so; where others need some time now and then it is one at most. */
const toleratedSwitches = 1.5

/** Each time that busy-waiting was in vain, twice as many statements are waited for by blocking; so often at most. */
const mostDoublings = 6

/** Waits for the answers of one connection. */
export class BusyWait {
  readonly #pq: Libpq
  /** Statements still to be waited for by blocking. */
  #blocking = 0
  /** How many answers in a row came too late. */
  #late = 0

  constructor(pq: Libpq) {
    this.#pq = pq
  }

  /** Returns once the answer has come, or once it is better to block until it does. */
  untilAnswered(): void {
    if (this.#blocking > 0) {
      this.#blocking--
      return
    }
    if (!contention.mayBusyWait()) return
    if (this.#isAnswered()) this.#late = 0
    else this.#blocking = doubled(this.#late++)
  }

  #isAnswered(): boolean {
    const pq = this.#pq
    for (let check = 0; check < mostChecks; check++) {
      pq.consumeInput()
      if (!pq.isBusy()) return true
    }
    return false
  }
}

/**
 * Whether others need the processor that busy-waiting would take, the server among them: the kernel then takes it away, and
 * counts that as an involuntary context switch.
 */
class Contention {
  #blocking = 0
  #waited = 0
  #since = 0
  #switches = 0
  /** How many samples in a row were contended. */
  #contended = 0

  /** To be asked once for each statement. */
  mayBusyWait(): boolean {
    if (this.#waited === sample) this.#judge()
    if (this.#blocking > 0) {
      this.#blocking--
      return false
    }
    if (this.#waited++ === 0) this.#begin()
    return true
  }

  #begin(): void {
    this.#since = performance.now()
    this.#switches = switches()
  }

  #judge(): void {
    const isContended = switches() - this.#switches > toleratedSwitches * (performance.now() - this.#since)
    if (isContended) this.#blocking = sample * doubled(this.#contended++)
    else this.#contended = 0
    this.#waited = 0
  }
}

/** It is the process that is taken off a processor, whichever connection it waits for. A single one is the server's, often. */
const contention: Pick<Contention, 'mayBusyWait'> =
  availableParallelism() > 1 ? new Contention() : { mayBusyWait: () => false }

/** Windows does not count them: there it always is none. */
function switches(): number {
  return process.resourceUsage().involuntaryContextSwitches
}

function doubled(times: number): number {
  return 2 ** Math.min(times, mostDoublings)
}
