/** Chapter 7: the same function in both styles, what changed in its text, and what the event loop did meanwhile. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine, Session } from '@retort/session/async'
import { sessionmaker } from '@retort/session/async'
import { Order } from '@retort/schema'
import { compare, snippet, toBlocking } from '@retort/story'
import type { ChangedLine } from '@retort/story'
import type { Stage } from '../stage.ts'
import { engineFor } from '../stage.ts'

/** What the function found, and how its text changes. Milliseconds differ from run to run. */
export type SyncToAsync = { readonly orders: readonly number[]; readonly changes: readonly ChangedLine[] }

/** How many users are asked about, and how long the server takes over each, in seconds. */
const calls = 20
const seconds = 0.01
/** Milliseconds before and after, in which the loop must turn for its delay to be seen. */
const settle = 30

// #region ordersOf
async function ordersOf(session: Session, userId: string): Promise<number> {
  await session.execute`select pg_sleep(${seconds})`
  return await session.count(Order, { where: { userId } })
}
// #endregion

export async function syncToAsync(stage: Stage): Promise<SyncToAsync> {
  const { narrator, sample } = stage
  narrator.chapter(7, 'From sync to async')
  const source = snippet(import.meta.url, 'ordersOf')
  const changes = compare(toBlocking(source), source)
  narrator.say('One function, and what changed in its text when the session became the async one:')
  narrator.changes(changes)
  const ids = sample.users.slice(0, calls).map((user) => user.telegramId)
  narrator.say(
    'Awaited in a loop it is as slow as the blocking one; started together, the calls share the pool:',
  )
  narrator.code(snippet(import.meta.url, 'calls'))
  await using engine = engineFor(stage)
  await together(engine, ids)
  const loop = await watched(() => inALoop(engine, ids))
  const pool = await watched(() => together(engine, ids))
  narrator.rows([row('awaited in a loop', loop), row('concurrently over the pool', pool)])
  narrator.say('The event loop turns in both: a server answers others meanwhile.')
  return { orders: pool.orders, changes }
}

// #region calls
async function inALoop(engine: Engine, ids: readonly string[]): Promise<number[]> {
  await using session = sessionmaker(engine)()
  const orders: number[] = []
  for (const id of ids) orders.push(await ordersOf(session, id))
  return orders
}

async function together(engine: Engine, ids: readonly string[]): Promise<number[]> {
  const open = sessionmaker(engine)
  return Promise.all(
    ids.map(async (id) => {
      await using session = open()
      return await ordersOf(session, id)
    }),
  )
}
// #endregion

type Watched = { readonly orders: number[]; readonly milliseconds: number; readonly stalled: string }

function row(style: string, { milliseconds, stalled }: Watched) {
  return { style, calls, milliseconds, 'longest stall of the event loop': stalled }
}

/** Runs something and watches the event loop: it must turn before and after, or a stall would not be counted. */
async function watched(run: () => Promise<number[]>): Promise<Watched> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await sleep(settle)
  const begun = performance.now()
  const orders = await run()
  const milliseconds = Math.round(performance.now() - begun)
  await sleep(settle)
  delay.disable()
  return { orders, milliseconds, stalled: `${Math.round(delay.max / 1e6)} ms` }
}
