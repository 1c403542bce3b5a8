/** One script under each style: a bar a call, and beneath them a lane that is filled while the event loop is kept from everybody. */
import * as Plot from '@observablehq/plot'
import { figure } from '../../results/figures.ts'
import type { Timeline, Worlds } from '../../results/results.ts'
import type { Draw } from './figures.ts'
import { narrow } from './figures.ts'
import { base, styleColors } from './look.ts'

const rowHeight = 17
/** About as wide as a letter, in pixels. */
const letter = 7
const lane = 'event loop'

type Call = {
  readonly style: string
  readonly name: string
  readonly row: string
  readonly from: number
  readonly to: number
  readonly color: string
  readonly tip: string
}

/** The plot of the latency that the figure names. */
export function timelinePlot({ timelines }: Worlds): Draw {
  return (width, figureElement) => {
    const latency = Number(figureElement.dataset['latency'])
    const shown = timelines.filter((timeline) => timeline.latency === latency)
    const calls = shown.flatMap(callsOf)
    const rows = [...new Set(calls.map(({ row }) => row)), lane]
    const plot = Plot.plot({
      ...base(width),
      height: shown.length * ((rows.length + 2.5) * rowHeight + 18) + 40,
      marginLeft: 2,
      marginRight: 10,
      marginTop: 20,
      marginBottom: 34,
      x: {
        label: 'ms',
        labelArrow: 'none',
        domain: [0, Math.max(...shown.map(({ milliseconds }) => milliseconds))],
        ticks: width < narrow ? 5 : 10,
      },
      y: { type: 'band', domain: ['', ...rows], axis: null, padding: 0.18 },
      fy: { axis: null, domain: shown.map(({ style }) => style), padding: 0.08 },
      marks: [...lanes(shown), ...callMarks(calls, shown), nameMarks(calls, width)],
    })
    return { plot, legend: [{ name: 'the event loop is kept from everything else', color: 'var(--stall)' }] }
  }
}

function callMarks(calls: readonly Call[], shown: readonly Timeline[]): Plot.Markish[] {
  return [
    Plot.barX(calls, { x1: 'from', x2: 'to', y: 'row', fy: 'style', fill: 'color', rx: 2 }),
    Plot.text(shown, {
      fy: 'style',
      y: () => '',
      text: titleOf,
      frameAnchor: 'left',
      textAnchor: 'start',
      fontWeight: 600,
      fill: ({ style }: Timeline) => styleColors[style],
    }),
    Plot.tip(
      calls,
      Plot.pointer({
        x: (call: Call) => (call.from + call.to) / 2,
        y: 'row',
        fy: 'style',
        title: 'tip',
        lineHeight: 1.3,
      }),
    ),
  ]
}

/** Inside the bars that have room for their names. */
function nameMarks(calls: readonly Call[], width: number): Plot.Markish {
  const most = Math.max(...calls.map(({ to }) => to))
  const named = calls.filter(({ name, from, to }) => ((to - from) / most) * width > name.length * letter + 12)
  return Plot.text(named, {
    x: 'from',
    y: 'row',
    fy: 'style',
    text: 'name',
    textAnchor: 'start',
    dx: 6,
    fill: 'var(--panel)',
    fontWeight: 600,
    fontSize: 11,
  })
}

function lanes(shown: readonly Timeline[]): Plot.Markish[] {
  const stalls = shown.flatMap(({ style, stalls }) => stalls.map((stall) => ({ ...stall, style })))
  const row = { y: () => lane, fy: 'style' } as const
  return [
    Plot.gridX({ stroke: 'var(--line)', strokeOpacity: 1 }),
    Plot.ruleY(shown, {
      ...row,
      x1: 0,
      x2: 'milliseconds',
      stroke: 'var(--line)',
      strokeWidth: rowHeight - 3,
    }),
    Plot.ruleY(stalls, { ...row, x1: 'from', x2: 'to', stroke: 'var(--stall)', strokeWidth: rowHeight - 3 }),
  ]
}

function titleOf({ style, milliseconds, stalls }: Timeline): string {
  const stalled = stalls.reduce((sum, { from, to }) => sum + to - from, 0)
  return `${style}: ${figure(milliseconds)} ms, ${stalled === 0 ? 'no stall' : `stalled ${figure(stalled)} ms`}`
}

function callsOf({ style, calls }: Timeline): readonly Call[] {
  return calls.map(({ name, from, to }, index) => ({
    style,
    name,
    row: `${index + 1} ${name}`,
    from,
    to,
    color: styleColors[style],
    tip: `${name}\n${figure(from)} to ${figure(to)} ms`,
  }))
}
