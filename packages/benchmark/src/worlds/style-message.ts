/** What the process of a style is asked, and what it answers. */
import type { Interval, Timeline } from '../results/results.ts'
import type { Call } from './calls.ts'
import type { CellFigures, CellTask } from './cell-run.ts'
import type { OpenStyle } from './styles/style.ts'

export type Exchanges = {
  /** Stall the event loop on purpose. */
  readonly stall: Exchange<
    { readonly milliseconds: number },
    { readonly made: number; readonly seen: number }
  >
  /** Let go of what is open, and open this. */
  readonly open: Exchange<
    { readonly url: string; readonly pool: number },
    { readonly driver: OpenStyle['driver'] }
  >
  /** Do calls once, and tell the hash of what they gave. */
  readonly digest: Exchange<{ readonly calls: readonly Call[] }, { readonly digest: string }>
  /** Do calls for so long, until they are as fast as they get. */
  readonly warm: Exchange<{ readonly calls: readonly Call[]; readonly milliseconds: number }, undefined>
  readonly cell: Exchange<CellTask, CellFigures>
  /** Do calls as a script, a few times, and tell of the last time when each ran. */
  readonly script: Exchange<{ readonly calls: readonly Call[] }, ScriptRun>
}

type Exchange<Request, Reply> = { readonly request: Request; readonly reply: Reply }

export type ScriptRun = Pick<Timeline, 'calls' | 'milliseconds'> & { readonly stalls: readonly Interval[] }

export type Kind = keyof Exchanges

export type Request = {
  [K in Kind]: { readonly kind: K; readonly request: Exchanges[K]['request'] }
}[Kind]

export type Reply =
  | { readonly kind: 'done'; readonly reply: Exchanges[Kind]['reply'] }
  | { readonly kind: 'failed'; readonly message: string }
