/** Chapter 6: the same question asked three ways: lazily, by a join, and by one more SELECT a level. */
import type { Session } from '@retort/session/sync'
import { joined, selectin, sessionmaker } from '@retort/session/sync'
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

export function joins(stage: Stage): Joins {
  const { narrator } = stage
  narrator.chapter(6, 'Joins')
  const listener = ear()
  using engine = engineFor(stage, listener.hear)
  const Session = sessionmaker(engine)
  const ways = { lazy, joined: byJoin, selectin: bySelectIn }
  connected(Session)
  narrator.say(
    `${limit} users with their orders and the lines of those. Read as it comes, each relation is a SELECT of its own, 1 + N of them:`,
  )
  narrator.code(snippet(import.meta.url, 'lazy'))
  narrator.say('In one statement, or in one for each level:')
  narrator.code(snippet(import.meta.url, 'eager'))
  const measured = Object.entries(ways).map(([strategy, way]) => ({
    strategy,
    ...measure(Session, listener, way),
  }))
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
function lazy(session: Session): number {
  let lines = 0
  for (const user of session.findAll(User, { order: ['telegramId'], limit })) {
    for (const order of user.orders) lines += order.lines.length
  }
  return lines
}
// #endregion

// #region eager
function byJoin(session: Session): number {
  const load = { orders: joined({ load: { lines: joined() } }) }
  const users = session.findAll(User, { order: ['telegramId'], limit, load })
  return users.flatMap((user) => user.orders.flatMap((order) => order.lines)).length
}

function bySelectIn(session: Session): number {
  const load = { orders: selectin({ load: { lines: selectin() } }) }
  const users = session.findAll(User, { order: ['telegramId'], limit, load })
  return users.flatMap((user) => user.orders.flatMap((order) => order.lines)).length
}
// #endregion

/** Connects before the first way is measured, which would else pay for all. */
function connected(Session: () => Session): void {
  using session = Session()
  session.execute`select 1`
}

type Measured = Omit<Cost, 'strategy'> & {
  readonly milliseconds: number
  readonly sent: readonly ShownStatement[]
}

/** Runs one way in a session of its own, so that none finds what another has read. */
function measure(Session: () => Session, { heard }: Ear, way: (session: Session) => number): Measured {
  heard()
  using session = Session()
  const begun = performance.now()
  const lines = way(session)
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
