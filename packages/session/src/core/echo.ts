/** What goes out and what it cost, told to whoever listens. */
import type { Result, Statement } from '../driver/connection.ts'

/** One statement that was sent: its text, parameters, the rows it returned or affected, and how long it took. */
export type StatementEvent = {
  readonly sql: string
  readonly parameters: readonly unknown[]
  readonly rows: number
  readonly milliseconds: number
}

/** `true` prints each statement to stderr; a function is handed the event. */
export type Echo = boolean | ((event: StatementEvent) => void)

/** Tells a listener of one statement. */
export type Listener = (statement: Statement, result: Result, milliseconds: number) => void

export function listener(echo: Echo | undefined): Listener | undefined {
  if (echo === undefined || echo === false) return undefined
  const tell = echo === true ? print : echo
  return ({ text, values }, { count }, milliseconds) =>
    tell({ sql: text, parameters: values, rows: count, milliseconds })
}

function print({ sql, parameters, rows, milliseconds }: StatementEvent): void {
  const bound = parameters.length === 0 ? '' : ` ${JSON.stringify(parameters)}`
  process.stderr.write(`${sql}${bound} -- ${rows} row(s), ${milliseconds.toFixed(1)} ms\n`)
}
