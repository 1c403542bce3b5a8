/** How much is measured. */

/**
 * - `users`: how many users the joins read
 * - `rounds`: how many rounds are counted
 * - `rows`: how many rows are streamed
 * - `quick`: turns of a tenth, for a look and for tests
 */
export type Size = {
  readonly users: number
  readonly rounds: number
  readonly rows: number
  readonly quick: boolean
}
