/** Statements and bytes of one operation, counted where they pass. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Traffic } from '../results/results.ts'
import type { CountingProxy } from './counting-proxy.ts'
import type { Entrant } from './entrant.ts'
import type { Ground } from './ground.ts'
import { takeTurn } from './turn.ts'

/** Nothing passes for so long when all was said, in milliseconds: a library may say something after its answer. */
const quiet = 5

/** What to know when the figures are read. */
export const trafficNote =
  'Statements are Query and Execute messages, begin and commit among them; several in one Query message are one. Bytes are as they pass between client and server, statements having been prepared.'

/**
 * Has each do the same once more, to prepare its statements, and then once to be counted.
 * @param entrants connected through the proxy
 * @returns of one operation, rounded, in the order of the entrants
 */
export async function trafficOf(
  entrants: readonly Entrant[],
  ground: Ground,
  proxy: CountingProxy,
): Promise<readonly Traffic[]> {
  const counted: Traffic[] = []
  for (const entrant of entrants) {
    await takeTurn(entrant, ground, 1)
    await untilQuiet(proxy)
    proxy.reset()
    await takeTurn(entrant, ground, 1)
    await untilQuiet(proxy)
    counted.push(perOperation(proxy.traffic, ground.operations))
  }
  return counted
}

async function untilQuiet(proxy: CountingProxy): Promise<void> {
  let passed: number
  do {
    passed = proxy.traffic.bytesFromServer
    await wait(quiet)
  } while (proxy.traffic.bytesFromServer !== passed)
}

function perOperation({ statements, bytesToServer, bytesFromServer }: Traffic, operations: number): Traffic {
  const each = (count: number) => Math.round(count / operations)
  return {
    statements: each(statements),
    bytesToServer: each(bytesToServer),
    bytesFromServer: each(bytesFromServer),
  }
}
