/** `bench`: what reading and writing costs, beside others. The one file of this command that prints and exits. */
import type { Options } from './command.ts'
import { commandOf } from './command.ts'
import { bar, catalogue, contenderNames } from './contender/catalogue.ts'
import { BenchmarkError } from './error.ts'
import { measure } from './method/measure.ts'
import type { Plan } from './method/measure.ts'
import { partNames } from './method/part.ts'
import { pageOf } from './page/page.ts'
import { progressOf } from './progress.ts'
import { comparisonTable } from './results/comparison-table.ts'
import { compareResults } from './results/comparison.ts'
import { fileName, openFolder, readResults, textOf, writeInto } from './results/file.ts'
import { publish } from './results/readme.ts'
import type { Results } from './results/results.ts'
import { writeSchema } from './results/schema.ts'
import { resultsText } from './results/text.ts'
import { colors, fail } from './terminal.ts'

try {
  await commandOf(act).parseAsync()
} catch (error) {
  fail(error)
}

async function act(options: Options): Promise<void> {
  if (options.compare === undefined) await bench(options)
  else await compare(options.compare, options.json === true)
}

async function bench(options: Options): Promise<void> {
  await openFolder(options.out)
  const results = await measured(options)
  const name = fileName(results)
  // The figures first: they are what cannot be made again.
  const json = await writeInto(options.out, `${name}.json`, textOf(results))
  const html = await writeInto(options.out, `${name}.html`, await pageOf(results))
  await writeSchema(options.out)
  if (options.readme === true) await publish(results)
  if (options.json === true) process.stdout.write(`${JSON.stringify(results)}\n`)
  else process.stdout.write(`${resultsText(results, colors)}\n${json}\n${html}\n`)
}

async function compare([before, after, ...more]: readonly string[], isJson: boolean): Promise<void> {
  if (before === undefined || after === undefined || more.length > 0)
    throw new BenchmarkError('BAD_FILE', 'Name two files to compare: the run before, and the run after.')
  const comparison = compareResults(await readResults(before), await readResults(after))
  process.stdout.write(isJson ? `${JSON.stringify(comparison)}\n` : comparisonTable(comparison, colors))
}

async function measured(options: Options): Promise<Results> {
  const plan = planOf(options)
  const progress = progressOf(plan.parts, plan.size)
  try {
    return await measure(plan, progress.report)
  } finally {
    progress.stop()
  }
}

function planOf({ full, only = partNames, contenders = contenderNames, rounds }: Options): Plan {
  const chosen = contenderNames.filter((name) => name === bar || contenders.includes(name))
  return {
    entries: Object.fromEntries(chosen.map((name) => [name, catalogue[name]])),
    areChosen: contenders !== contenderNames,
    parts: only,
    size: full === true ? 'full' : 'quick',
    ...(rounds === undefined ? {} : { rounds }),
    command: ['bench', ...process.argv.slice(2)].join(' '),
  }
}
