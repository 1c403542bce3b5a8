/** Stands between clients and the server, and counts what passes: statements, and bytes in both directions. */
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { Traffic } from '../results/results.ts'

/** PostgreSQL's frontend messages: a type of one byte, then the length, itself included, in four. */
const query = 'Q'.charCodeAt(0)
const execute = 'E'.charCodeAt(0)

export class CountingProxy {
  /** The address that leads through it. */
  readonly url: string
  readonly #server: Server
  readonly #sockets: Set<Socket>
  readonly #count: { statements: number; bytesToServer: number; bytesFromServer: number }

  /**
   * Opens one in front of a server.
   * @param target the address of a database
   */
  static async open(target: string): Promise<CountingProxy> {
    const count = { statements: 0, bytesToServer: 0, bytesFromServer: 0 }
    const sockets = new Set<Socket>()
    const server = createServer((client) => {
      const upstream = connectTo(new URL(target))
      client.on('data', (chunk) => (count.bytesToServer += chunk.length))
      client.on(
        'data',
        messages(() => (count.statements += 1)),
      )
      upstream.on('data', (chunk) => (count.bytesFromServer += chunk.length))
      client.pipe(upstream).pipe(client)
      for (const socket of [client, upstream]) keep(socket, sockets)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new CountingProxy(target, server, sockets, count)
  }

  private constructor(target: string, server: Server, sockets: Set<Socket>, count: CountingProxy['traffic']) {
    const url = new URL(target)
    url.hostname = '127.0.0.1'
    url.port = String((server.address() as AddressInfo).port)
    // They would lead past us.
    for (const name of ['host', 'port']) url.searchParams.delete(name)
    this.url = url.href
    this.#server = server
    this.#sockets = sockets
    this.#count = count
  }

  /** Since it was opened, or {@link reset}. */
  get traffic(): Traffic {
    return { ...this.#count }
  }

  reset(): void {
    Object.assign(this.#count, { statements: 0, bytesToServer: 0, bytesFromServer: 0 })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** A host with a slash is a folder of sockets. */
function connectTo({ hostname, port, searchParams }: URL): Socket {
  const host = searchParams.get('host') ?? decodeURIComponent(hostname)
  const at = Number(port === '' ? (searchParams.get('port') ?? 5432) : port)
  if (host.startsWith('/')) return connect(`${host}/.s.PGSQL.${at}`)
  return connect({ host: host.replace(/^\[|\]$/g, ''), port: at, noDelay: true })
}

function keep(socket: Socket, sockets: Set<Socket>): void {
  sockets.add(socket)
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('close', () => sockets.delete(socket))
}

/** Cuts a stream into messages. The first one, which has no type, is skipped; so are requests for encryption before it. */
function messages(onStatement: () => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)
  let hasStarted = false
  return (chunk) => {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk])
    for (;;) {
      const header = hasStarted ? 1 : 0
      if (rest.length < header + 4) return
      const length = rest.readInt32BE(header) + header
      if (rest.length < length) return
      if (hasStarted) {
        if (rest[0] === query || rest[0] === execute) onStatement()
        // A startup packet names protocol 3; anything else here asks for encryption, which a server on loopback declines.
      } else hasStarted = rest.readInt32BE(4) >>> 16 === 3
      rest = rest.subarray(length)
    }
  }
}
