/**
 * A bar for every way of a workload. It begins at 1, what the fastest program by hand takes, on a logarithmic axis: half and
 * double are equally long, and a way that takes sixty times as long leaves the others room.
 */
import * as Plot from '@observablehq/plot'
import { figure, ratio } from '../../results/figures.ts'
import type { Results, WayResult } from '../../results/results.ts'
import type { Draw } from './figures.ts'
import { narrow } from './figures.ts'
import { base, logTicks, sideColor } from './look.ts'

type Bar = {
  readonly row: number
  readonly contender: string
  readonly way: string
  readonly color: string
  readonly median: number
  readonly lower: number
  readonly upper: number
  readonly tip: string
}

/** How far the axis goes beyond what is drawn, times. */
const air = 1.05

/** Where the figures stand: beside the end that is further from 1. */
const room = 48

/** About as wide as a letter of a name, in pixels. */
const letter = 7

/** How many of its letters a name is shown with, at most. */
const longest = { contender: 28, way: 30 }

/** The plot of the workload of that name. */
export function barPlot(results: Results, name: string): Draw {
  const bars = barsOf(results, name)
  const least = Math.min(0.8, ...bars.map(({ lower }) => lower)) / air
  const most = Math.max(1.25, ...bars.map(({ upper }) => upper)) * air
  const columns = columnsOf(bars)
  return (width) => {
    const isNarrow = width < narrow
    const plot = Plot.plot({
      ...base(width),
      height: bars.length * (isNarrow ? 36 : 20) + 50,
      marginLeft: isNarrow ? 2 : columns.contender + columns.way,
      marginRight: 2,
      marginTop: 28,
      marginBottom: 6,
      insetLeft: least < 0.95 ? room : 4,
      insetRight: room,
      x: { type: 'log', domain: [least, most], label: null },
      y: {
        type: 'band',
        domain: bars.map(({ row }) => row),
        axis: null,
        padding: isNarrow ? 0.62 : 0.3,
        ...(isNarrow && { align: 1 }),
      },
      marks: [
        Plot.axisX({
          anchor: 'top',
          ticks: ticksOf(least, most, isNarrow),
          tickFormat: (tick: number) => `${tick}×`,
          tickSize: 0,
        }),
        Plot.gridX(ticksOf(least, most, isNarrow), { stroke: 'var(--line)', strokeOpacity: 1 }),
        ...marksOf(bars),
        ...(isNarrow ? namesAbove(bars, width) : namesBeside(bars, columns)),
      ],
    })
    return { plot, legend: [] }
  }
}

function marksOf(bars: readonly Bar[]): Plot.Markish[] {
  const value = {
    y: 'row',
    text: (bar: Bar) => ratio(bar.median),
    fill: 'currentColor',
    fontWeight: 600,
    fontVariant: 'tabular-nums',
  } as const
  return [
    Plot.barX(bars, { x1: 1, x2: 'median', y: 'row', fill: 'color', fillOpacity: 0.82, rx: 1 }),
    Plot.tickX(bars, { x: 'median', y: 'row', stroke: 'color', strokeWidth: 2.5 }),
    Plot.ruleY(bars, {
      x1: 'lower',
      x2: 'upper',
      y: 'row',
      stroke: 'currentColor',
      strokeWidth: 1.25,
      strokeOpacity: 0.75,
    }),
    Plot.ruleX([1], { stroke: 'currentColor', strokeWidth: 1.25 }),
    Plot.text(
      bars.filter(({ median }) => median >= 1),
      { ...value, x: (bar: Bar) => Math.max(bar.upper, 1), textAnchor: 'start', dx: 6 },
    ),
    Plot.text(
      bars.filter(({ median }) => median < 1),
      { ...value, x: (bar: Bar) => Math.min(bar.lower, 1), textAnchor: 'end', dx: -6 },
    ),
    Plot.tip(bars, Plot.pointerY({ x: 'median', y: 'row', title: 'tip', lineHeight: 1.3 })),
  ]
}

/** Widths of the two columns of names. */
function columnsOf(bars: readonly Bar[]): { readonly contender: number; readonly way: number } {
  const letters = (key: 'contender' | 'way') => Math.max(...bars.map((bar) => bar[key].length))
  return { contender: letters('contender') * (letter + 0.8) + 16, way: letters('way') * letter + 14 }
}

function namesBeside(bars: readonly Bar[], columns: ReturnType<typeof columnsOf>): Plot.Markish[] {
  const text = { y: 'row', frameAnchor: 'left', textAnchor: 'start' } as const
  return [
    Plot.text(bars, {
      ...text,
      text: 'contender',
      fill: 'color',
      fontWeight: 600,
      dx: -columns.contender - columns.way,
    }),
    Plot.text(bars, { ...text, text: 'way', fill: 'currentColor', dx: -columns.way }),
  ]
}

/** Where there is no room at the side: a line of its own over each bar. */
function namesAbove(bars: readonly Bar[], width: number): Plot.Markish[] {
  const text = {
    y: 'row',
    frameAnchor: 'left',
    textAnchor: 'start',
    dy: -16,
    stroke: 'var(--panel)',
    strokeWidth: 3,
  } as const
  const name = ({ contender, way }: Bar) => shortened(`${contender} · ${way}`, Math.floor(width / letter))
  return [Plot.text(bars, { ...text, text: name, fill: 'currentColor' })]
}

function ticksOf(least: number, most: number, isNarrow: boolean): number[] {
  const isLong = Math.log10(most / least) > (isNarrow ? 1 : 3)
  return [...logTicks(least, most, isLong ? [1] : [1, 2, 5])]
}

function barsOf({ workloads, contenders }: Results, name: string): readonly Bar[] {
  const ways = workloads.find((workload) => workload.name === name)?.ways ?? []
  return ways
    .toSorted((a, b) => a.ratio.median - b.ratio.median)
    .map((way, row) => {
      const contender = contenders.find(({ name }) => name === way.contender)
      const { median, lower, upper } = way.ratio
      const title = contender?.title ?? way.contender
      return {
        row,
        contender: shortened(title, longest.contender),
        way: shortened(way.way, longest.way),
        color: sideColor(contender?.side),
        median,
        lower,
        upper,
        tip: tipOf(title, way),
      }
    })
}

function shortened(name: string, letters: number): string {
  return name.length > letters ? `${name.slice(0, letters - 1)}…` : name
}

function tipOf(title: string, { way, ratio: times, milliseconds, traffic }: WayResult): string {
  return [
    `${title}, ${way}`,
    `${ratio(times.median)} times pg (${ratio(times.lower)} – ${ratio(times.upper)})`,
    `${figure(milliseconds.median)} ms`,
    ...(traffic ? [`${traffic.statements} statements, ${figure(traffic.bytesFromServer / 1000)} kB`] : []),
  ].join('\n')
}
