/** Everybody who takes part in a run, each in a process of its own; they come on stage together and leave it together. */
import type { Entry } from '../contender/catalogue.ts'
import { bar } from '../contender/catalogue.ts'
import { ContenderProcess } from '../contender/process.ts'
import { Unavailable } from '../contender/program.ts'
import type { WayNames } from '../contender/protocol.ts'
import { BenchmarkError } from '../error.ts'
import type { ContenderInfo } from '../results/results.ts'

/** Contenders by name. */
export type Entries = Readonly<Record<string, Entry>>

/** One who is connected. */
export type Member = { readonly process: ContenderProcess; readonly ways: WayNames }

export class Cast {
  readonly #entries: Entries
  readonly #processes = new Map<string, ContenderProcess>()
  readonly #versions = new Map<string, string>()
  readonly #unavailable = new Map<string, string>()

  /** @throws BenchmarkError NO_BAR where the one that the others are measured by is not among them */
  constructor(entries: Entries) {
    if (entries[bar] === undefined)
      throw new BenchmarkError('NO_BAR', `Without ${bar} there is nothing to measure by.`)
    this.#entries = entries
  }

  /** Connects all of them, or those of these names, to a database; whoever cannot is left out from now on. */
  async open(url: string, names: readonly string[] = Object.keys(this.#entries)): Promise<readonly Member[]> {
    const able = Object.entries(this.#entries).filter(
      ([name]) => names.includes(name) && !this.#unavailable.has(name),
    )
    // Nobody may still be starting when the whole cast is sent home because one of them failed.
    const opened = await Promise.allSettled(able.map(([name, entry]) => this.#openOne(name, entry, url)))
    return opened.flatMap((result) => {
      if (result.status === 'rejected') throw result.reason
      return result.value ?? []
    })
  }

  /** Lets go of the connections of all who have some. */
  async close(members: readonly Member[]): Promise<void> {
    for (const { process } of members) await process.ask({ kind: 'close' })
  }

  /** One more process of a contender, which has done nothing yet; to be disposed of by whoever asked. */
  async another(name: string, url: string): Promise<ContenderProcess> {
    const entry = this.#entries[name]
    if (entry === undefined) throw new BenchmarkError('CONTENDER_FAILED', `There is no contender ${name}.`)
    const process = await ContenderProcess.start(name, entry)
    try {
      await process.ask({ kind: 'open', url })
      return process
    } catch (error) {
      await process[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Who they are, and who could not take part. */
  infos(): readonly ContenderInfo[] {
    return Object.entries(this.#entries).map(([name, { title, side, world }]) => {
      const version = this.#versions.get(name)
      const unavailable = this.#unavailable.get(name)
      return {
        name,
        title,
        side,
        world,
        ...(version === undefined ? {} : { version }),
        ...(unavailable === undefined ? {} : { unavailable }),
      }
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#processes.values()].map((process) => process[Symbol.asyncDispose]()))
  }

  async #openOne(name: string, entry: Entry, url: string): Promise<Member | undefined> {
    try {
      const process = this.#processes.get(name) ?? (await ContenderProcess.start(name, entry))
      this.#processes.set(name, process)
      const { version, ways } = await process.ask({ kind: 'open', url })
      this.#versions.set(name, version)
      return { process, ways }
    } catch (error) {
      const reason = this.#reasonOf(error, name, entry)
      if (reason === undefined) throw error
      if (name === bar) throw new BenchmarkError('NO_BAR', `${bar} cannot run here: ${reason}`)
      this.#unavailable.set(name, reason)
      return undefined
    }
  }

  /**
   * Why somebody cannot take part; undefined for what stops the run. A library of others that never connects, where the bar
   * does, cannot read the address, say: that is worth a line, and no reason to measure nobody.
   */
  #reasonOf(error: unknown, name: string, { side }: Entry): string | undefined {
    if (error instanceof Unavailable) return error.message
    const isOthers = name !== bar && side !== 'retort' && !this.#versions.has(name)
    if (!isOthers || !(error instanceof BenchmarkError)) return undefined
    return error.message.split('\n', 1)[0]
  }
}
