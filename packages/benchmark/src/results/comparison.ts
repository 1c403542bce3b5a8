/** Two runs side by side: what got faster, slower, lighter or heavier by more than noise explains. */
import { figure, kilobytes, mebibytes, nothing, ratio } from './figures.ts'
import type { Results, Spread } from './results.ts'

/** Something that both runs measured and that differs beyond noise. */
export type Change = {
  readonly measure: Measure
  readonly subject: Subject
  readonly before: number
  readonly after: number
  /** After, of before. */
  readonly times: number
  readonly isBetter: boolean
}

export type Measure = 'ratio' | 'statements' | 'bytes' | 'memory' | 'rows a second'

/** Whose figure it is: `W3`, `2,000 × 10` users and orders of growth, or `stream`. */
export type Subject = { readonly part: string; readonly contender: string; readonly way: string }

export type Comparison = {
  /** Why the two runs can hardly be compared. */
  readonly warnings: readonly string[]
  /** The largest first. */
  readonly changes: readonly Change[]
  /** How many figures are the same, as far as noise lets one see. */
  readonly same: number
  /** What only one of the runs has. */
  readonly onlyBefore: readonly string[]
  readonly onlyAfter: readonly string[]
}

/** A change of a ratio that is less is nothing, even if quartiles lie apart. */
const leastChange = 0.05

/** The same of what was measured once, without quartiles to tell noise from. */
const leastOfOne = 0.2

/** One figure of a run. */
type Figure = { readonly subject: Subject; readonly measure: Measure; readonly spread: Spread }

/** Compares ratios, which machines share more than milliseconds, and what does not depend on time. */
export function compareResults(before: Results, after: Results): Comparison {
  const [old, now] = [figuresOf(before), figuresOf(after)]
  const both = [...old].flatMap(([key, figure]) => {
    const other = now.get(key)
    return other === undefined ? [] : [{ before: figure, after: other }]
  })
  const changes = both.flatMap(({ before, after }) => changeOf(before, after))
  return {
    warnings: warningsOf(before, after),
    changes: changes.toSorted((a, b) => Math.abs(Math.log(b.times)) - Math.abs(Math.log(a.times))),
    same: both.length - changes.length,
    onlyBefore: missing(old, now),
    onlyAfter: missing(now, old),
  }
}

/** What a change was, as people read it: `0.62 ×`, `181 kB`. */
export function valueOf(measure: Measure, value: number): string {
  return writers[measure](value)
}

const writers: Readonly<Record<Measure, (value: number) => string>> = {
  ratio: (value) => `${ratio(value)} ×`,
  statements: figure,
  bytes: (value) => `${kilobytes(value)} kB`,
  memory: (value) => `${mebibytes(value)} MiB`,
  'rows a second': figure,
}

function changeOf({ subject, measure, spread: old }: Figure, { spread: now }: Figure): readonly Change[] {
  const [before, after] = [old.median, now.median]
  const times = after / before
  const isApart = now.lower > old.upper || now.upper < old.lower
  const least = measure === 'memory' || measure === 'rows a second' ? leastOfOne : leastChange
  if (!isApart || !Number.isFinite(times) || Math.abs(times - 1) <= least) return []
  const isBetter = measure === 'rows a second' ? times > 1 : times < 1
  return [{ measure, subject, before, after, times, isBetter }]
}

/** By what tells a figure from all others. */
function figuresOf(results: Results): ReadonlyMap<string, Figure> {
  const figures = [...ofWorkloads(results), ...ofGrowth(results), ...ofStream(results)]
  return new Map(figures.map((figure) => [JSON.stringify([figure.subject, figure.measure]), figure]))
}

function ofWorkloads({ workloads }: Results): readonly Figure[] {
  return workloads.flatMap(({ name, ways }) =>
    ways.flatMap(({ contender, way, ratio, traffic, memory }) => {
      const subject = { part: name, contender, way }
      return [
        { subject, measure: 'ratio' as const, spread: ratio },
        ...once(subject, 'statements', traffic?.statements),
        ...once(subject, 'bytes', traffic?.bytesFromServer),
        ...once(subject, 'memory', memory),
      ]
    }),
  )
}

function ofGrowth({ growth }: Results): readonly Figure[] {
  return growth.flatMap(({ contender, way, parents, children, ratio, traffic }) => {
    const subject = { part: `${parents} × ${children}`, contender, way }
    return [
      { subject, measure: 'ratio' as const, spread: ratio },
      ...once(subject, 'bytes', traffic.bytesFromServer),
    ]
  })
}

function ofStream({ stream }: Results): readonly Figure[] {
  return stream.flatMap(({ name, rowsPerSecond, growth }) => {
    const subject = { part: 'stream', contender: name, way: nothing }
    return [...once(subject, 'rows a second', rowsPerSecond), ...once(subject, 'memory', growth)]
  })
}

/** What was measured once is its own quartiles. */
function once(subject: Subject, measure: Measure, value: number | undefined): readonly Figure[] {
  if (value === undefined) return []
  return [
    { subject, measure, spread: { median: value, least: value, lower: value, upper: value, most: value } },
  ]
}

function missing(of: ReadonlyMap<string, Figure>, from: ReadonlyMap<string, Figure>): readonly string[] {
  const names = [...of]
    .filter(([key, { measure }]) => (measure === 'ratio' || measure === 'rows a second') && !from.has(key))
    .map(([, { subject }]) =>
      `${subject.part} ${subject.contender} ${subject.way}`.replace(` ${nothing}`, ''),
    )
  return names.toSorted()
}

function warningsOf(before: Results, after: Results): readonly string[] {
  const [old, now] = [circumstancesOf(before), circumstancesOf(after)]
  const differences = Object.keys(old).flatMap((name) =>
    old[name] === now[name] ? [] : [`The runs differ in their ${name}: ${old[name]}, then ${now[name]}.`],
  )
  const doubts = [before, after].flatMap(({ noise, at }) =>
    noise.isBelievable ? [] : [`The run of ${at} was too noisy to be believed: ${noise.verdict}`],
  )
  return [...differences, ...doubts]
}

function circumstancesOf({ size, machine }: Results): Readonly<Record<string, string>> {
  return {
    size,
    machine: `${machine.cpu}, ${machine.cores} cores, ${machine.system}`,
    'version of Node': machine.node,
    'version of PostgreSQL': machine.postgres,
    settings: JSON.stringify(machine.settings),
  }
}
