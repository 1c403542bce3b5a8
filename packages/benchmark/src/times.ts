/** The work of a turn: something done again and again. */

/** Does it so many times, one after the other; gives the sum of what was found. */
export function times(operations: number, run: (operation: number) => number): number {
  let found = 0
  for (let operation = 0; operation < operations; operation++) found += run(operation)
  return found
}

/** {@link times}, each awaited before the next one begins. */
export async function timesAsync(
  operations: number,
  run: (operation: number) => Promise<number>,
): Promise<number> {
  let found = 0
  for (let operation = 0; operation < operations; operation++) found += await run(operation)
  return found
}
