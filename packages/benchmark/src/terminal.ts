/** What both commands do with a terminal: colours where one shows them, one line for what went wrong, and the exit code. */
import { CommanderError } from 'commander'
import { ending } from '@retort/story'
import { BenchmarkError } from './error.ts'

export { colors } from './results/colors.ts'

/** Ends the command: 1 for a run that was stopped, 2 for what was not understood. Commander has said itself what that is. */
export function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2
    return
  }
  const { text, exitCode } = error instanceof BenchmarkError ? endingOf(error) : ending(error)
  process.stderr.write(`${text}\n`)
  process.exitCode = exitCode
}

/** A file that is no run, or a folder that cannot be written to, is a mistake of whoever named it. */
function endingOf({ code, message }: BenchmarkError): ReturnType<typeof ending> {
  return {
    text: `error: ${message} [${code}]`,
    exitCode: code === 'BAD_FILE' || code === 'BAD_FOLDER' ? 2 : 1,
  }
}
