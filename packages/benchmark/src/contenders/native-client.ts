/** The blocking client that `pg` is built to use where it is installed; written for by hand, it is the least that blocking costs. */
import { createRequire } from 'node:module'
import { versionOf } from '../contender/version.ts'

/** What is used of it: it comes without types. */
export type NativeClient = {
  connectSync(conninfo: string): void
  prepareSync(name: string, text: string, parameters: number): void
  executeSync<R extends object = Readonly<Record<string, unknown>>>(
    name: string,
    values: readonly (string | number | null)[],
  ): R[]
  querySync(text: string): void
  end(): void
}

type NativeClientClass = new () => NativeClient

/** A connected client; undefined where pg-native does not load. */
export function openNativeClient(url: string): NativeClient | undefined {
  const NativeClient = load()
  if (NativeClient === undefined) return undefined
  const client = new NativeClient()
  client.connectSync(url)
  return client
}

/** Whether pg-native loads here. */
export function hasNativeClient(): boolean {
  return load() !== undefined
}

/** It is `pg`'s own optional dependency, so it is looked for from there. */
const home = import.meta.resolve('pg')

/** Which one it is, where it is installed. */
export const nativeVersion = versionOf('pg-native', home)

function load(): NativeClientClass | undefined {
  try {
    return createRequire(home)('pg-native') as NativeClientClass
  } catch {
    return undefined
  }
}
