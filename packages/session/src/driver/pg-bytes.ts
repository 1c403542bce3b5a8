/**
 * The messages of a batch that the server has prepared, in one piece (PostgreSQL manual, 54.7 "Message Formats"): a message
 * at a time through pg's serializer and node's stream costs more than all else that is done to send them.
 */
import type { Command, Extended } from './pg-batch.ts'

/** A text of fewer units is not looked at to see how many bytes it is: they are three for each of them at most. */
const short = 1000

const sync = Buffer.from([0x53, 0, 0, 0, 4])
const execute = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0])

/** The formats of columns that come as texts. */
const texts: readonly number[] = []

/** Bind without its values: its letter and length, no portal, no formats, how many values, no formats of results. */
const bindSize = 1 + 4 + 1 + 2 + 2 + 2

/**
 * The batch as bytes; undefined where something in it is to be prepared first, to be closed, or to be copied.
 * @param formats in which the main command's columns are to come, one after the other; as texts where there are none
 */
export function bytesOf(
  { before, main, after, copy, surplus }: Extended,
  formats: readonly number[],
): Buffer | undefined {
  if (copy !== undefined || surplus.length > 0) return undefined
  let most = sync.length + 2 * formats.length
  const commands = [...before, main, ...after]
  for (const command of commands) {
    const size = mostBytes(command)
    if (size === undefined) return undefined
    most += size
  }
  const bytes = Buffer.allocUnsafe(most)
  let at = 0
  for (const command of commands) at = write(bytes, at, command, command === main ? formats : texts)
  at += sync.copy(bytes, at)
  return bytes.subarray(0, at)
}

/** As many bytes as a command may take. */
function mostBytes({ values, prepared }: Command): number | undefined {
  if (prepared?.ready !== true) return undefined
  let size = bindSize + prepared.name.length + 1 + execute.length
  for (const value of values) size += 4 + (value === null ? 0 : mostBytesOfText(value))
  return size
}

function mostBytesOfText(text: string): number {
  return text.length < short ? 3 * text.length : Buffer.byteLength(text)
}

function write(
  bytes: Buffer,
  start: number,
  { values, prepared }: Command,
  formats: readonly number[],
): number {
  bytes[start] = 0x42
  let at = start + 5
  bytes[at++] = 0
  at += bytes.write(prepared?.name ?? '', at, 'latin1')
  bytes[at++] = 0
  at = bytes.writeInt16BE(0, at)
  at = bytes.writeUInt16BE(values.length, at)
  for (const value of values) at = writeValue(bytes, at, value)
  at = bytes.writeUInt16BE(formats.length, at)
  for (const format of formats) at = bytes.writeUInt16BE(format, at)
  bytes.writeInt32BE(at - start - 1, start + 1)
  return at + execute.copy(bytes, at)
}

function writeValue(bytes: Buffer, at: number, value: string | null): number {
  if (value === null) return bytes.writeInt32BE(-1, at)
  const size = bytes.write(value, at + 4, 'utf8')
  bytes.writeInt32BE(size, at)
  return at + 4 + size
}
