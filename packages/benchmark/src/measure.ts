/** Times contenders in rounds: each takes its turn in every round, beginning with another one each time. */
import type { Contender } from './contender.ts'
import { whileWatched } from './event-loop-delay.ts'
import type { Field } from './field.ts'
import type { Spread, Timed } from './outcome.ts'
import type { Size } from './size.ts'

/** Rounds in front of the counted ones, in which code is compiled and statements are prepared. */
const warmUps = { full: 2, quick: 1 }

/**
 * Measures.
 * @param onRound told before each
 * @throws Error where a contender does not find what it should
 */
export async function measure(
  field: Field,
  { rounds, quick }: Size,
  onRound: (round: number) => void,
): Promise<readonly Timed[]> {
  const counted: Turn[][] = []
  const ahead = quick ? warmUps.quick : warmUps.full
  for (let round = 1 - ahead; round <= rounds; round++) {
    onRound(round)
    const turns = await oneRound(field, round + ahead)
    if (round > 0) counted.push(turns)
  }
  const bars = counted.map((turns) => fastestByHand(field.contenders, turns))
  return field.contenders.map((contender, index) => {
    const turns = counted.map((turns) => turns[index] ?? unmeasured)
    return timed(contender, turns, bars)
  })
}

type Turn = { readonly milliseconds: number; readonly found: number; readonly delay?: number }

const unmeasured: Turn = { milliseconds: Number.NaN, found: 0 }

async function oneRound(field: Field, round: number): Promise<Turn[]> {
  const { contenders } = field
  const turns: Turn[] = []
  for (let turn = 0; turn < contenders.length; turn++) {
    const index = (turn + round) % contenders.length
    const contender = contenders[index]
    if (contender !== undefined) turns[index] = await oneTurn(field, contender)
  }
  return turns
}

async function oneTurn(field: Field, contender: Contender): Promise<Turn> {
  await field.reset?.()
  contender.prepare?.()
  const turn = field.watchesDelay ? await whileWatched(() => clocked(contender)) : await clocked(contender)
  const { found } = turn
  if (contender.flaw === undefined && found !== field.expected)
    throw new Error(`${contender.name} found ${found} of ${field.expected} ${field.unit}`)
  await field.verify?.()
  return { ...turn, milliseconds: turn.milliseconds / field.operations }
}

async function clocked(contender: Contender): Promise<Turn> {
  const begun = performance.now()
  const found = await contender.turn()
  return { milliseconds: performance.now() - begun, found }
}

function fastestByHand(contenders: readonly Contender[], turns: readonly Turn[]): number {
  const times = turns.map(({ milliseconds }) => milliseconds)
  return Math.min(...times.filter((_, index) => contenders[index]?.byHand === true))
}

function timed({ name, flaw }: Contender, turns: readonly Turn[], bars: readonly number[]): Timed {
  const times = turns.map(({ milliseconds }) => milliseconds)
  const shown = {
    name,
    milliseconds: spread(times),
    ratio: spread(times.map((time, round) => time / (bars[round] ?? time))),
    found: turns[0]?.found ?? 0,
    ...(flaw === undefined ? {} : { flaw }),
  }
  const delays = turns.flatMap(({ delay }) => delay ?? [])
  return delays.length === 0 ? shown : { ...shown, delay: spread(delays) }
}

function spread(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
