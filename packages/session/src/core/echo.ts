/** What goes out and what it cost, told to whoever listens. */
import type { Result, Statement } from '../driver/connection.ts'

/**
 * One statement that was sent: its text, parameters, the rows it returned or affected, how many bytes those it returned
 * came to on the wire (without TLS), how long it took, and what went wrong. What is sent along with another statement (`BEGIN` before it, `COMMIT` behind it) has an event of its own, of
 * no rows, and of no time since it shares the other's round trip.
 */
export type StatementEvent = {
  readonly sql: string
  readonly parameters: readonly unknown[]
  readonly rows: number
  readonly bytes: number
  readonly milliseconds: number
  readonly error?: unknown
}

/** What is handed each event. Should it throw, the statement is not affected: node warns once for each listener. */
export type StatementListener = (event: StatementEvent) => void

/** `true` prints each statement to stderr; a function is handed the event. */
export type Echo = boolean | StatementListener

/** `true` shows each bound value as `***`; a function gives what is shown instead. */
export type HideParameters = boolean | ((parameters: readonly unknown[], sql: string) => readonly unknown[])

/** What the parameters of a statement look like to people. */
export type Shown = (parameters: readonly unknown[], sql: string) => readonly unknown[]

/** Makes what shows parameters; undefined where nothing is hidden. */
export function shownBy(hide: HideParameters | undefined): Shown | undefined {
  if (hide === undefined || hide === false) return undefined
  if (hide === true) return stars
  return (parameters, sql) => {
    try {
      return hide(parameters, sql)
    } catch (error) {
      warn('The function hideParameters of an engine', hide, error)
      return stars(parameters)
    }
  }
}

/** The listeners of an engine. */
export class StatementEvents {
  readonly #listeners = new Set<StatementListener>()
  readonly #shown: Shown | undefined

  constructor(echo: Echo | undefined, shown: Shown | undefined) {
    this.#shown = shown
    if (echo === true) this.#listeners.add(print)
    else if (typeof echo === 'function') this.#listeners.add(echo)
  }

  on(listener: StatementListener): void {
    this.#listeners.add(listener)
  }

  off(listener: StatementListener): void {
    this.#listeners.delete(listener)
  }

  /** The statement as it is to be sent: what its rows come to is counted for those who listen. */
  counted(statement: Statement): Statement {
    return this.#listeners.size === 0 ? statement : { ...statement, counted: true }
  }

  /** Tells of a statement that was answered. */
  answered(statement: Statement, { count, bytes = 0 }: Result, milliseconds: number): void {
    if (this.#listeners.size === 0) return
    this.#before(statement)
    this.#tell({ ...this.#spoken(statement), rows: count, bytes, milliseconds })
    if (statement.after !== undefined) this.#tell(command(statement.after))
  }

  /** Tells of one that failed; what was to come behind it was not run. */
  failed(statement: Statement, error: unknown, milliseconds: number): void {
    if (this.#listeners.size === 0) return
    this.#before(statement)
    this.#tell({ ...this.#spoken(statement), rows: 0, bytes: 0, milliseconds, error })
  }

  #before({ before }: Statement): void {
    if (before !== undefined) this.#tell(command(before))
  }

  #spoken({ text, values }: Statement): { readonly sql: string; readonly parameters: readonly unknown[] } {
    return { sql: text, parameters: this.#shown?.(values, text) ?? values }
  }

  #tell(event: StatementEvent): void {
    for (const listener of this.#listeners) told(listener, event)
  }
}

function command(sql: string): StatementEvent {
  return { sql, parameters: [], rows: 0, bytes: 0, milliseconds: 0 }
}

/** A listener may turn out to be async: what it rejects with is treated as what it throws. */
function told(listener: StatementListener, event: StatementEvent): void {
  try {
    const answer: unknown = listener(event)
    if (answer instanceof Promise) answer.catch((error: unknown) => warn(listening, listener, error))
  } catch (error) {
    warn(listening, listener, error)
  }
}

const listening = "A listener of an engine's statements"

/** Who has been warned of: what throws once throws at every statement. */
const warned = new WeakSet<object>()

/** Warns of code of the user's that threw where that must not matter; once for each. */
export function warn(who: string, thrower: object, error: unknown): void {
  if (warned.has(thrower)) return
  warned.add(thrower)
  const says = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.emitWarning(`${who} threw. ${says}`, 'RetortWarning')
}

function stars(parameters: readonly unknown[]): readonly unknown[] {
  return parameters.map(() => '***')
}

function print({ sql, parameters, rows, milliseconds, error }: StatementEvent): void {
  const bound = parameters.length === 0 ? '' : ` ${JSON.stringify(parameters)}`
  const end =
    error === undefined ? `${rows} row(s)` : `failed: ${error instanceof Error ? error.message : ''}`
  process.stderr.write(`${sql}${bound} -- ${end}, ${milliseconds.toFixed(1)} ms\n`)
}
