/** What changes in the text of a function when it goes from one world to the other. */
import { diffLines } from 'diff'

/** One line of a comparison. */
export type ChangedLine = { readonly sign: '+' | '-' | ' '; readonly text: string }

/** The async text of a blocking function: `async`, a promise in its type, `await` before what the session does. */
export function toAsync(source: string): string {
  return source
    .replaceAll(/^(export )?function (\w+)\((.*)\): (.+) \{$/gm, '$1async function $2($3): Promise<$4> {')
    .replaceAll(/(?<!await )\busing /g, 'await using ')
    .replaceAll(/(?<!await )\bsession\.(?!add)/g, 'await session.')
    .replaceAll('@retort/session/sync', '@retort/session/async')
}

/** The blocking text of an async function: the same, backwards. */
export function toBlocking(source: string): string {
  return source
    .replaceAll(/\basync function (\w+)\((.*)\): Promise<(.+)> \{$/gm, 'function $1($2): $3 {')
    .replaceAll('await using ', 'using ')
    .replaceAll('await session.', 'session.')
    .replaceAll('@retort/session/async', '@retort/session/sync')
}

/** The lines of two texts side by side: what stayed, what went, what came. */
export function compare(before: string, after: string): readonly ChangedLine[] {
  return diffLines(`${before}\n`, `${after}\n`).flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => ({ sign: added ? '+' : removed ? '-' : ' ', text }) as const),
  )
}
