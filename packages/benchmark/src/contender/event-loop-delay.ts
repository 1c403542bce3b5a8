/**
 * How long a program keeps the event loop from everybody else, at the same load for all: who answers sooner would otherwise
 * be given more to do, and leave more garbage behind in the same time.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'

/** How often a timer looks, in milliseconds; what it measures is the time from one look to the next. */
const resolution = 1

/** Milliseconds from the beginning of a call to that of the next one; who takes longer has no pause. */
const interval = 20
const calls = 10

/** Makes calls one after the other, and gives for how long 99 of 100 looks had to wait at most, in milliseconds. */
export async function delayUnderLoad(call: (index: number) => unknown): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution })
  histogram.enable()
  for (let index = 0; index < calls; index++) {
    const begun = performance.now()
    await call(index)
    // A wait that has not ended is not among the looks yet.
    await wait(Math.max(interval - (performance.now() - begun), 2 * resolution))
  }
  histogram.disable()
  return Math.max(histogram.percentile(99) / 1e6 - resolution, 0)
}
