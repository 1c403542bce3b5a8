/** Figures as tables for a terminal. */
import Table from 'cli-table3'
import type { Colors } from './colors.ts'
import { count, figure, kilobytes, mebibytes, nothing, quartiles, ratio } from './figures.ts'
import { titleOf } from './headline.ts'
import type { ContenderInfo, GrowthPoint, Results, StreamResult, WayResult } from './results.ts'

/** What is known of a way, by the head of its column; a column that has nothing to say is left out. */
type Column = readonly [head: string, cell: (way: WayResult) => string | undefined]

const columns: readonly Column[] = [
  ['way', ({ way }) => way],
  ['ms', ({ milliseconds }) => figure(milliseconds.median)],
  ['ratio', (way) => `${ratio(way.ratio.median)} ×`],
  ['quartiles', (way) => quartiles(way.ratio, ratio)],
  ['cpu ms', ({ cpu }) => figure(cpu.median)],
  ['statements', ({ traffic }) => traffic && count(traffic.statements)],
  ['kB received', ({ traffic }) => traffic && kilobytes(traffic.bytesFromServer)],
  ['MiB grown', ({ memory }) => (memory === undefined ? undefined : mebibytes(memory))],
  ['delay p99 ms', ({ delay }) => delay && figure(delay.median)],
]

/** Everybody's ways in a workload, the least ratio first. */
export function waysTable(results: Results, ways: readonly WayResult[], colors: Colors): string {
  const shown = columns.filter(([, cell]) => ways.some((way) => cell(way) !== undefined))
  const rows = ways
    .toSorted((a, b) => a.ratio.median - b.ratio.median)
    .map((way) => {
      const paint = paintOf(results, way.contender, colors)
      const cells = shown.map(([, cell]) => cell(way) ?? nothing)
      return [titleOf(results, way.contender), ...cells].map(paint)
    })
  return tableOf(['contender', ...shown.map(([head]) => head)], rows, 2, colors)
}

/** A row for each way, a column for each point: milliseconds and ratio. */
export function growthTable(results: Results, colors: Colors): string {
  const { growth } = results
  const points = distinct(growth.map(pointOf))
  const ways = distinct(growth.map(({ contender, way }) => JSON.stringify([contender, way])))
  const rows = ways.map((key) => {
    const [contender = '', way = ''] = JSON.parse(key) as readonly string[]
    const own = growth.filter((point) => point.contender === contender && point.way === way)
    const cells = points.map((at) => growthCell(own.find((point) => pointOf(point) === at)))
    return [titleOf(results, contender), way, ...cells].map(paintOf(results, contender, colors))
  })
  return tableOf(['contender', 'way', ...points], rows, 2, colors)
}

/** Who reads many rows, and whether within the bar. */
export function streamTable(stream: readonly StreamResult[], colors: Colors): string {
  const rows = stream.map(({ name, rows, rowsPerSecond, ratio: times, growth, isWithinBar }) => [
    name,
    count(rows),
    count(rowsPerSecond),
    `${ratio(times)} ×`,
    mebibytes(growth),
    isWithinBar === undefined ? '' : isWithinBar ? colors.green('holds') : colors.red('missed'),
  ])
  return tableOf(['reader', 'rows', 'rows / s', 'ratio', 'MiB grown', 'bar'], rows, 1, colors)
}

function pointOf({ parents, children }: GrowthPoint): string {
  return `${count(parents)} × ${children}`
}

function growthCell(point: GrowthPoint | undefined): string {
  if (point === undefined) return nothing
  return `${figure(point.milliseconds.median)} ms  ${ratio(point.ratio.median)} ×`
}

type Paint = (text: string) => string

function paintOf({ contenders }: Results, name: string, colors: Colors): Paint {
  const side = contenders.find((contender) => contender.name === name)?.side
  return side === undefined ? String : paints[side](colors)
}

const paints: Readonly<Record<ContenderInfo['side'], (colors: Colors) => Paint>> = {
  retort: ({ cyan }) => cyan,
  'by hand': ({ green }) => green,
  peer: () => String,
}

function tableOf(head: readonly string[], rows: readonly string[][], words: number, { dim }: Colors): string {
  const table = new Table({
    head: head.map(dim),
    style: { head: [], border: [] },
    colAligns: head.map((_, column) => (column < words ? 'left' : 'right')),
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  table.push(...rows)
  return table.toString()
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)]
}
