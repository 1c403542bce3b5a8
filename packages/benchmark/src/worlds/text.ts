/** The two worlds for a terminal: the control, the grid, the timelines, the advice. */
import type { Colors } from 'picocolors/types.js'
import type { Worlds } from '../results/results.ts'
import { gridTables } from './grid-table.ts'
import { drawTimelines } from './timeline-text.ts'

export function worldsText(worlds: Worlds, colors: Colors): string {
  const { control, driver, latencies = [], grid, timelines, advice } = worlds
  return [
    `The monitor of the event loop saw ${control.seen.toFixed(0)} ms of a stall of ${control.made.toFixed(0)} ms made on purpose.`,
    ...(driver === undefined ? [] : [waits[driver]]),
    'Callers come in waves, all at once; milliseconds are from when they come until they have their answer. Blocking callers wait for the thread, not for a connection.',
    ...latencies.map(
      ({ asked, added }) => `Where ${asked} ms were to be added to a round trip ${added.toFixed(2)} ms were.`,
    ),
    '',
    gridTables(grid, colors),
    '',
    colors.bold('One script, in each style'),
    drawTimelines(timelines, colors),
    '',
    colors.bold('What this says'),
    ...advice.map((sentence) => `- ${sentence}`),
    '',
  ].join('\n')
}

const waits: Readonly<Record<NonNullable<Worlds['driver']>, string>> = {
  native: 'Blocking calls wait in libpq, by the native client.',
  worker:
    'Blocking calls wait for a worker thread, as the native client does not load here or was not wanted.',
}
