/** Ways to the server by how far it is: one proxy a latency; the server itself where nothing is added. */
import type { LatencyProxy } from './latency-proxy.ts'
import { openLatencyProxy } from './latency-proxy.ts'

export class Network {
  readonly #server: string
  readonly #proxies: ReadonlyMap<number, LatencyProxy>

  private constructor(server: string, proxies: ReadonlyMap<number, LatencyProxy>) {
    this.#server = server
    this.#proxies = proxies
  }

  /** @param latencies of a round trip, in milliseconds */
  static async open(server: string, latencies: Iterable<number>): Promise<Network> {
    const proxies = new Map<number, LatencyProxy>()
    for (const latency of new Set(latencies))
      if (latency > 0) proxies.set(latency, await openLatencyProxy(server, latency))
    return new Network(server, proxies)
  }

  /** The address of the server at a distance. */
  url(latency: number): string {
    return this.#proxies.get(latency)?.url ?? this.#server
  }

  /** What was asked to be added to round trips, and what was. */
  added(): { readonly asked: number; readonly added: number }[] {
    return [...this.#proxies].map(([asked, proxy]) => ({ asked, added: proxy.added() }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#proxies.values()].map((proxy) => proxy.close()))
  }
}
