/** Everybody's best way of everything, as one table. */
import { nothing, ratio } from '../../results/figures.ts'
import { fastest, subjectOf } from '../../results/headline.ts'
import type { ContenderInfo, Results, WayResult } from '../../results/results.ts'
import { standingsOf } from '../findings/peers.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'

/** Nothing where no workload was measured. */
export function matrix(results: Results): Html | undefined {
  const { workloads, contenders } = results
  if (workloads.length === 0) return undefined
  const ranks = standingsOf(results).map(({ contender }) => contender)
  const shown = ranks.flatMap((rank) => contenders.filter(({ name }) => name === rank))
  const heads = workloads.map(
    (workload) =>
      html`<th scope="col" aria-sort="none">
        <button type="button" title="${subjectOf(workload)}">${workload.name}</button>
      </th>`,
  )
  const rows = shown.map((contender) => rowOf(contender, results))
  return html`<div id="everybody">
    <h3>Everybody’s best way of each workload</h3>
    <p class="quiet">
      Times what the fastest program by hand on pg takes; less is better. Point at a figure to see which way
      it is; every way is in the sections below.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Best ways">
      <table class="sortable matrix">
        <caption class="unseen">
          Best ways, ratio to hand-written pg
        </caption>
        <thead>
          <tr>
            <th scope="col" aria-sort="none" class="text"><button type="button">contender</button></th>
            ${heads}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    <p class="quiet heat-key">
      <span class="cell faster" style="--heat:1">0.5</span> faster than by hand
      <span class="cell">1.0</span> the same <span class="cell slower" style="--heat:1">4.0</span> slower
    </p>
  </div>`
}

function rowOf({ name, title, side }: ContenderInfo, { workloads }: Results): Html {
  const cells = workloads.map(({ ways }) =>
    cellOf(fastest(ways.filter(({ contender }) => contender === name))),
  )
  return html`<tr>
    <th scope="row" data-side="${side}">${title}</th>
    ${cells}
  </tr>`
}

function cellOf(way: WayResult | undefined): Html {
  if (way === undefined) return html`<td class="cell" title="has no way for it">${nothing}</td>`
  const { median } = way.ratio
  return html`<td class="cell ${tone(median)}" style="--heat:${heat(median)}" title="${way.way}">
    ${ratio(median)}
  </td>`
}

function tone(median: number): string {
  return median < 1 ? 'faster' : 'slower'
}

/** To 1, which is half the time or less, or four times it or more. */
function heat(median: number): string {
  const octaves = Math.log2(median)
  return Math.min(1, octaves < 0 ? -octaves : octaves / 2).toFixed(2)
}
