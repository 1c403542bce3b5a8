/** A run for people at a terminal: on what it was measured, a table a part, and whether to believe it. */
import { streamNotes } from '../stream/notes.ts'
import { worldsText } from '../worlds/text.ts'
import type { Colors } from './colors.ts'
import { mebibytes } from './figures.ts'
import { sharedNotes } from './headline.ts'
import type { ContenderInfo, Results } from './results.ts'
import { growthTable, streamTable, waysTable } from './table.ts'

export function resultsText(results: Results, colors: Colors): string {
  const sections = [
    ...workloadSections(results, colors),
    ...growthSection(results, colors),
    ...streamSection(results, colors),
    ...(results.worlds === undefined ? [] : [worldsText(results.worlds, colors).trimEnd()]),
  ]
  return `${[head(results), ...sections, foot(results, colors)].join('\n\n')}\n`
}

function head({ machine, size, workloads, growth }: Results): string {
  const { cpu, cores, memory, system, node, postgres, settings } = machine
  const said = Object.entries(settings).map(([name, value]) => `${name} ${value}`)
  return [
    `${cpu}, ${cores} cores, ${mebibytes(memory / 1024)} GiB; ${system}; Node ${node}; PostgreSQL ${postgres}.`,
    `${said.join(', ')}.`,
    `Size ${size}.${workloads.length + growth.length === 0 ? '' : ratios}`,
  ].join('\n')
}

const ratios = ' Milliseconds of one operation; ratio to the fastest way of pg in the same round; medians.'

function workloadSections(results: Results, colors: Colors): readonly string[] {
  const shared = sharedNotes(results)
  return results.workloads.map(({ name, title, notes, ways }) =>
    [
      colors.bold(`${name}: ${title}`),
      waysTable(results, ways, colors),
      ...notes.filter((note) => !shared.includes(note)),
    ].join('\n'),
  )
}

function growthSection(results: Results, colors: Colors): readonly string[] {
  if (results.growth.length === 0) return []
  return [`${colors.bold('growth: users × orders of each')}\n${growthTable(results, colors)}`]
}

function streamSection({ stream }: Results, colors: Colors): readonly string[] {
  if (stream.length === 0) return []
  return [[colors.bold('stream'), streamTable(stream, colors), ...streamNotes].join('\n')]
}

function foot(results: Results, colors: Colors): string {
  const { noise, contenders } = results
  const verdict = noise.isBelievable ? noise.verdict : colors.red(colors.bold(noise.verdict))
  return [...sharedNotes(results), ...contenders.flatMap(absence), verdict].join('\n')
}

function absence({ title, unavailable }: ContenderInfo): readonly string[] {
  return unavailable === undefined ? [] : [`${title} did not take part: ${unavailable}`]
}
