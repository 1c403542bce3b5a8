/** How time and bytes grow: a row of facets a contender, a column a number of children, a line a way. */
import * as Plot from '@observablehq/plot'
import { figure } from '../../results/figures.ts'
import type { GrowthPoint, Results } from '../../results/results.ts'
import { allStrategies, strategyOf } from '../strategy.ts'
import type { Draw, LegendEntry } from './figures.ts'
import { base, logTicks } from './look.ts'

type Measure = 'time' | 'bytes'

type Dot = {
  readonly contender: string
  readonly parents: number
  readonly children: number
  readonly way: string
  readonly color: string
  readonly value: number
  readonly tip: string
}

const units: Readonly<Record<Measure, string>> = { time: 'ms', bytes: 'kB' }

/** The plot of one measure. */
export function growthPlot(results: Results, measure: Measure): Draw {
  const dots = results.growth.map((point) => dotOf(results, point, measure))
  const values = dots.map(({ value }) => value)
  const shown = results.contenders
    .map(({ title }) => title)
    .filter((title) => dots.some(({ contender }) => contender === title))
  const parents = [...new Set(dots.map(({ parents }) => parents))].toSorted((a, b) => a - b)
  return (width) => ({
    legend: legendOf(dots),
    plot: Plot.plot({
      ...base(width),
      height: shown.length * 140 + 60,
      marginLeft: 48,
      marginRight: 14,
      marginBottom: 36,
      x: {
        type: 'log',
        label: 'users',
        ticks: parents,
        tickFormat: (tick: number) => tick.toLocaleString('en'),
        inset: 10,
        labelArrow: 'none',
      },
      y: {
        type: 'log',
        label: units[measure],
        ticks: yTicks(values),
        tickFormat: (tick: number) => tick.toLocaleString('en'),
        inset: 8,
        labelArrow: 'none',
      },
      fx: { label: null, tickFormat: (children: number) => `${children} orders each` },
      fy: { axis: null, domain: shown },
      marks: marksOf(dots, yTicks(values)),
    }),
  })
}

function marksOf(dots: readonly Dot[], ticks: number[]): Plot.Markish[] {
  const place = { x: 'parents', y: 'value', fx: 'children', fy: 'contender' } as const
  return [
    Plot.frame({ stroke: 'var(--line)' }),
    Plot.gridY(ticks, { stroke: 'var(--line)', strokeOpacity: 0.8 }),
    Plot.line(dots, { ...place, z: 'way', stroke: 'color', strokeWidth: 1.75 }),
    Plot.dot(dots, { ...place, fill: 'color', r: 3.25, stroke: 'var(--panel)', strokeWidth: 0.75 }),
    Plot.text(
      dots,
      Plot.selectFirst({
        text: 'contender',
        fx: 'children',
        fy: 'contender',
        z: facetOf,
        frameAnchor: 'top-left',
        dx: 8,
        dy: 8,
        fontWeight: 600,
        fill: 'currentColor',
        stroke: 'var(--panel)',
        strokeWidth: 4,
      }),
    ),
    Plot.tip(dots, Plot.pointer({ ...place, title: 'tip', lineHeight: 1.3 })),
  ]
}

function facetOf({ contender, children }: Dot): string {
  return `${contender} ${children}`
}

function yTicks(values: readonly number[]): number[] {
  return [...logTicks(Math.min(...values), Math.max(...values), [1])]
}

function dotOf(results: Results, point: GrowthPoint, measure: Measure): Dot {
  const { contender: name, way, parents, children, milliseconds, traffic } = point
  const contender = results.contenders.find((each) => each.name === name)?.title ?? name
  const value = measure === 'time' ? milliseconds.median : traffic.bytesFromServer / 1000
  const tip = `${contender}, ${way}\n${parents} users, ${children} orders each\n${figure(value)} ${units[measure]}`
  return { contender, parents, children, way, color: strategyOf(way).color, value, tip }
}

function legendOf(dots: readonly Dot[]): readonly LegendEntry[] {
  const used = new Set(dots.map(({ color }) => color))
  return allStrategies.filter(({ color }) => used.has(color))
}
