/** What the workloads that load relations have in common. */
import type pg from 'pg'
import type * as async from '@retort/session/async'
import type * as blocking from '@retort/session/sync'
import type { Connections } from './connections.ts'
import type { Contender } from './contender.ts'
import type { NativeClient } from './native-client.ts'
import { times, timesAsync } from './times.ts'

/** The whole shop: ten orders a user, three lines an order. */
export const shop = { full: { users: 2000, products: 1000 }, quick: { users: 40, products: 100 } }

/** A statement that is prepared under its name. */
export type Prepared = { readonly name: string; readonly text: string }

/** Rows of a statement, by stock `pg`. */
export async function ask<R extends object>(
  client: pg.Client,
  { name, text }: Prepared,
  ...values: readonly unknown[]
): Promise<readonly R[]> {
  const { rows } = await client.query<R>({ name, text, values: [...values] })
  return rows
}

/** Prepares statements of one parameter each. */
export function prepare(native: NativeClient, ...statements: readonly Prepared[]): void {
  for (const { name, text } of statements) native.prepareSync(name, text, 1)
}

/** A value that is an array, as pg-native takes it. */
export function arrayOf(keys: readonly (string | number)[]): string {
  return `{${keys.join(',')}}`
}

/** Programs by hand, each with what it found. */
export function byHand(
  operations: number,
  ways: Readonly<Record<string, () => Promise<number>>>,
): readonly Contender[] {
  return Object.entries(ways).map(([name, read]) => ({
    name: `pg by hand, ${name}`,
    byHand: true,
    turn: () => timesAsync(operations, read),
  }))
}

/** A program by hand on pg-native; none where that does not load. */
export function byNativeHand(
  native: NativeClient | undefined,
  operations: number,
  name: string,
  program: (native: NativeClient) => () => number,
): readonly Contender[] {
  if (native === undefined) return []
  const read = program(native)
  return [{ name: `pg-native by hand, ${name} (blocking)`, turn: () => times(operations, read) }]
}

/** The same read in both worlds. */
export type Read = {
  async(session: async.Session): Promise<number>
  blocking(session: blocking.Session): number
}

/** A read by sessions of both worlds, a new one each time. */
export function bySessions(
  { openAsync, openBlocking }: Connections,
  operations: number,
  name: string,
  read: Read,
): readonly Contender[] {
  const readAsync = async () => {
    await using session = openAsync()
    return await read.async(session)
  }
  const readBlocking = () => {
    using session = openBlocking()
    return read.blocking(session)
  }
  return [
    { name: `async, ${name}`, turn: () => timesAsync(operations, readAsync) },
    { name: `blocking, ${name}`, turn: () => times(operations, readBlocking) },
  ]
}

/** How many there are beneath all of them. */
export function countBeneath<T>(parents: readonly T[], countOf: (parent: T) => number | undefined): number {
  return parents.reduce((sum, parent) => sum + (countOf(parent) ?? 0), 0)
}
