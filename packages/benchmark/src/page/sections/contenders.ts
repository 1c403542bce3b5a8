/** Who took part, who could not and why, and the machine. */
import { mebibytes, nothing, version } from '../../results/figures.ts'
import { sharedNotes } from '../../results/headline.ts'
import type { ContenderInfo, Machine, Results } from '../../results/results.ts'
import type { Html } from '../html.ts'
import { html } from '../html.ts'
import type { Column } from '../table.ts'
import { table } from '../table.ts'
import { notesOf } from './workloads.ts'

/** Always there. */
export function contendersSection(results: Results): Html {
  const { contenders, machine, command } = results
  const shared = sharedNotes(results)
  const there = contenders.filter(({ unavailable }) => unavailable === undefined)
  const absent = contenders.filter(({ unavailable }) => unavailable !== undefined)
  return html`<section id="contenders">
    <h2>Who took part, and where</h2>
    ${there.length === 0 ? undefined : table('Contenders', columns, there, ({ side }) => side)}
    ${
      absent.length === 0
        ? undefined
        : html`<h3>Who could not take part</h3>
            <ul class="notes">
              ${absent.map(absence)}
            </ul>`
    }
    ${
      shared.length === 0
        ? undefined
        : html`<h3>How it was measured</h3>
            ${notesOf(shared)}`
    }
    <h3>The machine</h3>
    <dl>
      ${facts(machine, command).map(
        ([term, value]) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </section>`
}

const columns: readonly Column<ContenderInfo>[] = [
  { head: 'contender', isText: true, cell: ({ title }) => title },
  { head: 'side', isText: true, cell: ({ side }) => (side === 'retort' ? 'Retort' : side) },
  { head: 'world', isText: true, cell: ({ world }) => world },
  { head: 'version', isText: true, cell: ({ version }) => version ?? nothing },
]

function absence({ title, unavailable }: ContenderInfo): Html {
  return html`<li><strong>${title}</strong>: ${unavailable}</li>`
}

function facts(machine: Machine, command: string): readonly (readonly [string, string])[] {
  return [
    ['processor', `${machine.cpu}, ${machine.cores} cores`],
    ['memory', `${mebibytes(machine.memory)} MiB`],
    ['system', machine.system],
    ['Node', version(machine.node)],
    ['PostgreSQL', machine.postgres],
    ['command', command],
    ...Object.entries(machine.settings).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ]
}
