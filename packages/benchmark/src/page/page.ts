/** Results as one HTML file that needs nothing else: no network, no other file, and for the sentences and tables no script. */
import type { Results } from '../results/results.ts'
import { clientScript, clientStyle } from './bundle.ts'
import { embeddedJson, embeddedScript } from './embedded.ts'
import { icon } from './icon.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { contendersSection } from './sections/contenders.ts'
import { growthSection } from './sections/growth.ts'
import { streamSection } from './sections/stream.ts'
import { byline, summary } from './sections/summary.ts'
import { workloadSections } from './sections/workloads.ts'
import { worldsSection } from './sections/worlds.ts'

/** Nothing may be fetched, whatever a name in the results says. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"

/** The whole page; what was not measured is left out. */
export async function pageOf(results: Results): Promise<string> {
  const [script, style] = await Promise.all([clientScript(), clientStyle()])
  const title = `Retort benchmark, ${results.at.slice(0, 10)}`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="${icon}" />
        <style>
          ${{ markup: style }}
        </style>
      </head>
      <body>
        ${header(results)}
        <nav aria-label="Sections">
          <div>${links(results).map(([anchor, text]) => html`<a href="#${anchor}">${text}</a>`)}</div>
        </nav>
        <main>${summary(results)} ${sections(results)}</main>
        <script type="application/json" id="results">
          ${embeddedJson(results)}
        </script>
        <script>
          ${embeddedScript(script)}
        </script>
      </body>
    </html> `.markup
}

function header(results: Results): Html {
  return html`<header>
    <div class="title">
      <h1>What loading and saving costs</h1>
      <button type="button" id="theme" aria-pressed="false" hidden>Dark</button>
    </div>
    <p class="lede">Retort’s sessions beside hand-written pg and other libraries, on PostgreSQL.</p>
    ${byline(results)}
    <p class="sides">
      <span data-side="retort">Retort</span><span data-side="by hand">written by hand on a driver</span
      ><span data-side="peer">other libraries</span>
    </p>
  </header>`
}

function links({ workloads, growth, stream, worlds }: Results): readonly (readonly [string, string])[] {
  return [
    ['summary', 'Findings'],
    ...workloads.map(({ name }) => [name, name] as const),
    ...(growth.length > 0 ? [['growth', 'Growth'] as const] : []),
    ...(stream.length > 0 ? [['stream', 'Streams'] as const] : []),
    ...(worlds ? [['worlds', 'Blocking or async'] as const] : []),
    ['contenders', 'Contenders'],
  ]
}

function sections(results: Results): readonly Html[] {
  return [
    ...workloadSections(results),
    growthSection(results),
    streamSection(results),
    worldsSection(results),
    contendersSection(results),
  ].filter((section) => section !== undefined)
}
