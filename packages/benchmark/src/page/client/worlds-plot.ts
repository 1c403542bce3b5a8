/** Calls a second and the event loop's delay, by callers: a column of facets a latency, a line a style and pool. */
import * as Plot from '@observablehq/plot'
import { figure } from '../../results/figures.ts'
import type { GridCell, Worlds } from '../../results/results.ts'
import type { Draw } from './figures.ts'
import { base, logTicks, styleColors } from './look.ts'

/** A logarithmic axis has no zero: what is less is drawn here, in milliseconds. */
const leastDelay = 0.1

/** Calls a second. */
export function throughputPlot({ grid }: Worlds): Draw {
  return gridPlot(grid, 'calls/s', ({ throughput }) => throughput)
}

/** The wait of 99 of 100 timers. */
export function delayPlot({ grid }: Worlds): Draw {
  return gridPlot(grid, 'ms', ({ delayP99 }) => Math.max(delayP99, leastDelay))
}

type Dot = {
  readonly latency: number
  readonly concurrency: number
  readonly pool: number
  readonly line: string
  readonly color: string
  readonly value: number
  readonly tip: string
}

function gridPlot(grid: readonly GridCell[], unit: string, valueOf: (cell: GridCell) => number): Draw {
  const dots = grid.map((cell) => dotOf(cell, unit, valueOf(cell)))
  const used = new Set(grid.map(({ style }) => style))
  const legend = Object.entries(styleColors).flatMap(([name, color]) =>
    used.has(name as GridCell['style']) ? [{ name, color }] : [],
  )
  return (width) => ({ legend, plot: plotOf(dots, unit, width) })
}

function plotOf(dots: readonly Dot[], unit: string, width: number): Element {
  const values = dots.map(({ value }) => value)
  const ticks = ticksOf(values)
  const callers = [...new Set(dots.map(({ concurrency }) => concurrency))].toSorted((a, b) => a - b)
  const place = { x: 'concurrency', y: 'value', fx: 'latency' } as const
  return Plot.plot({
    ...base(width),
    height: 300,
    marginLeft: 50,
    marginRight: 10,
    marginBottom: 36,
    x: {
      type: 'log',
      label: 'callers at once',
      ticks: callers,
      tickFormat: (tick: number) => String(tick),
      inset: 10,
      labelArrow: 'none',
    },
    y: {
      type: 'log',
      label: unit,
      ticks,
      tickFormat: (tick: number) => tick.toLocaleString('en'),
      inset: 8,
      labelArrow: 'none',
    },
    fx: { label: null, tickFormat: (latency: number) => `+${latency} ms` },
    r: { type: 'sqrt', domain: [1, 20], range: [3, 5.5] },
    marks: [
      Plot.frame({ stroke: 'var(--line)' }),
      Plot.gridY(ticks, { stroke: 'var(--line)', strokeOpacity: 0.8 }),
      Plot.line(dots, { ...place, z: 'line', stroke: 'color', strokeWidth: 1.5 }),
      Plot.dot(dots, { ...place, r: 'pool', fill: 'color', stroke: 'var(--panel)', strokeWidth: 0.75 }),
      Plot.tip(dots, Plot.pointer({ ...place, title: 'tip', lineHeight: 1.3 })),
    ],
  })
}

/** Round values, more of them where the axis is short. */
function ticksOf(values: readonly number[]): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return [...logTicks(least, most, most / least > 100 ? [1] : [1, 2, 5])]
}

function dotOf({ style, latency, concurrency, pool }: GridCell, unit: string, value: number): Dot {
  const tip = `${style}, ${pool} ${pool === 1 ? 'connection' : 'connections'}\n${concurrency} ${concurrency === 1 ? 'caller' : 'callers'}, +${latency} ms\n${figure(value)} ${unit}`
  return { latency, concurrency, pool, line: `${style} ${pool}`, color: styleColors[style], value, tip }
}
