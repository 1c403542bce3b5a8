/** Chapter 6: the same question asked three ways: lazily, by a join, and by one more SELECT a level. */
import type { Session } from '@retort/session/async'
import { joined, selectin, sessionmaker } from '@retort/session/async'
import { User } from '@retort/schema'
import type { Ear, ShownStatement } from '@retort/story'
import { ear, snippet } from '@retort/story'
import type { Stage } from '../stage.ts'
import { engineFor } from '../stage.ts'

/** What one way of asking cost: statements, rows over the wire, and the lines it found. */
export type Cost = {
  readonly strategy: string
  readonly statements: number
  readonly rows: number
  readonly lines: number
}

/** The costs; milliseconds differ from run to run. */
export type Joins = { readonly costs: readonly Cost[] }

/** How many users are asked for. */
const limit = 50

export async function joins(stage: Stage): Promise<Joins> {
  const { narrator } = stage
  narrator.chapter(6, 'Joins')
  const listener = ear()
  await using engine = engineFor(stage, listener.hear)
  const Session = sessionmaker(engine)
  const ways = { lazy, joined: byJoin, selectin: bySelectIn }
  await connected(Session)
  narrator.say(
    `${limit} users with their orders and the lines of those. Read as it comes, each relation is a SELECT of its own, 1 + N of them:`,
  )
  narrator.code(snippet(import.meta.url, 'lazy'))
  narrator.say('In one statement, or in one for each level:')
  narrator.code(snippet(import.meta.url, 'eager'))
  const measured: (Measured & { readonly strategy: string })[] = []
  for (const [strategy, way] of Object.entries(ways)) {
    measured.push({ strategy, ...(await measure(Session, listener, way)) })
  }
  const fastest = Math.min(...measured.map(({ milliseconds }) => milliseconds))
  for (const { sent } of measured) narrator.sql(sent)
  narrator.rows(
    measured.map(({ strategy, statements, rows, milliseconds }) => ({
      strategy,
      statements,
      rows,
      milliseconds: Number(milliseconds.toFixed(1)),
      ratio: `${(milliseconds / fastest).toFixed(1)} ×`,
    })),
  )
  return {
    costs: measured.map(({ strategy, statements, rows, lines }) => ({ strategy, statements, rows, lines })),
  }
}

// #region lazy
async function lazy(session: Session): Promise<number> {
  let lines = 0
  for (const user of await session.findAll(User, { order: ['telegramId'], limit })) {
    for (const order of await user.awaitable.orders) lines += (await order.awaitable.lines).length
  }
  return lines
}
// #endregion

// #region eager
async function byJoin(session: Session): Promise<number> {
  const load = { orders: joined({ load: { lines: joined() } }) }
  const users = await session.findAll(User, { order: ['telegramId'], limit, load })
  return users.flatMap((user) => user.orders.flatMap((order) => order.lines)).length
}

async function bySelectIn(session: Session): Promise<number> {
  const load = { orders: selectin({ load: { lines: selectin() } }) }
  const users = await session.findAll(User, { order: ['telegramId'], limit, load })
  return users.flatMap((user) => user.orders.flatMap((order) => order.lines)).length
}
// #endregion

/** Connects before the first way is measured, which would else pay for all. */
async function connected(Session: () => Session): Promise<void> {
  await using session = Session()
  await session.execute`select 1`
}

type Measured = Omit<Cost, 'strategy'> & {
  readonly milliseconds: number
  readonly sent: readonly ShownStatement[]
}

/** Runs one way in a session of its own, so that none finds what another has read. */
async function measure(
  Session: () => Session,
  { heard }: Ear,
  way: (session: Session) => Promise<number>,
): Promise<Measured> {
  heard()
  await using session = Session()
  const begun = performance.now()
  const lines = await way(session)
  const milliseconds = performance.now() - begun
  const sent = heard()
  return {
    statements: sent.length,
    rows: sent.reduce((sum, { rows }) => sum + rows, 0),
    lines,
    milliseconds,
    sent,
  }
}
