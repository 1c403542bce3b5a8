/** The README's figures: made from the run that is kept in `figures/latest.json`, never written by hand. */
import { readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BenchmarkError } from '../error.ts'
import { figure, listed, nothing, ratio, version } from './figures.ts'
import { textOf } from './file.ts'
import { headlineOf, subjectOf, titleOf } from './headline.ts'
import type { Results, WayResult, WorkloadResult } from './results.ts'
import { writeSchema } from './schema.ts'

/** The run that the README quotes. */
export const publishedRun = fileURLToPath(new URL('../../figures/latest.json', import.meta.url))

const readme = fileURLToPath(new URL('../../../../README.md', import.meta.url))

const begin = '<!-- figures -->'
const end = '<!-- /figures -->'

/** Keeps a run as the one that the README quotes, and writes its figures there. */
export async function publish(results: Results): Promise<void> {
  await writeSchema(dirname(publishedRun))
  await writeFile(publishedRun, textOf(results))
  await writeReadme(results, readme)
}

/**
 * Puts the figures of a run between the marks of a README.
 * @throws BenchmarkError BAD_FILE where the marks are not there
 */
export async function writeReadme(results: Results, path: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  const block = figuresIn(text)
  if (block === undefined)
    throw new BenchmarkError('BAD_FILE', `${path} has no ${begin} and ${end} to write between.`)
  await writeFile(
    path,
    text.replace(block, () => figuresBlock(results)),
  )
}

/** A README's figures, marks included. */
export function figuresIn(text: string): string | undefined {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  return from === -1 || to < from ? undefined : text.slice(from, to + end.length)
}

/** What stands between the marks, marks included. */
export function figuresBlock(results: Results): string {
  const rows = results.workloads.map((workload) => rowOf(results, workload))
  const parts = [begin, tableOf([head, ...rows]), provenance(results), end]
  return parts.join('\n\n')
}

const head = [
  'workload',
  'pg by hand',
  'Retort async',
  'Retort blocking',
  'Sequelize',
  'best of the others',
] as const

function rowOf(results: Results, workload: WorkloadResult): readonly string[] {
  const { bar, async, blocking, sequelize, peer } = headlineOf(workload, results.contenders)
  const subject = `**${workload.name}** ${lower(subjectOf(workload))}`
  return [
    cell(subject),
    bar === undefined ? nothing : `${figure(bar.milliseconds.median)} ms`,
    times(async),
    times(blocking),
    times(sequelize),
    peer === undefined ? nothing : `${times(peer)} ${cell(titleOf(results, peer.contender))}`,
  ]
}

function times(way: WayResult | undefined): string {
  return way === undefined ? nothing : ratio(way.ratio.median)
}

/** Columns as wide as their widest cell, so that the text can be read as it is. */
function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `| ${row.map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  const [first = [], ...others] = rows
  return [line(first), rule, ...others.map(line)].join('\n')
}

const gathered =
  'In W7 one session of Retort, and Prisma, make one statement of the reads that wait for the same turn; where loading is measured Retort and Sequelize hand out instances.'

function provenance({ at, size, machine, contenders, noise, workloads }: Results): string {
  const versions = contenders
    .filter(({ unavailable }) => unavailable === undefined)
    .flatMap(({ version }) => version?.split(', ') ?? [])
  const doubt = noise.isBelievable ? '' : ` **${cell(noise.verdict)}**`
  return [
    `Times what the fastest program by hand on \`pg\` takes, which the first column gives in milliseconds; less is better. Medians of interleaved rounds, ${size} size,`,
    `${at.slice(0, 10)}, on ${cell(machine.cpu)} with ${machine.cores} cores, ${cell(machine.system)}, Node ${version(machine.node)}, PostgreSQL ${machine.postgres}.${doubt}`,
    ...(workloads.some(({ name }) => name === 'W7') ? [gathered] : []),
    `Versions: ${cell(listed([...new Set(versions)].toSorted()))}.`,
  ].join('\n')
}

/** Text that cannot end its cell. */
function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll('<', '&lt;')
}

function lower(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
