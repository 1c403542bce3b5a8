/** What stands for each side in a workload, where one figure has to do. */
import type { ContenderInfo, Results, WayResult, WorkloadResult } from './results.ts'

/** The workloads that load relations. */
export const loadingWorkloads: readonly string[] = ['W2', 'W3', 'W4', 'W8']

/** One figure a side; what did not take part is left out. */
export type Headline = {
  /** The fastest way by hand on `pg`. */
  readonly bar?: WayResult
  readonly async?: WayResult
  readonly blocking?: WayResult
  /** Its include, where relations are loaded. */
  readonly sequelize?: WayResult
  readonly peer?: WayResult
}

/** What a program that wants instances would take of Retort and Sequelize, and the fastest of the other libraries. */
export function headlineOf({ ways }: WorkloadResult, contenders: readonly ContenderInfo[]): Headline {
  const peers = new Set(contenders.filter(({ side }) => side === 'peer').map(({ name }) => name))
  return {
    ...optional('bar', fastest(ways.filter(({ contender }) => contender === 'pg'))),
    ...optional('async', usual(ways, 'retort-async', 'selectin')),
    ...optional('blocking', usual(ways, 'retort-blocking', 'selectin')),
    ...optional('sequelize', usual(ways, 'sequelize', 'include')),
    ...optional('peer', fastest(ways.filter(({ contender }) => peers.has(contender)))),
  }
}

/** Ways that hand out no instances: plain objects, rows, keys. */
export function isPlain(way: string): boolean {
  return /^(plain|raw|insert|copy)\b/.test(way)
}

/** The way with the least ratio. */
export function fastest(ways: readonly WayResult[]): WayResult | undefined {
  return ways.toSorted((a, b) => a.ratio.median - b.ratio.median)[0]
}

/** A contender as people know it; its name where it is not among those that took part. */
export function titleOf({ contenders }: Pick<Results, 'contenders'>, name: string): string {
  return contenders.find((contender) => contender.name === name)?.title ?? name
}

/** What a workload is about, without its name. */
export function subjectOf({ name, title }: Pick<WorkloadResult, 'name' | 'title'>): string {
  const rest = title.startsWith(name) ? title.slice(name.length).replace(/^[\s:.,·–-]+/, '') : title
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}

/** What is noted at every workload, to be said once; nothing where there is one workload only. */
export function sharedNotes({ workloads }: Pick<Results, 'workloads'>): readonly string[] {
  const [first, ...others] = workloads
  if (first === undefined || others.length === 0) return []
  return first.notes.filter((note) => others.every(({ notes }) => notes.includes(note)))
}

/** The way of that name, or the fastest that hands out instances. */
function usual(ways: readonly WayResult[], contender: string, name: string): WayResult | undefined {
  const own = ways.filter((way) => way.contender === contender)
  return (
    own.find(({ way }) => way === name) ?? fastest(own.filter(({ way }) => !isPlain(way))) ?? fastest(own)
  )
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V })
}
