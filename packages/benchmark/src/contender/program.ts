/** A contender: one library, in a process of its own, with the ways it has to do each workload. */
import type { Ways } from '../workload/workload.ts'

/** What the module of a contender exports as `program`. */
export type Program = {
  /** The libraries and their versions, `drizzle-orm 0.45.4`. */
  readonly version: string
  /**
   * Connects, with up to ten connections where the library pools them.
   * @param url a database with the shop's tables, filled
   * @throws Unavailable where it cannot run here
   */
  open(url: string): Promise<Opened>
}

export type Opened = {
  readonly ways: Ways
  close(): Promise<void>
}

/** Why a contender cannot take part on this machine, in words for the report. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
}
