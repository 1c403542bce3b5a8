/** One program that does a workload's work: by hand, by Sequelize, or by a session. */

/**
 * `turn` does the work of one turn and gives how many of what was asked for it found, which must be the same for all; one
 * with a known `flaw` may find fewer, which is then shown. Those written by hand on stock `pg` (`byHand`) are what the
 * others are measured by.
 */
export type Contender = {
  readonly name: string
  readonly byHand?: true
  readonly flaw?: string
  /** Before each turn, outside of its time. */
  prepare?(): void
  turn(): number | Promise<number>
}
