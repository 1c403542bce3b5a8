/** The command line of `bench`, read: what is to be measured, or compared. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { bar, contenderNames } from './contender/catalogue.ts'
import type { ContenderName } from './contender/catalogue.ts'
import type { PartName } from './method/part.ts'
import { partNames } from './method/part.ts'

export type Options = {
  readonly full?: true
  readonly only?: readonly PartName[]
  readonly contenders?: readonly ContenderName[]
  readonly rounds?: number
  readonly out: string
  readonly json?: true
  readonly readme?: true
  readonly compare?: readonly string[]
}

const workloads = `
Workloads:
  W1      one row by its primary key
  W2      users with their orders
  W3      users with their orders and the products of those
  W4      orders, each with its user
  W5      many rows inserted in one transaction
  W6      one row inserted and committed
  W7      a hundred rows by their keys at the same time, over a pool
  W8      W3 of the first few users by name
  flush   a unit of work: rows of three tables added, changed and removed
  growth  W2 of more and more users and orders
  stream  many rows read page by page, and the memory that takes
  worlds  blocking beside async, by latency and callers

Contenders: ${contenderNames.join(', ')}.
Exit codes: 0 measured; 1 stopped, since somebody answers wrongly, leaves wrong rows or fails; 2 not understood, or no server.`

/** Parses and calls; what is wrong with a command line is said in one line. */
export function commandOf(action: (options: Options) => Promise<void>): Command {
  return new Command('bench')
    .description(
      'Measures Retort beside hand-written pg and other libraries: time, statements, bytes, memory.',
    )
    .addOption(
      new Option('--quick', 'a tenth of the rows and little time, for a look (default)').conflicts('full'),
    )
    .addOption(new Option('--full', 'what figures are quoted of; takes up to half an hour'))
    .option('--only <names>', 'workloads and parts, with commas in between', names(partNames, 'Workloads'))
    .option(
      '--contenders <names>',
      `with commas in between; ${bar} always takes part`,
      names(contenderNames, 'Contenders'),
    )
    .option('--rounds <n>', 'how many rounds of each workload are counted', positive)
    .option('--out <folder>', 'where the files go', 'results')
    .option('--json', 'print the results as JSON')
    .addOption(
      new Option('--readme', 'keep a full run as the one that the README quotes')
        .conflicts(['quick', 'only', 'contenders'])
        .implies({ full: true }),
    )
    .addOption(
      new Option('--compare <files...>', 'say what differs between two runs, and measure nothing').conflicts([
        'quick',
        'full',
        'only',
        'contenders',
        'rounds',
        'readme',
      ]),
    )
    .allowExcessArguments(false)
    .addHelpText('after', workloads)
    .exitOverride()
    .action(action)
}

function names<T extends string>(known: readonly T[], what: string): (text: string) => readonly T[] {
  return (text) =>
    text.split(',').map((part) => {
      const name = known.find((name) => name.toLowerCase() === part.trim().toLowerCase())
      if (name !== undefined) return name
      throw new InvalidArgumentError(`${what} are ${known.join(', ')}.`)
    })
}

function positive(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new InvalidArgumentError('Give a whole number above 0.')
}
