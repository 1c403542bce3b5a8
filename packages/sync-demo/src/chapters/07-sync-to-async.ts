/** Chapter 7: the same function in both styles, what changed in its text, and what the event loop did meanwhile. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Session } from '@retort/session/sync'
import { sessionmaker } from '@retort/session/sync'
import { Order } from '@retort/schema'
import { compare, snippet, toAsync } from '@retort/story'
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
function ordersOf(session: Session, userId: string): number {
  session.execute`select pg_sleep(${seconds})`
  return session.count(Order, { where: { userId } })
}
// #endregion

export async function syncToAsync(stage: Stage): Promise<SyncToAsync> {
  const { narrator, sample } = stage
  narrator.chapter(7, 'From sync to async')
  const source = snippet(import.meta.url, 'ordersOf')
  const changes = compare(source, toAsync(source))
  narrator.say('One function, and what changes in its text when the session is the async one:')
  narrator.changes(changes)
  const ids = sample.users.slice(0, calls).map((user) => user.telegramId)
  narrator.say('A blocking call returns when the answer is there; calls come one after the other:')
  narrator.code(snippet(import.meta.url, 'calls'))
  const { orders, milliseconds, stalled } = await watched(() => oneAfterAnother(stage, ids))
  narrator.rows([
    {
      style: 'blocking, one after the other',
      calls,
      milliseconds,
      'longest stall of the event loop': stalled,
    },
  ])
  narrator.say('Fine for a script, a migration, a batch; nothing else runs meanwhile, so not for a server.')
  return { orders, changes }
}

function oneAfterAnother(stage: Stage, ids: readonly string[]): number[] {
  using engine = engineFor(stage)
  // #region calls
  using session = sessionmaker(engine)()
  return ids.map((id) => ordersOf(session, id))
  // #endregion
}

/** Runs something and watches the event loop: it must turn before and after, or a stall would not be counted. */
async function watched(run: () => number[]) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await sleep(settle)
  const begun = performance.now()
  const orders = run()
  const milliseconds = Math.round(performance.now() - begun)
  await sleep(settle)
  delay.disable()
  return { orders, milliseconds, stalled: `${Math.round(delay.max / 1e6)} ms` }
}
