/** How far a process grows that does nothing but read: one that is new for each way. */
import type { Cast } from './cast.ts'
import type { Entrant } from './entrant.ts'
import { spreadOf } from './spread.ts'

/** Calls in a process: some, so that what they leave behind is in it. */
export const weighedCalls = 5

/** Processes at a time: memory does not depend on the time that they take. */
const together = 2

/**
 * Weighs ways, each in processes of their own.
 * @param runs how many processes a way; their median counts
 * @returns bytes, in the order of the entrants
 */
export async function memoryOf(
  cast: Cast,
  url: string,
  entrants: readonly Entrant[],
  runs: number,
  onWay: (done: number) => void,
): Promise<readonly number[]> {
  const all = entrants.flatMap((entrant) => Array.from({ length: runs }, () => entrant))
  const bytes: number[] = []
  for (let done = 0; done < all.length; done += together) {
    onWay(done / all.length)
    const now = all.slice(done, done + together)
    bytes.push(...(await Promise.all(now.map((entrant) => weigh(cast, url, entrant)))))
  }
  return entrants.map((_, index) =>
    Math.round(spreadOf(bytes.slice(index * runs, (index + 1) * runs)).median),
  )
}

async function weigh(cast: Cast, url: string, { contender, task }: Entrant): Promise<number> {
  await using process = await cast.another(contender, url)
  const { bytes } = await process.ask({ kind: 'weigh', task, calls: weighedCalls })
  return bytes
}
