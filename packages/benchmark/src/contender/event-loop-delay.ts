/** How long a program keeps the event loop from everybody else. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'

/** How often a timer looks, in milliseconds; what it measures is the time from one look to the next. */
const resolution = 1

/** Runs something, and adds for how long 99 of 100 looks had to wait at most, in milliseconds. */
export async function whileWatched<T extends object>(
  run: () => Promise<T>,
): Promise<T & { readonly delay: number }> {
  const histogram = monitorEventLoopDelay({ resolution })
  histogram.enable()
  const result = await run()
  await wait(2 * resolution) // a wait that has not ended is not in it yet
  histogram.disable()
  return { ...result, delay: Math.max(histogram.percentile(99) / 1e6 - resolution, 0) }
}
