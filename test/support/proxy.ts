/** A proxy that counts what a client really sends: each Query, and each Execute of a prepared statement. */
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export type CountingProxy = {
  /** The address that leads through it. */
  readonly url: string
  /** How many statements have passed. */
  count(): number
  close(): Promise<void>
}

/** PostgreSQL's frontend messages: a type of one byte, then the length, itself included, in four. */
const query = 'Q'.charCodeAt(0)
const execute = 'E'.charCodeAt(0)

/** Opens one in front of a server. */
export async function countingProxy(server: string): Promise<CountingProxy> {
  const target = new URL(server)
  let statements = 0
  const sockets = new Set<Socket>()
  const proxy = createServer((client) => {
    const upstream = connect(Number(target.port === '' ? 5432 : target.port), target.hostname)
    const read = messages((type) => {
      if (type === query || type === execute) statements += 1
    })
    client.on('data', read)
    client.pipe(upstream).pipe(client)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const url = new URL(server)
  url.hostname = '127.0.0.1'
  url.port = String((proxy.address() as AddressInfo).port)
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy()
      proxy.close(() => resolve())
    })
  return { url: url.href, count: () => statements, close }
}

/** Cuts a stream into messages. The first one, which has no type, is skipped; so are requests for encryption before it. */
function messages(onMessage: (type: number) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)
  let started = false
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      const header = started ? 1 : 0
      if (rest.length < header + 4) return
      const length = rest.readInt32BE(header) + header
      if (rest.length < length) return
      if (started) onMessage(rest[0] ?? 0)
      // A startup packet names protocol 3; anything else here asks for encryption, which a server on loopback declines.
      else started = rest.readInt32BE(4) >>> 16 === 3
      rest = rest.subarray(length)
    }
  }
}
