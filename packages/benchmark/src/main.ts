/** `bench`: what each way of loading relations costs. The one file of this package that prints and exits. */
import Table from 'cli-table3'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { createDatabase, openServer } from '@retort/postgres'
import { ending } from '@retort/story'
import { openField } from './contenders.ts'
import { fill } from './fill.ts'
import type { Measured } from './measure.ts'
import { measure } from './measure.ts'

type Options = { readonly users: number; readonly rounds: number; readonly json?: true }

const program = new Command('bench')
  .description('Reads users with their orders and the lines of those, in every way there is')
  .option('--users <n>', 'how many users are read, with ten orders each', positive, 100)
  .option('--rounds <n>', 'how many rounds are counted', positive, 11)
  .option('--json', 'print JSON')
  .exitOverride()
  .action(async (options: Options) => print(await bench(options), options))

try {
  await program.parseAsync()
} catch (error) {
  fail(error)
}

async function bench({ users, rounds }: Options): Promise<readonly Measured[]> {
  await using server = await openServer()
  await using database = await createDatabase(server, { prefix: 'retort_bench' })
  await fill(database.url, users)
  const { contenders, close } = await openField(database.url)
  try {
    return await measure(contenders, users, rounds, (round) => progress(round, rounds))
  } finally {
    await close()
  }
}

function print(measured: readonly Measured[], { users, json }: Options): void {
  if (json === true) {
    process.stdout.write(`${JSON.stringify(measured)}\n`)
    return
  }
  const table = new Table({
    head: ['contender', 'median ms', 'min', 'max', 'ratio', 'lines'],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  for (const { name, median, least, most, ratio, lines } of measured.toSorted((a, b) => a.ratio - b.ratio)) {
    table.push([name, median.toFixed(1), least.toFixed(1), most.toFixed(1), `${ratio.toFixed(2)} ×`, lines])
  }
  process.stdout.write(
    `${users} users, ${users * 10} orders, ${users * 30} lines; ratio to the fastest of the same round\n`,
  )
  process.stdout.write(`${table.toString()}\n`)
  for (const line of flaws(measured, users * 30)) process.stdout.write(`${line}\n`)
}

function flaws(measured: readonly Measured[], expected: number): readonly string[] {
  return measured.flatMap(({ name, lines, flaw }) =>
    flaw === undefined || lines === expected
      ? []
      : [`${name} found ${lines} of ${expected} lines: it ${flaw}.`],
  )
}

function progress(round: number, rounds: number): void {
  if (!process.stderr.isTTY) return
  process.stderr.write(round === rounds ? '\r\x1B[2K' : `\rround ${round} of ${rounds} `)
}

function positive(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new InvalidArgumentError('Give a whole number above 0.')
}

/** Commander has said what is wrong with the command line. */
function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2
    return
  }
  const { text, exitCode } = ending(error)
  process.stderr.write(`${text}\n`)
  process.exitCode = exitCode
}
