/** A database of the run's own, filled as some of the workloads need it, with what they ask and what they should find there. */
import pg from 'pg'
import { createDatabase } from '@retort/postgres'
import type { Database } from '@retort/postgres'
import type { Sample } from '@retort/story'
import { BenchmarkError } from '../error.ts'
import { expectedOf } from '../workload/expectation.ts'
import type { QuestionsInTurn } from '../workload/questions.ts'
import { operationsOf, questionsOf } from '../workload/questions.ts'
import { fillShop, makeTables, shopOf } from '../workload/shop.ts'
import type { Size } from '../workload/size.ts'
import type { Tables } from '../workload/tables.ts'
import { keepShop, productTable, shopTables } from '../workload/tables.ts'
import type { WorkloadName } from '../workload/workload.ts'
import type { Ground } from './ground.ts'

/** Settings of every database of the benchmark: what is measured is the clients. */
const databaseSettings = {
  synchronous_commit: 'off',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
} as const

export type StageName = 'reads' | 'inserts' | 'units'

/** Which workloads share one. */
export const stageOf: Readonly<Record<WorkloadName, StageName>> = {
  W1: 'reads',
  W2: 'reads',
  W3: 'reads',
  W4: 'reads',
  W5: 'inserts',
  W6: 'inserts',
  W7: 'reads',
  W8: 'reads',
  flush: 'units',
}

/** Users of the shop that units of work are done in: it is brought back before each. */
const usersOfUnits = 200

export class Stage {
  readonly url: string
  readonly client: pg.Client
  readonly shop: Sample
  readonly questions: QuestionsInTurn
  readonly #database: Database
  readonly #tables: Tables<never> | undefined

  private constructor(
    database: Database,
    client: pg.Client,
    shop: Sample,
    size: Size,
    tables?: Tables<never>,
  ) {
    this.#database = database
    this.url = database.url
    this.client = client
    this.shop = shop
    this.questions = questionsOf(shop, size)
    this.#tables = tables
  }

  /** Makes one. */
  static async open(server: { readonly url: string }, name: StageName, size: Size): Promise<Stage> {
    const database = await benchmarkDatabase(server)
    const client = new pg.Client({ connectionString: database.url })
    // A server that goes away while nothing is asked: what is asked next says so.
    client.on('error', () => undefined)
    try {
      await client.connect()
      const { shop, tables } = await makers[name](client, database.url, size)
      return new Stage(database, client, shop, size, tables)
    } catch (error) {
      await client.end()
      await database[Symbol.asyncDispose]()
      throw error
    }
  }

  /** What turns of a workload need of it. */
  groundOf<W extends WorkloadName>(workload: W): Ground {
    const [question] = this.questions[workload]
    if (question === undefined) throw new Error(`Nothing is asked in ${workload}.`)
    return {
      operations: operationsOf(workload, question),
      expected: expectedOf(workload, question, this.shop),
      isRepeatable: workload !== 'flush',
      reset: async () => await this.#tables?.reset(this.client),
      verify: (calls, who) => this.#verify(question, calls, who),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.end()
    await this.#database[Symbol.asyncDispose]()
  }

  async #verify(question: unknown, calls: number, who: string): Promise<void> {
    if (this.#tables === undefined) return
    const expected = this.#tables.expected(question as never, calls)
    const found = await this.#tables.read(this.client)
    if (found === expected) return
    const what = `${who} left other rows in the tables than it should: ${firstDifference(found, expected)}`
    throw new BenchmarkError('WRONG_TABLES', what)
  }
}

/** An empty one, with {@link databaseSettings}; gone when it is disposed of. */
export async function benchmarkDatabase(server: { readonly url: string }): Promise<Database> {
  const database = await createDatabase(server, { prefix: 'retort_bench' })
  const client = new pg.Client({ connectionString: database.url })
  try {
    await client.connect()
    for (const [name, value] of Object.entries(databaseSettings))
      await client.query(`alter database ${pg.escapeIdentifier(database.name)} set ${name} = ${value}`)
    return database
  } catch (error) {
    await database[Symbol.asyncDispose]()
    throw error
  } finally {
    await client.end()
  }
}

type Made = { readonly shop: Sample; readonly tables?: Tables<never> }

const makers: Readonly<Record<StageName, (client: pg.Client, url: string, size: Size) => Promise<Made>>> = {
  async reads(_, url, size) {
    const shop = shopOf(size)
    await fillShop(url, shop)
    return { shop }
  },
  async inserts(_, url, size) {
    await makeTables(url)
    return { shop: shopOf(size), tables: productTable }
  },
  async units(client, url, size) {
    const shop = shopOf({ ...size, users: Math.min(size.users, usersOfUnits) })
    await fillShop(url, shop)
    await keepShop(client)
    return { shop, tables: shopTables(shop) }
  },
}

/** The first line that differs, as it is and as it should be. */
function firstDifference(found: string, expected: string): string {
  const is = found.split('\n')
  const should = expected.split('\n')
  const place = is.findIndex((line, index) => line !== should[index])
  const at = place === -1 ? is.length : place
  return `"${is[at] ?? 'nothing'}" instead of "${should[at] ?? 'nothing'}".`
}
