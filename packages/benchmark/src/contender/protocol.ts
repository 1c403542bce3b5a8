/**
 * What a contender's process is told, and what it says: a line of JSON each, over its file descriptors 3 (in) and 4 (out),
 * which a program in any language can read and write. Standard output stays free for what libraries print.
 */
import type { Questions, WorkloadName } from '../workload/workload.ts'

/** A workload with what it asks, and the way to do it. */
export type Task = {
  [W in WorkloadName]: {
    readonly workload: W
    readonly way: string
    readonly questions: readonly Questions[W][]
  }
}[WorkloadName]

export type Request =
  /** Connect to a database, where nothing is connected. */
  | { readonly kind: 'open'; readonly url: string }
  /** Do the first question once, and tell what came of it: not timed, with the hash of the whole answer. */
  | { readonly kind: 'answer'; readonly task: Task }
  /** Do questions in turn, so many calls, as fast as can be. */
  | { readonly kind: 'turn'; readonly task: Task; readonly calls: number; readonly watchDelay: boolean }
  /** Do the first question so many times, and tell how far memory grew at its peak. */
  | { readonly kind: 'weigh'; readonly task: Task; readonly calls: number }
  /** Let go of the connections; `open` may follow. */
  | { readonly kind: 'close' }

/** Ways by workload, in the order in which they are shown. */
export type WayNames = { readonly [W in WorkloadName]?: readonly string[] }

export type Reply =
  | { readonly kind: 'opened'; readonly version: string; readonly ways: WayNames }
  /** It cannot take part here. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  | { readonly kind: 'answered'; readonly digest: string; readonly found: number }
  | {
      readonly kind: 'timed'
      /** Of all calls, on the clock. */
      readonly milliseconds: number
      /** Of the process, all its threads, user and system, in milliseconds. */
      readonly cpu: number
      /** By all calls together. */
      readonly found: number
      /** For how long 99 of 100 timers were kept waiting at most, in milliseconds; where it was watched and means something. */
      readonly delay?: number
    }
  | { readonly kind: 'weighed'; readonly bytes: number }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly message: string }
