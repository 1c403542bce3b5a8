/** Makes libpq's connections, and holds them until it is safe to let go of them. */
import { certificateFiles } from './certificate-files.ts'
import type { ConnectionConfig } from './connection.ts'
import { conninfo } from './conninfo.ts'
import type { Libpq } from './libpq.ts'
import { connectFailure } from './libpq-failure.ts'

/**
 * Connections that the event loop still knows. libpq's bindings free a connection's watcher together with its object, be
 * it still open or only half closed, and the loop then aborts the process: so the object is held until the loop has let go.
 */
const held = new Set<Libpq>()

/**
 * Connects.
 * @throws DatabaseError
 */
export function connect(pq: Libpq, config: ConnectionConfig): void {
  const files = certificateFiles(config)
  try {
    connectTo(pq, conninfo(config, files))
  } finally {
    files.remove()
  }
}

function connectTo(pq: Libpq, where: string): void {
  held.add(pq)
  try {
    pq.connectSync(where)
  } catch (error) {
    letGo(pq)
    throw connectFailure(error)
  }
}

/** Lets go once the loop has been through its closing phase, which comes after the first of these and before the second. */
export function letGo(pq: Libpq): void {
  setImmediate(() => setImmediate(() => held.delete(pq)))
}
