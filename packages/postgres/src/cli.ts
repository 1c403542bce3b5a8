#!/usr/bin/env node
/** `db`: the embedded server by hand. The one file of this package that prints and exits. */
import { Command, CommanderError } from 'commander'
import { reset, start, status, stop } from './administration.ts'
import type { Status } from './administration.ts'
import { PostgresError } from './error.ts'
import { defaultFolder, folderAt } from './folder.ts'
import { runWithServer } from './run.ts'
import { openServer } from './server.ts'

const folder = folderAt(defaultFolder())
const program = new Command('db')
  .description('The PostgreSQL that demo, migrations and tests work on')
  .exitOverride()
  .enablePositionalOptions()
  .configureOutput({ outputError: () => undefined, writeErr: () => undefined })

program
  .command('start')
  .description('start the embedded server and let it stay')
  .option('--json', 'print JSON')
  .action(async ({ json }: { readonly json?: true }) => print(await start(folder), json))

program
  .command('stop')
  .description('stop the embedded server when nobody uses it any more')
  .option('--force', 'stop it at once')
  .option('--json', 'print JSON')
  .action(async ({ force, json }: { readonly force?: true; readonly json?: true }) =>
    print(await stop(folder, force === true), json),
  )

program
  .command('status')
  .description('say which server is meant, and whether it runs')
  .option('--json', 'print JSON')
  .action(async ({ json }: { readonly json?: true }) => print(await status(folder), json))

program
  .command('url')
  .description(
    'print the address, password included, for other tools; the embedded server runs while it is pinned or used',
  )
  .action(async () => {
    await using server = await openServer()
    process.stdout.write(`${server.url}\n`)
  })

program
  .command('reset')
  .description('remove the data of the embedded server')
  .option('--force', 'even while somebody uses it')
  .action(async ({ force }: { readonly force?: true }) => {
    await reset(folder, force === true)
    process.stdout.write('The data of the embedded server is gone.\n')
  })

program
  .command('run')
  .description('run a command while the server is there: db run -- command args')
  .argument('<command>')
  .argument('[args...]')
  .passThroughOptions()
  .allowUnknownOption()
  .action(async (command: string, args: readonly string[]) => {
    process.exitCode = await runWithServer(command, args)
  })

try {
  await program.parseAsync()
} catch (error) {
  fail(error)
}

function print(value: Status, json: true | undefined): void {
  process.stdout.write(`${json === true ? JSON.stringify(value) : sentence(value)}\n`)
}

function sentence({ kind, running, url, leases = 0, pinned }: Status): string {
  const at = url === undefined ? '' : ` at ${url}`
  if (kind === 'environment') return `The environment names the server${at}.`
  if (!running) return 'The embedded server does not run. It is started when it is needed.'
  const users = leases === 0 ? 'nobody uses it' : `${leases} process(es) use it`
  return `The embedded server runs${at}; ${users}${pinned === true ? ', and it stays' : ''}.`
}

/** What was expected takes one line and 2; a bug keeps its trace and takes 1. */
function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return
    const nothing = 'Say what to do: start, stop, status, url, reset or run; "db --help" tells more.'
    refuse('WRONG_USAGE', error.code === 'commander.help' ? nothing : error.message.replace(/^error: /, ''))
  } else if (error instanceof PostgresError) {
    refuse(error.code, error.message)
  } else {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exitCode = 1
  }
}

function refuse(code: string, message: string): void {
  process.stderr.write(`error: ${message.replaceAll(/\s*\n\s*/g, ' ')} [${code}]\n`)
  process.exitCode = 2
}
