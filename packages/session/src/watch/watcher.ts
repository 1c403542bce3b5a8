/** Counts a session's reads by what is read and from which line, within one transaction. */
import type { Place } from '../core/place.ts'
import { here, lineOf, nowhere, onlyLineOf, stackOf } from '../core/place.ts'
import { SessionError } from '../error.ts'
import { checkOptions } from '../option-rules.ts'
import type { Watch } from './finding.ts'
import { forgetAtExit, reportAtExit, tell } from './report.ts'

/** What is read, as findings name it, and what would be better. */
export type Subject = { readonly what: string; suggestion(): string }

/** One read of the user's, from its call on. */
export type WatchedRead = { readonly subject: Subject; readonly place: Place }

/** The reads of one thing from one line. */
type Tally = { readonly subject: Subject; count: number; milliseconds: number }

/** The reads of one thing. Those whose line is not known yet are counted to the first line that is. */
type Repeats = { unplaced: number; readonly lines: Map<string, Tally> }

/** So many reads from one line are a finding. */
const many = 3

/** Frames of a stack that are kept: the package's own, and Sequelize's around a getter, come before the user's. */
const depth = 16

/**
 * Makes the watcher of a session; none where nothing is watched.
 * @throws SessionError INVALID_OPTION
 */
export function watcherOf(watch: Watch | undefined): Watcher | undefined {
  if (watch === undefined || watch === 'off') return undefined
  checkOptions({ watch })
  return new Watcher(watch)
}

export class Watcher {
  readonly watch: Watch
  #reads = new Map<string, Repeats>()

  constructor(watch: Watch) {
    this.watch = watch
  }

  /** Notes a read: to be called in the user's own call, before anything is awaited. */
  begin(subject: Subject): WatchedRead {
    // Where it is the first of its kind, as most are, nobody needs to know from where.
    if (this.#reads.has(subject.what)) return { subject, place: here(depth) }
    this.#reads.set(subject.what, { unplaced: 0, lines: new Map() })
    return { subject, place: nowhere }
  }

  /**
   * To be asked before a read's first statement is sent.
   * @throws SessionError N_PLUS_ONE
   */
  check({ subject, place }: WatchedRead): void {
    if (this.watch !== 'throw' || place === nowhere) return
    const line = lineOf(place)
    if (countAt(this.#repeats(subject), line) + 1 >= many) throw refusal(subject, line, place)
  }

  /** Counts a read that has sent a statement. */
  count({ subject, place }: WatchedRead, milliseconds: number): void {
    const repeats = this.#repeats(subject)
    const tally = place === nowhere ? firstOf(repeats.lines) : tallyAt(repeats, subject, this.#lineOf(place))
    if (tally === undefined) {
      repeats.unplaced += 1
      return
    }
    tally.count += 1
    if (tally.count > 1) tally.milliseconds += milliseconds
    if (tally.count === many) reportAtExit(this)
  }

  /** At the end of a transaction: tells of what was found, and begins anew. */
  report(): void {
    if (this.#reads.size === 0) return
    const reads = this.#reads
    this.#reads = new Map()
    forgetAtExit(this)
    if (this.watch === 'throw') return
    for (const { lines } of reads.values()) for (const [line, tally] of lines) tellOf(this.watch, line, tally)
  }

  #repeats({ what }: Subject): Repeats {
    const known = this.#reads.get(what)
    if (known !== undefined) return known
    const repeats = { unplaced: 0, lines: new Map<string, Tally>() }
    this.#reads.set(what, repeats)
    return repeats
  }

  /** The stack is wanted once more for what is thrown. */
  #lineOf(place: Place): string {
    return this.watch === 'throw' ? lineOf(place) : onlyLineOf(place)
  }
}

function tallyAt(repeats: Repeats, subject: Subject, line: string): Tally {
  const tally = repeats.lines.get(line) ?? { subject, count: repeats.unplaced, milliseconds: 0 }
  repeats.unplaced = 0
  repeats.lines.set(line, tally)
  return tally
}

function firstOf(lines: ReadonlyMap<string, Tally>): Tally | undefined {
  return lines.values().next().value
}

/** How many reads are counted to a line, or would be with the next. */
function countAt({ unplaced, lines }: Repeats, line: string): number {
  return lines.size === 0 ? unplaced : (lines.get(line)?.count ?? 0)
}

function tellOf(watch: Watch, line: string, { subject, count, milliseconds }: Tally): void {
  if (count < many) return
  const suggestion = subject.suggestion()
  tell(watch, { kind: 'nPlusOne', line, what: subject.what, count, milliseconds, suggestion })
}

function refusal({ what, suggestion }: Subject, line: string, place: Place): SessionError {
  return new SessionError(
    'N_PLUS_ONE',
    `N+1: ${what} is read for the third time at ${line}, one SELECT each. ${suggestion()}.`,
    { cause: stackOf(place, 'The read that is one too many.') },
  )
}
