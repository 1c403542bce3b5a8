/** Times contenders in rounds: each takes its turn in every round, beginning with another one each time. */
import type { Contender } from './contender.ts'

/** A contender's milliseconds, median and spread, and its ratio to the fastest of the same round (median). */
export type Measured = {
  readonly name: string
  readonly median: number
  readonly least: number
  readonly most: number
  readonly ratio: number
  /** How many lines it found. */
  readonly lines: number
  readonly flaw?: string
}

/**
 * Measures.
 * @param users how many users each reads
 * @param rounds how many rounds are counted, after one that warms up
 * @param onRound told after each
 * @throws Error where contenders do not find the same
 */
export async function measure(
  contenders: readonly Contender[],
  users: number,
  rounds: number,
  onRound: (round: number) => void,
): Promise<readonly Measured[]> {
  const turns: Turn[][] = []
  for (let round = 0; round <= rounds; round++) {
    const turn = await oneRound(contenders, users, round)
    refuseDisagreement(contenders, turn)
    if (round > 0) turns.push(turn)
    onRound(round)
  }
  const fastest = turns.map((turn) => Math.min(...turn.map(({ milliseconds }) => milliseconds)))
  return contenders.map((contender, index) =>
    summary(
      contender,
      turns.map((turn) => turn[index] ?? unmeasured),
      fastest,
    ),
  )
}

type Turn = { readonly milliseconds: number; readonly lines: number }

const unmeasured: Turn = { milliseconds: Number.NaN, lines: 0 }

async function oneRound(contenders: readonly Contender[], users: number, round: number): Promise<Turn[]> {
  const turns: Turn[] = []
  for (let turn = 0; turn < contenders.length; turn++) {
    const index = (turn + round) % contenders.length
    const begun = performance.now()
    const lines = (await contenders[index]?.read(users)) ?? 0
    turns[index] = { milliseconds: performance.now() - begun, lines }
  }
  return turns
}

function refuseDisagreement(contenders: readonly Contender[], turns: readonly Turn[]): void {
  const flawless = contenders.flatMap(({ name, flaw }, index) =>
    flaw === undefined ? [[turns[index]?.lines, name] as const] : [],
  )
  const found = new Map(flawless)
  if (found.size < 2) return
  const who = [...found].map(([lines, name]) => `${name} found ${lines}`)
  throw new Error(`Contenders disagree: ${who.join(', ')}`)
}

function summary({ name, flaw }: Contender, turns: readonly Turn[], fastest: readonly number[]): Measured {
  const times = turns.map(({ milliseconds }) => milliseconds)
  const ratio = median(times.map((milliseconds, round) => milliseconds / (fastest[round] ?? milliseconds)))
  const lines = turns[0]?.lines ?? 0
  const shown = {
    name,
    median: median(times),
    least: Math.min(...times),
    most: Math.max(...times),
    ratio,
    lines,
  }
  return flaw === undefined ? shown : { ...shown, flaw }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
