/** The page's first screen: the three questions that it answers, and how far its figures can be trusted. */
import { count, figure, moment, version } from '../../results/figures.ts'
import type { Results } from '../../results/results.ts'
import { peersAnswer } from '../findings/peers.ts'
import { strategyAnswer } from '../findings/strategy.ts'
import { worldsAnswer } from '../findings/worlds.ts'
import type { Answer, AnswerRow } from '../findings/words.ts'
import type { Html } from '../html.ts'
import { html, prose } from '../html.ts'
import { matrix } from './matrix.ts'

/** Findings, the verdict on noise, and the best of everybody at a glance. */
export function summary(results: Results): Html {
  return html`<section id="summary">
    <h2 class="unseen">Findings</h2>
    ${verdict(results)}
    <div class="answers">${answers(results)}</div>
    ${matrix(results)}
  </section>`
}

function answers(results: Results): readonly Html[] {
  const { worlds } = results
  return [
    ...answer('Which strategy?', strategyAnswer(results), 'W3'),
    ...answer('Blocking or async?', worlds && worldsAnswer(worlds), 'worlds'),
    ...answer('And the others?', peersAnswer(results), 'everybody'),
  ]
}

function answer(question: string, found: Answer | undefined, anchor: string): readonly Html[] {
  if (found === undefined) return []
  const { key, text, rows } = found
  const list =
    rows.length === 0
      ? undefined
      : html`<ul>
          ${rows.map(rowOf)}
        </ul>`
  return [
    html`<article>
      <h3><a href="#${anchor}">${question}</a></h3>
      <p class="key">${prose(key)}</p>
      <p>${prose(text)}</p>
      ${list}
    </article>`,
  ]
}

function rowOf({ name, value, note }: AnswerRow): Html {
  const more = note === undefined ? undefined : html`<small>${note}</small>`
  return html`<li><span>${prose(name)}</span>${more}<b>${value}</b></li>`
}

function verdict({ noise }: Results): Html {
  const words = html`${noise.verdict}
    <span class="quiet"
      >A loop of arithmetic, timed between the rounds: ${figure(noise.control.median)} ms, its quartiles
      ${(noise.spread * 100).toFixed(1)} % apart.</span
    >`
  if (noise.isBelievable) return html`<p class="verdict" data-believable="true">${words}</p>`
  return html`<p class="verdict" data-believable="false" role="alert">
    <strong>Do not quote these figures.</strong> ${words}
  </p>`
}

/** When and where it was measured, in two lines under the title. */
export function byline({ at, size, seconds, machine }: Results): Html {
  const time = seconds < 120 ? `${count(seconds)} seconds` : `${count(seconds / 60)} minutes`
  const { cpu, cores, system, node, postgres } = machine
  return html`<p class="byline">
    ${moment(at)} · ${size} size, ${time}<br />${cpu}, ${cores} cores · ${system} · Node ${version(node)} ·
    PostgreSQL ${postgres}
  </p>`
}
