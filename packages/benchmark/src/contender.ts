/** One way of reading users with their orders and the lines of those. */

/**
 * `read` gives the number of lines it found, which must be the same for all; one with a known `flaw` may find fewer, which
 * is then shown.
 */
export type Contender = {
  readonly name: string
  readonly flaw?: string
  read(users: number): number | Promise<number>
}
