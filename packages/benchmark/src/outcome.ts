/** What a workload came to. */

/** A contender's milliseconds for one operation, and its ratio to the fastest program by hand of the same round. */
export type Timed = {
  readonly name: string
  readonly milliseconds: Spread
  readonly ratio: Spread
  /** How many it found of what was asked for. */
  readonly found: number
  readonly flaw?: string
  /** For how long 99 of 100 timers were kept waiting at most while a turn ran, in milliseconds. */
  readonly delay?: Spread
}

/** Over all rounds. */
export type Spread = { readonly median: number; readonly least: number; readonly most: number }

/** A contender's one run in a process of its own; `growth` is in bytes, and within the bar or not where there is one. */
export type Streamed = {
  readonly name: string
  readonly rows: number
  readonly rowsPerSecond: number
  /** Rows a second, to those of the cursor by hand. */
  readonly ratio: number
  readonly growth: number
  readonly isWithinBar?: boolean
}

/** A workload's figures; `title` says what was done, `notes` what to know about it. */
export type Outcome = { readonly title: string; readonly notes: readonly string[] } & (
  | {
      readonly kind: 'timed'
      readonly expected: number
      readonly unit: string
      readonly contenders: readonly Timed[]
    }
  | { readonly kind: 'streamed'; readonly contenders: readonly Streamed[] }
)
