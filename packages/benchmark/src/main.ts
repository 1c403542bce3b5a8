/** `bench`: what each world costs, beside programs by hand. The one file of this package that prints and exits. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { createDatabase, openServer } from '@retort/postgres'
import type { Server } from '@retort/postgres'
import { ending } from '@retort/story'
import type { Outcome } from './outcome.ts'
import { page } from './page.ts'
import type { Size } from './size.ts'
import type { Surroundings } from './surroundings.ts'
import { surroundings } from './surroundings.ts'
import type { WorkloadName } from './workloads.ts'
import { workloadNames, workloads } from './workloads.ts'

type Options = Omit<Size, 'quick'> & {
  readonly only: readonly WorkloadName[]
  readonly all?: true
  readonly quick?: true
  readonly json?: true
}

type Report = {
  readonly surroundings: Surroundings
  readonly workloads: readonly (Outcome & { readonly name: WorkloadName })[]
}

const program = new Command('bench')
  .description(
    `Measures sessions of both worlds beside hand-written pg and Sequelize. Workloads:
  joins   users with their orders and the lines of those, in every way there is
  W1      one row by its primary key
  W2      users with their orders
  growth  the same of a hundred times as many orders
  W3      users with their orders and the products of those
  W8      the same of the first few users by name
  W4      orders, each with its user
  W7      a hundred rows by their keys at the same time, over a pool
  W6      one row inserted and committed
  W5      1,000 rows inserted in one transaction
  stream  many rows read page by page, and the memory that takes`,
  )
  .addOption(
    new Option('--only <names>', 'which workloads, with commas in between')
      .argParser(names)
      .default(['joins'], 'joins'),
  )
  .addOption(new Option('--all', 'every workload, which takes minutes').conflicts('only'))
  .option('--users <n>', 'how many users the joins read, with ten orders each', positive, 100)
  .option('--rounds <n>', 'how many rounds are counted', positive, 11)
  .option('--rows <n>', 'how many rows are streamed', positive, 1_000_000)
  .option('--quick', 'rounds of a tenth, for a look')
  .option('--json', 'print JSON')
  .addHelpText('after', "\nPGOPTIONS='-c synchronous_commit=off' in front of it reaches every contender.")
  .exitOverride()
  .action(async (options: Options) => print(await bench(options), options))

try {
  await program.parseAsync()
} catch (error) {
  fail(error)
}

async function bench({ only, all, quick, ...size }: Options): Promise<Report> {
  await using server = await openServer()
  const measured = []
  for (const name of all === true ? workloadNames : only)
    measured.push({ name, ...(await onItsOwnDatabase(server, name, { ...size, quick: quick === true })) })
  return { surroundings: await surroundings(server.url), workloads: measured }
}

async function onItsOwnDatabase(server: Server, name: WorkloadName, size: Size): Promise<Outcome> {
  await using database = await createDatabase(server, { prefix: 'retort_bench' })
  try {
    return await workloads[name](database.url, size, (now) => progress(`${name}: ${now}`))
  } finally {
    progress('')
  }
}

function print(report: Report, { json }: Options): void {
  if (json === true) process.stdout.write(`${JSON.stringify(report)}\n`)
  else process.stdout.write(page(report.surroundings, report.workloads))
}

function progress(now: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1B[2K${now}`)
}

function names(text: string): readonly WorkloadName[] {
  return text.split(',').map((part) => {
    const name = workloadNames.find((name) => name.toLowerCase() === part.trim().toLowerCase())
    if (name !== undefined) return name
    throw new InvalidArgumentError(`Workloads are ${workloadNames.join(', ')}.`)
  })
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
