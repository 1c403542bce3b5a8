/** Takes rows out of what the server sends before pg's parser makes a text of every cell and an object of every row. */
import type { Client } from 'pg'
import { Frames } from './pg-frames.ts'
import type { ChunkListener } from './pg-wire.ts'
import { isIdle, isPipelining, wireOf } from './pg-wire.ts'

/**
 * Taps a client: what is returned takes the place of pg's parser, which is the one listener of a connected client's stream,
 * and hands it all but the rows that somebody takes. There is no tap while the client is at work, since a message may have
 * come in part, nor where it is built in another way than pg 8's, or others listen as well: rows come through pg then.
 */
export function tap(client: Client): Frames | undefined {
  if (!isIdle(client) || isPipelining(client)) return undefined
  const { stream } = wireOf(client)
  const [parser, ...others] = stream.listeners('data')
  if (!isListener(parser) || others.length > 0 || isOverheard(client)) return undefined
  const frames = new Frames(parser)
  stream.on('data', (chunk) => frames.take(chunk))
  stream.off('data', parser)
  return frames
}

function isListener(value: unknown): value is ChunkListener {
  return typeof value === 'function'
}

/** Whether others than the client itself want to see what takers take. */
function isOverheard(client: Client): boolean {
  const wire = wireOf(client)
  if (wire.listenerCount('message') + wire.listenerCount('bindComplete') > 0) return true
  return wire.listenerCount('dataRow') !== 1 || wire.listenerCount('commandComplete') !== 1
}
