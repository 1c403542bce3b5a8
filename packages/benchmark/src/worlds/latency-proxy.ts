/**
 * A network in front of a server: each round trip takes so much longer, half on the way there and half on the way back. What
 * comes is sent on in order when its time has come, all of it that has: a network that is slow, not one that is narrow.
 */
import { once } from 'node:events'
import type { AddressInfo, NetConnectOpts, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { Alarm } from './alarm.ts'
import { clock } from './clock.ts'
import { percentile } from './percentile.ts'

export type LatencyProxy = {
  /** The address that leads through it. */
  readonly url: string
  /** What it really added to a round trip, at the median of what passed through, in milliseconds. */
  added(): number
  close(): Promise<void>
}

/** @param milliseconds what is added to a round trip */
export async function openLatencyProxy(server: string, milliseconds: number): Promise<LatencyProxy> {
  const way = new Delay(milliseconds / 2)
  const sockets = new Set<Socket>()
  const proxy = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const upstream = connect({ ...addressOf(server), allowHalfOpen: true, noDelay: true })
    for (const [from, to] of pairs(client, upstream)) {
      sockets.add(from)
      from.on('data', (chunk) => way.pass(() => to.write(chunk)))
      from.on('end', () => way.pass(() => to.end()))
      from.on('error', () => to.destroy())
      from.on('close', () => sockets.delete(from))
    }
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
    await way.close()
  }
  return { url: through(server, proxy.address() as AddressInfo), added: () => 2 * way.median(), close }
}

/** Lets what comes pass after a time, in the order in which it came. */
class Delay {
  readonly #milliseconds: number
  readonly #waiting: { readonly came: number; readonly go: () => void }[] = []
  readonly #taken: number[] = []
  readonly #alarm: Alarm = new Alarm(() => this.#letGo())

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds
  }

  pass(go: () => void): void {
    const came = clock()
    this.#waiting.push({ came, go })
    if (this.#waiting.length === 1) this.#alarm.set(came + this.#milliseconds)
  }

  median(): number {
    return percentile(this.#taken, 50)
  }

  close(): Promise<void> {
    this.#waiting.length = 0
    return this.#alarm.close()
  }

  #letGo(): void {
    const now = clock()
    const isDue = ({ came }: { readonly came: number }) => came + this.#milliseconds <= now
    const first = this.#waiting.findIndex((each) => !isDue(each))
    for (const { came, go } of this.#waiting.splice(0, first < 0 ? this.#waiting.length : first)) {
      this.#taken.push(now - came)
      go()
    }
    const next = this.#waiting[0]
    if (next !== undefined) this.#alarm.set(next.came + this.#milliseconds)
  }
}

function pairs(client: Socket, upstream: Socket): readonly (readonly [Socket, Socket])[] {
  return [
    [client, upstream],
    [upstream, client],
  ]
}

function addressOf(server: string): NetConnectOpts {
  const { hostname, port, searchParams } = new URL(server)
  const number = Number(port === '' ? (searchParams.get('port') ?? 5432) : port)
  const directory = [searchParams.get('host') ?? '', decodeURIComponent(hostname)].find((host) =>
    host.startsWith('/'),
  )
  if (directory !== undefined) return { path: `${directory}/.s.PGSQL.${number}` }
  return { host: hostname.replace(/^\[(.*)\]$/, '$1') || 'localhost', port: number }
}

function through(server: string, { port }: AddressInfo): string {
  const url = new URL(server)
  for (const name of ['host', 'port']) url.searchParams.delete(name)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return url.href
}
