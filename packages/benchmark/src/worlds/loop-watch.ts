/** What a program does to its event loop: how long timers are kept waiting, and when none could fire. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { IntervalHistogram } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { Interval } from '../results/results.ts'

/** How often the monitor's timer fires; what it records is the time from one firing to the next. Milliseconds. */
const resolution = 1
/** So long the loop turns freely before something is watched, and after. */
const settling = 4 * resolution

/** Milliseconds; utilisation is from 0 to 1. */
export type LoopFigures = {
  readonly delayP50: number
  readonly delayP99: number
  readonly delayMax: number
  readonly utilisation: number
}

/**
 * Runs something and watches the loop. A stall is recorded by the first firing after it, as the time since the firing before
 * it: so the timer must have fired before (after `reset` too, which forgets the last firing), and must fire once more in the
 * end. One stall is one record, however many timers it kept waiting.
 */
export async function watched<T>(run: () => T | Promise<T>): Promise<{ result: T; loop: LoopFigures }> {
  const histogram = monitorEventLoopDelay({ resolution })
  histogram.enable()
  await wait(5 * settling)
  histogram.reset()
  await wait(settling)
  const { count: idle } = histogram
  const before = performance.eventLoopUtilization()
  const result = await run()
  const { utilization: utilisation } = performance.eventLoopUtilization(before)
  const own = Math.min(histogram.count - idle + 1, histogram.count)
  await wait(settling)
  histogram.disable()
  return { result, loop: { ...delaysOf(histogram, own), utilisation } }
}

/** Of so many records: the others, from before and after, are of an idle loop, and so are those of the least delay. */
function delaysOf(histogram: IntervalHistogram, own: number): Omit<LoopFigures, 'utilisation'> {
  const { count, max } = histogram
  if (count === 0) return { delayP50: 0, delayP99: 0, delayMax: 0 }
  const of = (of100: number) => beyond(histogram.percentile(100 - ((100 - of100) * own) / count))
  return { delayP50: of(50), delayP99: of(99), delayMax: beyond(max) }
}

/** How much later than it should a timer fired, in milliseconds. */
function beyond(nanoseconds: number): number {
  return Math.max(nanoseconds / 1e6 - resolution, 0)
}

/** Blocks the loop on purpose, as a blocking call does, and tells how long that took and what the monitor saw of it. */
export async function controlStall(milliseconds: number): Promise<{ made: number; seen: number }> {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  const { result: made, loop } = await watched(() => {
    const begun = performance.now()
    Atomics.wait(cell, 0, 0, milliseconds)
    return performance.now() - begun
  })
  return { made, seen: loop.delayMax }
}

/** A timer that did not fire for longer than this was kept from it. Milliseconds. */
const longestGap = 3

/** What ran, when it began by `performance.now()`, how long it took, and its stalls, in milliseconds since it began. */
export type RunWithStalls<T> = {
  readonly result: T
  readonly begun: number
  readonly milliseconds: number
  readonly stalls: readonly Interval[]
}

/** Runs something beside a timer, and tells in which stretches the timer could not fire. */
export async function withStalls<T>(run: () => T | Promise<T>): Promise<RunWithStalls<T>> {
  const firings: number[] = []
  const timer = setInterval(() => firings.push(performance.now()), resolution)
  await wait(5 * settling)
  const begun = performance.now()
  const result = await run()
  const ended = performance.now()
  await wait(2 * settling)
  clearInterval(timer)
  return { result, begun, milliseconds: ended - begun, stalls: gaps(firings, begun, ended) }
}

/** Gaps between firings, as far as they lie in the run. */
function gaps(firings: readonly number[], begun: number, ended: number): readonly Interval[] {
  return firings
    .map((to, index) => ({
      from: Math.max(firings[index - 1] ?? to, begun) - begun,
      to: Math.min(to, ended) - begun,
    }))
    .filter(({ from, to }) => to - from > longestGap)
}
