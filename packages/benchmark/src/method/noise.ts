/** Whether the machine holds still: the same arithmetic, which needs nobody's answer, should always take the same time. */
import type { Noise, Spread } from '../results/results.ts'
import { relativeSpread, spreadOf } from './spread.ts'

/** Steps of the loop: some 20 ms. */
const steps = 15_000_000
/** Its quartiles may lie so far apart, of the median. */
const controlLimit = 0.1
/** So may those of the bar's own times, in the median over the workloads; a server and its caches have a part in them. */
const barLimit = 0.3

export class Control {
  readonly #times: number[] = []

  /** The loop is compiled while it runs, so its first few times do not count. */
  constructor() {
    for (let time = 0; time < 4; time++) arithmetic()
    for (let time = 0; time < 3; time++) this.look()
  }

  /** Milliseconds of each look. */
  get times(): readonly number[] {
    return this.#times
  }

  look(): void {
    const begun = performance.now()
    arithmetic()
    this.#times.push(performance.now() - begun)
  }
}

/**
 * Judges a run.
 * @param controls milliseconds of the loop, at least one
 * @param bars times of the way that the others are measured by, over the rounds of each workload
 */
export function noiseOf(controls: readonly number[], bars: readonly Spread[]): Noise {
  const control = spreadOf(controls)
  const spread = relativeSpread(control)
  const barSpread = bars.length === 0 ? 0 : spreadOf(bars.map(relativeSpread)).median
  const isBelievable = spread < controlLimit && barSpread < barLimit
  const ofBar = bars.length === 0 ? '' : `, those of the bar ${percent(barSpread)}`
  const found = `the quartiles of the same arithmetic lie ${percent(spread)} apart${ofBar}`
  const verdict = isBelievable
    ? `The machine held still: ${found}.`
    : `The machine was too noisy for these figures to be believed: ${found}; up to ${percent(controlLimit)}${bars.length === 0 ? '' : ` and ${percent(barLimit)}`} will do. Run it again with nothing else running.`
  return { control, spread, isBelievable, verdict }
}

/** The sum keeps the loop from being optimised away. */
function arithmetic(): number {
  let sum = 1
  for (let step = 0; step < steps; step++) sum = (Math.imul(sum, 1_664_525) + 1_013_904_223) | 0
  return sum
}

function percent(part: number): string {
  return `${(part * 100).toFixed(0)} %`
}
