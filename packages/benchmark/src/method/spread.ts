/** What several measurements of the same thing come to. */
import type { Spread } from '../results/results.ts'

/** Median, quartiles and ends; between two values their mean by distance. At least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  return {
    median: quantile(sorted, 0.5),
    least: quantile(sorted, 0),
    lower: quantile(sorted, 0.25),
    upper: quantile(sorted, 0.75),
    most: quantile(sorted, 1),
  }
}

/** How far the quartiles lie apart, of the median. */
export function relativeSpread({ lower, median, upper }: Spread): number {
  return median === 0 ? 0 : (upper - lower) / median
}

function quantile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}
