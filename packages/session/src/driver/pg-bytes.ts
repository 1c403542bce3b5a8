/**
 * The messages of a batch that the server has prepared, in one piece (PostgreSQL manual, 54.7 "Message Formats"): a message
 * at a time through pg's serializer and node's stream costs more than all else that is done to send them.
 */
import type { Command, Extended } from './pg-batch.ts'

/** Values in front of which nobody needs to look how long they are: a text has at most three bytes for each of its units. */
const short = 1000

const sync = Buffer.from([0x53, 0, 0, 0, 4])
const execute = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0])

/** Bind without its values: its letter and length, no portal, no formats, how many values, no formats of results. */
const bindSize = 1 + 4 + 1 + 2 + 2 + 2

/** The batch as bytes; undefined where something in it is to be prepared first, to be closed, to be copied, or is long. */
export function bytesOf({ before, main, after, copy, surplus }: Extended): Buffer | undefined {
  if (copy !== undefined || surplus.length > 0) return undefined
  let most = sync.length
  const commands = [...before, main, ...after]
  for (const command of commands) {
    const size = mostBytes(command)
    if (size === undefined) return undefined
    most += size
  }
  const bytes = Buffer.allocUnsafe(most)
  let at = 0
  for (const command of commands) at = write(bytes, at, command)
  at += sync.copy(bytes, at)
  return bytes.subarray(0, at)
}

/** As many bytes as a command may take. */
function mostBytes({ values, prepared }: Command): number | undefined {
  if (prepared?.ready !== true) return undefined
  let units = 0
  for (const value of values) units += value?.length ?? 0
  if (units > short) return undefined
  return bindSize + prepared.name.length + 1 + 4 * values.length + 3 * units + execute.length
}

function write(bytes: Buffer, start: number, { values, prepared }: Command): number {
  bytes[start] = 0x42
  let at = start + 5
  bytes[at++] = 0
  at += bytes.write(prepared?.name ?? '', at, 'latin1')
  bytes[at++] = 0
  at = bytes.writeInt16BE(0, at)
  at = bytes.writeUInt16BE(values.length, at)
  for (const value of values) at = writeValue(bytes, at, value)
  at = bytes.writeInt16BE(0, at)
  bytes.writeInt32BE(at - start - 1, start + 1)
  return at + execute.copy(bytes, at)
}

function writeValue(bytes: Buffer, at: number, value: string | null): number {
  if (value === null) return bytes.writeInt32BE(-1, at)
  const size = bytes.write(value, at + 4, 'utf8')
  bytes.writeInt32BE(size, at)
  return at + 4 + size
}
