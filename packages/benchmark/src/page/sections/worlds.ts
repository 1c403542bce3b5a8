/** Blocking beside async: how many calls, what else had to wait, and one script drawn out. */
import { count, figure, short } from '../../results/figures.ts'
import type { GridCell, Results, Worlds } from '../../results/results.ts'
import { worldsFinding } from '../findings/worlds.ts'
import type { Html } from '../html.ts'
import { findings, html } from '../html.ts'
import type { Column } from '../table.ts'
import { table } from '../table.ts'
import { notesOf } from './workloads.ts'

/** Nothing where it was not measured. */
export function worldsSection({ worlds }: Results): Html | undefined {
  if (worlds === undefined) return undefined
  const { grid, control, advice } = worlds
  return html`<section id="worlds">
    <h2>Blocking or async</h2>
    ${findings(worldsFinding(worlds))} ${timelines(worlds)}
    <div class="pair">
      <figure data-plot="throughput">
        <figcaption>
          Calls a second, by how many callers want something at once. Larger dots have more connections.
        </figcaption>
      </figure>
      <figure data-plot="delay">
        <figcaption>
          How long 99 of 100 timers had to wait at most, in ms: what anything else in the process feels.
        </figcaption>
      </figure>
    </div>
    <h3>Advice</h3>
    ${notesOf(advice)}
    <p class="quiet">
      A stall of ${short(control.made)} ms made on purpose was seen as ${short(control.seen)} ms, so the
      monitor can be believed.
    </p>
    ${table('Blocking and async, all figures', columns, grid)}
  </section>`
}

function timelines({ timelines }: Worlds): readonly Html[] {
  const latencies = [...new Set(timelines.map(({ latency }) => latency))]
  return latencies.map(
    (latency) =>
      html`<figure data-plot="timeline" data-latency="${latency}">
        <figcaption>
          The same script in each style, ${short(latency)} ms to the server and back: a bar a call. The lane
          beneath is the event loop: filled while nothing else in the process can run.
        </figcaption>
      </figure>`,
  )
}

const columns: readonly Column<GridCell>[] = [
  { head: 'style', isText: true, cell: ({ style }) => style },
  { head: 'latency', hint: 'ms added to each round trip', cell: ({ latency }) => short(latency) },
  { head: 'callers', cell: ({ concurrency }) => count(concurrency) },
  { head: 'pool', hint: 'connections', cell: ({ pool }) => count(pool) },
  { head: 'calls/s', cell: ({ throughput }) => count(throughput) },
  { head: 'p50 ms', hint: 'from wanting something to having it', cell: ({ p50 }) => figure(p50) },
  { head: 'p99 ms', cell: ({ p99 }) => figure(p99) },
  { head: 'delay p50', hint: 'ms that timers were kept waiting', cell: ({ delayP50 }) => figure(delayP50) },
  { head: 'delay p99', cell: ({ delayP99 }) => figure(delayP99) },
  { head: 'most', hint: 'longest wait of a timer, ms', cell: ({ delayMax }) => figure(delayMax) },
  {
    head: 'loop',
    hint: 'of the event loop, in use',
    cell: ({ utilisation }) => `${(utilisation * 100).toFixed(0)} %`,
  },
  {
    head: 'pool wait p50',
    hint: 'ms until a call had a connection',
    cell: ({ poolWaitP50 }) => figure(poolWaitP50),
  },
  { head: 'p99', cell: ({ poolWaitP99 }) => figure(poolWaitP99) },
]
