/** Everything that is printed: results on stdout, notices and failures on stderr. */
import { colors } from './colors.ts'

/** What a command hands to whoever prints: the value itself, and the same in words. */
export type Outcome = { readonly value: unknown; readonly lines: readonly string[] }

/** Whether a command was asked for JSON. */
export type Format = { readonly json?: boolean }

/** Prints an outcome, as JSON where that was asked for. */
export function printOutcome({ value, lines }: Outcome, { json }: Format): void {
  process.stdout.write(`${json === true ? JSON.stringify(value, undefined, 2) : lines.join('\n')}\n`)
}

/** Prints one line of progress; nothing where JSON was asked for. */
export function printProgress(line: string, { json }: Format): void {
  if (json !== true) process.stdout.write(`${line}\n`)
}

/** Prints one line for people, beside the output. */
export function printNotice(line: string): void {
  process.stderr.write(`${colors.dim(line)}\n`)
}

/** Prints why a command could not be done, in one line. */
export function printFailure(code: string, message: string): void {
  process.stderr.write(`error: ${message.replaceAll(/\s+/g, ' ').trim()} [${code}]\n`)
}
