/** Loading by size: two figures and their table. */
import { count, figure, kilobytes, ratio } from '../../results/figures.ts'
import { titleOf } from '../../results/headline.ts'
import type { GrowthPoint, Results } from '../../results/results.ts'
import { growthFinding } from '../findings/growth.ts'
import type { Html } from '../html.ts'
import { findings, html } from '../html.ts'
import type { Column } from '../table.ts'
import { table } from '../table.ts'

/** Nothing where it was not measured. */
export function growthSection(results: Results): Html | undefined {
  const { growth, contenders } = results
  if (growth.length === 0) return undefined
  const sides = new Map(contenders.map(({ name, side }) => [name, side]))
  return html`<section id="growth">
    <h2>How loading grows</h2>
    ${findings(growthFinding(results))}
    <div class="pair">
      <figure data-plot="growth-time">
        <figcaption>
          Milliseconds to load users with their orders, by how many users there are. Both axes are
          logarithmic.
        </figcaption>
      </figure>
      <figure data-plot="growth-bytes">
        <figcaption>
          What the server sends for it, in kB: what is sent twice takes memory and time at both ends.
        </figcaption>
      </figure>
    </div>
    ${table('Growth, all figures', columnsOf(results), growth, ({ contender }) => sides.get(contender) ?? '')}
  </section>`
}

function columnsOf(results: Results): readonly Column<GrowthPoint>[] {
  return [
    { head: 'contender', isText: true, cell: ({ contender }) => titleOf(results, contender) },
    { head: 'way', isText: true, cell: ({ way }) => way },
    { head: 'users', cell: ({ parents }) => count(parents) },
    { head: 'orders each', cell: ({ children }) => count(children) },
    { head: 'ms', cell: ({ milliseconds }) => figure(milliseconds.median) },
    {
      head: 'ratio',
      hint: 'to the fastest way of pg of the same size',
      cell: (point) => ratio(point.ratio.median),
    },
    { head: 'statements', cell: ({ traffic }) => count(traffic.statements) },
    { head: 'kB', hint: 'from the server', cell: ({ traffic }) => kilobytes(traffic.bytesFromServer) },
  ]
}
