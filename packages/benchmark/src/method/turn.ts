/** A turn: as many calls of one way as fill the time that a turn should take. */
import { BenchmarkError } from '../error.ts'
import type { Entrant } from './entrant.ts'
import { expectFound, nameOf } from './entrant.ts'
import type { Ground } from './ground.ts'

/** What a turn came to, per operation; milliseconds. */
export type Turn = { readonly milliseconds: number; readonly cpu: number; readonly delay?: number }

/**
 * Takes one, with the tables brought back before it and looked at after it.
 * @param options.watchDelay whether the event loop is watched afterwards, under a load that is the same for all
 * @throws BenchmarkError WRONG_ANSWER where it finds other rows than there are, WRONG_TABLES where it leaves others behind
 */
export async function takeTurn(
  entrant: Entrant,
  ground: Ground,
  calls: number,
  { watchDelay = false } = {},
): Promise<Turn> {
  const parts: Turn[] = []
  const [runs, each] = ground.isRepeatable ? [1, calls] : [calls, 1]
  for (let run = 0; run < runs; run++) parts.push(await callAgain(entrant, ground, each, watchDelay))
  const operations = ground.operations * calls
  const delays = parts.flatMap(({ delay }) => delay ?? [])
  return {
    milliseconds: sum(parts.map(({ milliseconds }) => milliseconds)) / operations,
    cpu: sum(parts.map(({ cpu }) => cpu)) / operations,
    ...(delays.length === 0 ? {} : { delay: Math.max(...delays) }),
  }
}

/**
 * Takes turns until so many milliseconds have been spent on them, the first one of a single call.
 * @returns what one call took in the last of them
 */
export async function warmUp(entrant: Entrant, ground: Ground, budget: number): Promise<number> {
  let spent = 0
  let calls = 1
  for (;;) {
    const { milliseconds } = await takeTurn(entrant, ground, calls)
    const perCall = milliseconds * ground.operations
    spent += perCall * calls
    if (spent >= budget) return perCall
    calls = Math.max(1, Math.min(calls * 2, Math.ceil((budget - spent) / perCall)))
  }
}

async function callAgain(
  entrant: Entrant,
  ground: Ground,
  calls: number,
  watchDelay: boolean,
): Promise<Turn> {
  const { process, task } = entrant
  await ground.reset()
  const { milliseconds, cpu, found, delay } = await process.ask({ kind: 'turn', task, calls, watchDelay })
  expectFound(entrant, found, ground.expected * calls)
  if (!(milliseconds > 0))
    throw new BenchmarkError('CONTENDER_FAILED', `${nameOf(entrant)} took no time at all.`)
  await ground.verify(calls, nameOf(entrant))
  return { milliseconds, cpu, ...(delay === undefined ? {} : { delay }) }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
