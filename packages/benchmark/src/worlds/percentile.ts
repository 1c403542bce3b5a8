/** Which value so many of a hundred are within. */

/** By nearest rank; 0 where there is none. */
export function percentile(values: readonly number[], of100: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(Math.ceil((of100 / 100) * sorted.length) - 1, 0)] ?? 0
}
