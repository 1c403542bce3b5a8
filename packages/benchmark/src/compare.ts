/** `compare`: the blocking world beside the async one. The one file of this command that prints and exits. */
import { Command, Option } from 'commander'
import { bar, catalogue } from './contender/catalogue.ts'
import { measure } from './method/measure.ts'
import type { Plan } from './method/measure.ts'
import { pageOf } from './page/page.ts'
import { progressOf } from './progress.ts'
import { fileName, openFolder, textOf, writeInto } from './results/file.ts'
import type { Results } from './results/results.ts'
import { writeSchema } from './results/schema.ts'
import { resultsText } from './results/text.ts'
import { colors, fail } from './terminal.ts'

type Options = { readonly full?: true; readonly json?: true; readonly out: string }

const more = `
The same functions of both demos' repositories run in three styles, each in a process of its own: blocking, async, and async
awaited in a loop. Between them and the server a proxy adds latency to each round trip; callers come 1 to 64 at a time; the
async ones share 1 to 20 connections. First a stall of the event loop is made on purpose: unless it is seen nothing is measured.

Exit codes: 0 measured; 1 stopped, since the stall was not seen or a style fails; 2 not understood, or no server.`

const program = new Command('compare')
  .description(
    'Measures blocking calls beside async ones: calls a second, how long callers wait, what the event loop does.',
  )
  .addOption(new Option('--quick', 'few callers and little time, for a look (default)').conflicts('full'))
  .option('--full', 'what figures are quoted of; takes up to four minutes')
  .option('--out <folder>', 'where the files go', 'results')
  .option('--json', 'print the results as JSON')
  .allowExcessArguments(false)
  .addHelpText('after', more)
  .exitOverride()
  .action(compare)

try {
  await program.parseAsync()
} catch (error) {
  fail(error)
}

async function compare(options: Options): Promise<void> {
  await openFolder(options.out)
  const results = await measured(options)
  const name = fileName(results, '-compare')
  // The figures first: they are what cannot be made again.
  const json = await writeInto(options.out, `${name}.json`, textOf(results))
  const html = await writeInto(options.out, `${name}.html`, await pageOf(results))
  await writeSchema(options.out)
  if (options.json === true) process.stdout.write(`${JSON.stringify(results)}\n`)
  else process.stdout.write(`${resultsText(results, colors)}\n${json}\n${html}\n`)
}

/** Nobody but the two worlds takes part. */
async function measured({ full }: Options): Promise<Results> {
  const size = full === true ? 'full' : 'quick'
  const plan: Plan = {
    entries: { [bar]: catalogue[bar] },
    areChosen: false,
    parts: ['worlds'],
    size,
    command: ['compare', ...process.argv.slice(2)].join(' '),
  }
  const progress = progressOf(plan.parts, size)
  try {
    return { ...(await measure(plan, progress.report)), contenders: [] }
  } finally {
    progress.stop()
  }
}
