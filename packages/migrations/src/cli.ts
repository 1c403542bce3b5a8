#!/usr/bin/env node
/** `migrate`: commands from the command line, and what becomes of them as an exit code: 0 done, 1 a bug, 2 an expected failure. */
import { Command, CommanderError } from 'commander'
import { addCreate } from './commands/create.ts'
import { addDown, addUp } from './commands/run.ts'
import { addStatus } from './commands/status.ts'
import { printFailure } from './output.ts'

const expected = new Set(['MigrationError', 'SessionError', 'PostgresError', 'ModelError'])

function program(): Command {
  const migrate = new Command('migrate')
    .description('apply and revert the revisions of a database')
    .exitOverride()
    .configureOutput({ outputError: () => undefined, writeErr: () => undefined })
  for (const add of [addUp, addDown, addStatus, addCreate]) add(migrate)
  return migrate
}

/** A commander error's message says "error:" itself, and its help and version are no errors. */
function codeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0
    const nothing = 'Say what to do: up, down, status or create <name>; "migrate --help" tells more.'
    printFailure(
      'WRONG_USAGE',
      error.code === 'commander.help' ? nothing : error.message.replace(/^error: /, ''),
    )
    return 2
  }
  if (error instanceof Error && expected.has(error.name) && 'code' in error) {
    printFailure(String(error.code), error.message)
    return 2
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return 1
}

try {
  await program().parseAsync()
} catch (error) {
  process.exitCode = codeOf(error)
}
