/** Which rows the point reads ask for. */

/** So many of the rows, far from each other in the table; none twice before all had their turn. */
export function scattered<T>(rows: readonly T[], count: number): readonly T[] {
  const stride = 997
  return Array.from({ length: count }, (_, index) => rows[(index * stride) % rows.length]).filter(
    (row) => row !== undefined,
  )
}
