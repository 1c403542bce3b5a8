/** What goes out through pg's client in one piece, and how it is put on the wire. */
import type { TakeRow } from './connection.ts'
import type { Prepared } from './prepared-names.ts'
import { bytesOf } from './pg-bytes.ts'
import type { Wire } from './pg-wire.ts'

/** A command of the extended protocol; without a name it is parsed each time. */
export type Command = {
  readonly text: string
  readonly values: readonly (string | null)[]
  readonly prepared?: Prepared | undefined
}

/** Either one text of the simple protocol, or commands up to one Sync: one that fails takes those behind it with it. */
export type Batch = Simple | Extended

export type Simple = { readonly kind: 'simple'; readonly text: string; readonly take?: TakeRow | undefined }

export type Extended = {
  readonly kind: 'extended'
  readonly before: readonly Command[]
  readonly main: Command
  readonly after: readonly Command[]
  /** Who takes the main command's rows, where they are not to be gathered. */
  readonly take?: TakeRow | undefined
  /** What the main command reads, where it is a COPY. */
  readonly copy?: Iterable<string> | undefined
  /** Prepared statements that are no longer needed. */
  readonly surplus: readonly Prepared[]
}

/** Sends a batch; `describe` asks for the columns of the main command. Behind a COPY the rest waits for its rows. */
export function sendBatch(wire: Wire, batch: Batch, describe: boolean): void {
  if (batch.kind === 'simple') wire.query(batch.text)
  else if (describe || !sendInOne(wire, batch)) sendInParts(wire, batch, describe)
}

/**
 * Sends a batch in one piece where that can be done, and says whether it was.
 * @param formats in which columns of the main command are to come, where not all of them as texts
 */
export function sendInOne(wire: Wire, batch: Extended, formats: readonly number[] = []): boolean {
  const bytes = bytesOf(batch, formats)
  if (bytes === undefined) return false
  if (wire.stream.writable) wire.stream.write(bytes)
  return true
}

function sendInParts(wire: Wire, batch: Extended, describe: boolean): void {
  wire.stream.cork()
  for (const { name } of batch.surplus) wire.close({ type: 'S', name })
  for (const command of batch.before) sendCommand(wire, command, false)
  sendCommand(wire, batch.main, describe)
  if (batch.copy === undefined) sendRest(wire, batch)
  else wire.flush()
  wire.stream.uncork()
}

/** Sends what comes behind the main command, and the Sync. */
export function sendRest(wire: Wire, { after }: Extended): void {
  for (const command of after) sendCommand(wire, command, false)
  wire.sync()
}

/** Nobody says whether a Parse came through in a batch that failed: so the name is always freed first. */
function sendCommand(wire: Wire, { text, values, prepared }: Command, describe: boolean): void {
  const name = prepared?.name ?? ''
  if (prepared !== undefined && !prepared.ready) wire.close({ type: 'S', name })
  if (prepared?.ready !== true) wire.parse({ name, text })
  wire.bind({ statement: name, values })
  if (describe) wire.describe({ type: 'P' })
  wire.execute()
}
