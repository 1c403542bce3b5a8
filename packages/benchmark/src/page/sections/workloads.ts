/** A section for each workload: what it says, a bar for every way, and all figures. */
import { count, figure, kilobytes, mebibytes, nothing, quartiles, ratio } from '../../results/figures.ts'
import { sharedNotes, subjectOf, titleOf } from '../../results/headline.ts'
import type { Results, WayResult, WorkloadResult } from '../../results/results.ts'
import { workloadFinding } from '../findings/workload.ts'
import type { Html } from '../html.ts'
import { findings, html } from '../html.ts'
import type { Column } from '../table.ts'
import { table } from '../table.ts'

/** In the order in which they were measured. */
export function workloadSections(results: Results): readonly Html[] {
  return results.workloads.map((workload) => sectionOf(results, workload))
}

function sectionOf(results: Results, workload: WorkloadResult): Html {
  const { name, notes, rounds, expected, unit } = workload
  const ways = workload.ways.toSorted((a, b) => a.ratio.median - b.ratio.median)
  const sides = new Map(results.contenders.map(({ name, side }) => [name, side]))
  const subject = subjectOf(workload)
  const shared = sharedNotes(results)
  const own = notes.filter((note) => !shared.includes(note))
  return html`<section id="${name}">
    <h2><span class="name">${name}</span> ${subject}</h2>
    ${findings(workloadFinding(results, workload))}
    <figure data-plot="${name}">
      <figcaption>
        Times the fastest way of pg: median of ${rounds} rounds, with quartiles. To the left of the line is
        faster.
      </figcaption>
    </figure>
    ${notesOf([...own, `Each operation finds ${count(expected)} ${unit}; the answers of all ways are the same.`])}
    ${table(`${name}, all figures`, columnsOf(results, ways), ways, ({ contender }) => sides.get(contender) ?? '')}
  </section>`
}

/** Sentences beneath a figure. */
export function notesOf(notes: readonly string[]): Html {
  return html`<ul class="notes">
    ${notes.map((note) => html`<li>${note}</li>`)}
  </ul>`
}

function columnsOf(results: Results, ways: readonly WayResult[]): readonly Column<WayResult>[] {
  const all: readonly (Column<WayResult> & { readonly isThere?: boolean })[] = [
    { head: 'contender', isText: true, cell: ({ contender }) => titleOf(results, contender) },
    { head: 'way', isText: true, cell: ({ way }) => way },
    {
      head: 'ms',
      hint: 'milliseconds of one operation, median',
      cell: (way) => figure(way.milliseconds.median),
    },
    {
      head: 'ratio',
      hint: 'to the fastest way of pg in the same round, median',
      isSorted: true,
      cell: (way) => ratio(way.ratio.median),
    },
    { head: 'quartiles', hint: 'of the ratio', cell: (way) => quartiles(way.ratio, ratio) },
    {
      head: 'cpu ms',
      hint: 'of the client’s process, all its threads',
      cell: ({ cpu }) => figure(cpu.median),
    },
    {
      head: 'statements',
      hint: 'sent for one operation',
      isThere: has(ways, 'traffic'),
      cell: ({ traffic }) => optional(traffic?.statements, count),
    },
    {
      head: 'kB',
      hint: 'from the server, for one operation',
      isThere: has(ways, 'traffic'),
      cell: ({ traffic }) => optional(traffic?.bytesFromServer, kilobytes),
    },
    {
      head: 'MiB',
      hint: 'how far resident memory grew at its peak',
      isThere: has(ways, 'memory'),
      cell: ({ memory }) => optional(memory, mebibytes),
    },
    {
      head: 'delay ms',
      hint: '99 of 100 timers waited no longer',
      isThere: has(ways, 'delay'),
      cell: ({ delay }) => optional(delay?.median, figure),
    },
  ]
  return all.filter(({ isThere }) => isThere !== false)
}

function has(ways: readonly WayResult[], key: 'traffic' | 'memory' | 'delay'): boolean {
  return ways.some((way) => way[key] !== undefined)
}

function optional(value: number | undefined, written: (value: number) => string): string {
  return value === undefined ? nothing : written(value)
}
