/** Times ways in rounds: each takes its turn in every round, beginning with another one each time. */
import type { WayResult } from '../results/results.ts'
import type { Entrant } from './entrant.ts'
import type { Ground } from './ground.ts'
import type { Pace } from './pace.ts'
import { slowEvery, slowTurn } from './pace.ts'
import { spreadOf } from './spread.ts'
import type { Turn } from './turn.ts'
import { takeTurn, warmUp } from './turn.ts'

export type Timed = Pick<WayResult, 'contender' | 'way' | 'milliseconds' | 'ratio' | 'cpu' | 'delay'>

/** What rounds came to: a way each in the order of the entrants, and who took part in some rounds only. */
export type Rounds = { readonly ways: readonly Timed[]; readonly notes: readonly string[] }

/** Told of what happens, so that progress can be shown and the machine be watched. */
export type RoundsListener = {
  /** What part of the whole is done. */
  onProgress(done: number): void
  /** Before each round. */
  onRound(): void
}

type Paced = { readonly entrant: Entrant; readonly calls: number; readonly isSlow: boolean }
type Taken = Turn & { readonly round: number }

/** Of all the time that is spent, what goes by in front of the rounds. */
const partOfWarmUp = 0.45

/**
 * Warms all up, and runs the rounds.
 * @throws BenchmarkError as {@link takeTurn}
 */
export async function inRounds(
  entrants: readonly Entrant[],
  ground: Ground,
  pace: Pace,
  listener: RoundsListener,
): Promise<Rounds> {
  const paced = await paceOf(entrants, ground, pace, (done) => listener.onProgress(done * partOfWarmUp))
  const taken: Taken[][] = paced.map(() => [])
  for (let round = 0; round < pace.rounds; round++) {
    listener.onProgress(partOfWarmUp + (1 - partOfWarmUp) * (round / pace.rounds))
    listener.onRound()
    await oneRound(paced, ground, round, (index, turn) => taken[index]?.push({ ...turn, round }))
  }
  const bars = barsOf(paced, taken, pace.rounds)
  return {
    ways: paced.map(({ entrant }, index) => timedOf(entrant, taken[index] ?? [], bars)),
    notes: paced.filter(({ isSlow }) => isSlow).map(slowNote),
  }
}

async function paceOf(
  entrants: readonly Entrant[],
  ground: Ground,
  pace: Pace,
  onProgress: (done: number) => void,
): Promise<readonly Paced[]> {
  const paced: Paced[] = []
  for (const [index, entrant] of entrants.entries()) {
    onProgress(index / entrants.length)
    const perCall = await warmUp(entrant, ground, pace.warmUp)
    const calls = Math.max(1, Math.round(pace.turn / perCall))
    paced.push({ entrant, calls, isSlow: !entrant.isBar && perCall > slowTurn })
  }
  return paced
}

async function oneRound(
  paced: readonly Paced[],
  ground: Ground,
  round: number,
  onTurn: (index: number, turn: Turn) => void,
): Promise<void> {
  for (let place = 0; place < paced.length; place++) {
    const index = (place + round) % paced.length
    const turn = paced[index]
    if (turn === undefined || (turn.isSlow && round % slowEvery !== 0)) continue
    const watchDelay = turn.entrant.task.workload === 'W7'
    onTurn(index, await takeTurn(turn.entrant, ground, turn.calls, { watchDelay }))
  }
}

/** Of each round, the fastest turn of the ways that the others are measured by. */
function barsOf(
  paced: readonly Paced[],
  taken: readonly (readonly Taken[])[],
  rounds: number,
): readonly number[] {
  const turns = taken.filter((_, index) => paced[index]?.entrant.isBar === true).flat()
  return Array.from({ length: rounds }, (_, round) =>
    Math.min(...turns.filter((turn) => turn.round === round).map(({ milliseconds }) => milliseconds)),
  )
}

function timedOf({ contender, way }: Entrant, turns: readonly Taken[], bars: readonly number[]): Timed {
  const delays = turns.flatMap(({ delay }) => delay ?? [])
  return {
    contender,
    way,
    milliseconds: spreadOf(turns.map(({ milliseconds }) => milliseconds)),
    ratio: spreadOf(turns.map(({ milliseconds, round }) => milliseconds / (bars[round] ?? Number.NaN))),
    cpu: spreadOf(turns.map(({ cpu }) => cpu)),
    ...(delays.length === 0 ? {} : { delay: spreadOf(delays) }),
  }
}

function slowNote({ entrant: { contender, way } }: Paced): string {
  return `${contender}, ${way} took part in every third round only: a turn takes more than ${slowTurn / 1000} s.`
}
