/** How the functions of a repository are called: at once, awaited one by one, or together. */
import type { Call } from '../calls.ts'

/** One call: from when to when, by `performance.now()`, and what it gave. */
export type Served = { readonly from: number; readonly to: number; readonly answer: unknown }

/** Calls in their order; at once where the style blocks. */
export type ServedCalls = readonly Served[] | Promise<readonly Served[]>

/** A style over connections of its own. */
export type OpenStyle = {
  /** How it waits, where it blocks. */
  readonly driver?: 'native' | 'worker'
  /** Does the calls of callers who all come now, each in a session of their own. */
  serve(calls: readonly Call[]): ServedCalls
  /** Does the calls of one script. */
  script(calls: readonly Call[]): ServedCalls
  /** For how long each call since the last time waited for a connection, in milliseconds. */
  takeWaits(): readonly number[]
  close(): void | Promise<void>
}

/** @param pool how many connections there may be */
export type OpenStyleOn = (url: string, pool: number) => OpenStyle
