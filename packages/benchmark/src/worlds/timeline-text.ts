/** Timelines drawn in text: a line a call, and one for the event loop, all to the same scale. */
import type { Colors } from 'picocolors/types.js'
import type { Interval, Timeline } from '../results/results.ts'

/** Columns of the time. */
const width = 64

export function drawTimelines(timelines: readonly Timeline[], colors: Colors): string {
  const longest = Math.max(...timelines.map(({ milliseconds }) => milliseconds))
  const names = timelines.flatMap(({ calls }) => calls.map(({ name }) => name.length))
  const scale = { longest, name: Math.max(...names, loop.length) + 2 }
  return timelines.map((timeline) => drawn(timeline, scale, colors).join('\n')).join('\n\n')
}

const loop = 'event loop'

type Scale = {
  /** Milliseconds of the whole width. */
  readonly longest: number
  /** Columns of a name. */
  readonly name: number
}

type Paint = (text: string) => string

function drawn(
  { style, latency, calls, stalls, milliseconds }: Timeline,
  { longest, name }: Scale,
  colors: Colors,
): readonly string[] {
  const lane = (title: string, intervals: readonly Interval[], mark: string, paint: Paint) =>
    `  ${title.padEnd(name)}${bars(intervals, longest, mark, paint)}`
  const stalled = stalls.reduce((sum, { from, to }) => sum + to - from, 0)
  const says = stalled === 0 ? 'turns all the while' : `stands still for ${stalled.toFixed(0)} ms`
  return [
    `${colors.bold(style)}: ${milliseconds.toFixed(0)} ms, ${latency} ms to the server`,
    ...calls.map((call) => lane(call.name, [call], '█', colors.cyan)),
    `${lane(loop, stalls, '▒', colors.red)}  ${colors.dim(says)}`,
  ]
}

/** Each interval has a mark at least; what lies between is dots. */
function bars(intervals: readonly Interval[], longest: number, mark: string, paint: Paint): string {
  const marks = Array.from({ length: width }, () => '·')
  for (const { from, to } of intervals) {
    const first = Math.min(Math.floor((from / longest) * width), width - 1)
    const last = Math.max(Math.ceil((to / longest) * width), first + 1)
    marks.fill(mark, first, last)
  }
  return marks.join('').replaceAll(/[^·]+/g, paint)
}
