/** What the proxy counts, beside what the server counts itself, and what a client's own socket says of its bytes. */
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import { Cast } from '../src/method/cast.ts'
import { CountingProxy } from '../src/method/counting-proxy.ts'
import type { Entrant } from '../src/method/entrant.ts'
import { entrantsOf, nameOf } from '../src/method/entrant.ts'
import { Stage, stageOf } from '../src/method/stage.ts'
import { trafficOf } from '../src/method/traffic.ts'
import { takeTurn } from '../src/method/turn.ts'
import { sizes } from '../src/workload/size.ts'
import type { WorkloadName } from '../src/workload/workload.ts'
import { entriesOf } from './support/entries.ts'
import type { LoggingServer } from './support/logging-server.ts'
import { loggingServer } from './support/logging-server.ts'

describe('statements', () => {
  let server: LoggingServer
  beforeAll(async () => {
    server = await loggingServer()
  }, 60_000)
  afterAll(() => server[Symbol.asyncDispose]())

  test.each(['W1', 'W2', 'W3', 'W5', 'W6', 'W7', 'flush'] as const)(
    '%s: as many as the server says, of every way',
    async (workload) => {
      await using cast = new Cast(entriesOf(['retort-async', 'sequelize', 'kysely']))
      await using stage = await Stage.open(server, stageOf[workload], sizes.quick)
      await using proxy = await CountingProxy.open(stage.url)
      const members = await cast.open(proxy.url)
      const entrants = entrantsOf(members, workload, stage.questions[workload])
      const traffic = await trafficOf(entrants, stage.groundOf(workload), proxy)
      const counted = traffic.map(({ statements }, index) => [nameOf(at(entrants, index)), statements])
      expect(counted).toEqual(await serverCounts(stage, entrants, workload))
      expect(counted.length).toBeGreaterThan(3)
    },
  )

  async function serverCounts(stage: Stage, entrants: readonly Entrant[], workload: WorkloadName) {
    const { operations, ...ground } = stage.groundOf(workload)
    // What the parent does to the tables is in no figure.
    const untouched = { ...ground, operations, reset: async () => {}, verify: async () => {} }
    const database = new URL(stage.url).pathname.slice(1)
    const counts: unknown[] = []
    for (const entrant of entrants) {
      await ground.reset()
      await server.count(database)
      await takeTurn(entrant, untouched, 1)
      await wait(20) // a session may say goodbye after its answer
      const count = await server.count(database)
      counts.push([nameOf(entrant), Math.round(count / operations)])
    }
    return counts
  }
})

describe('bytes, and messages', async () => {
  const { url } = await emptyDatabase()

  test('are those of the sockets of clients', async () => {
    await using proxy = await CountingProxy.open(url)
    const client = new pg.Client({ connectionString: proxy.url })
    await client.connect()
    for (let time = 0; time < 3; time++)
      await client.query({ name: 'letters', text: 'select repeat($1, 100000) as text', values: ['x'] })
    const { bytesRead, bytesWritten } = socketOf(client)
    expect(proxy.traffic).toEqual({ statements: 3, bytesToServer: bytesWritten, bytesFromServer: bytesRead })
    expect(proxy.traffic.bytesFromServer).toBeGreaterThan(300_000)
    await client.end()
  })

  test('are counted from the last reset on; a message of several statements is one', async () => {
    await using proxy = await CountingProxy.open(url)
    const client = new pg.Client({ connectionString: proxy.url })
    await client.connect()
    expect(proxy.traffic.bytesToServer).toBeGreaterThan(0)
    proxy.reset()
    expect(proxy.traffic).toEqual({ statements: 0, bytesToServer: 0, bytesFromServer: 0 })
    await client.query('begin; select 1; commit')
    await client.query('select $1::int', [1])
    await client.query('begin')
    await client.query('rollback')
    expect(proxy.traffic.statements).toBe(4)
    await client.end()
  })

  test('pass unharmed, however they are cut', async () => {
    await using proxy = await CountingProxy.open(url)
    const client = new pg.Client({ connectionString: proxy.url })
    await client.connect()
    const long = 'é'.repeat(2_000_000)
    const { rows } = await client.query<{ readonly text: string }>('select $1::text as text', [long])
    expect(rows[0]?.text).toBe(long)
    expect(proxy.traffic.statements).toBe(1)
    await client.end()
  })
})

/** `pg` keeps it, and says so nowhere. */
function socketOf(client: pg.Client): { readonly bytesRead: number; readonly bytesWritten: number } {
  return (client as unknown as { readonly connection: { readonly stream: pg.Connection['stream'] } })
    .connection.stream as never
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index]
  if (value === undefined) throw new Error('There are fewer.')
  return value
}
