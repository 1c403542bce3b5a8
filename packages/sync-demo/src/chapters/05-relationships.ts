/** Chapter 5: what foreign keys forbid and do, and relations whose two sides are in step. */
import type { Engine, Session } from '@retort/session/sync'
import { sessionmaker } from '@retort/session/sync'
import { Order, OrderProduct, Product, User } from '@retort/schema'
import { ear, snippet } from '@retort/story'
import type { Stage } from '../stage.ts'
import { engineFor } from '../stage.ts'

/** What each rule did. */
export type Relationships = {
  readonly orphan: string
  readonly cascade: { readonly orders: number; readonly afterwards: number }
  readonly restrict: string
  readonly setNull: { readonly before: string | null; readonly after: string | null }
  readonly inStep: { readonly left: boolean; readonly joined: boolean; readonly key: boolean }
}

export function relationships(stage: Stage): Relationships {
  const { narrator } = stage
  narrator.chapter(5, 'Relationships')
  const { hear, heard } = ear()
  using engine = engineFor(stage, hear)
  narrator.say(
    'An order needs its user, and a product that was ordered cannot go. PostgreSQL refuses, typed:',
  )
  const orphan = refused(engine, orphanOrder)
  const restrict = refused(engine, deleteOrderedProduct)
  narrator.rows([
    { attempt: 'an order of nobody', refused: orphan },
    { attempt: 'delete an ordered product', refused: restrict },
  ])
  heard()
  narrator.say('A user who goes takes their orders along (CASCADE), and whom they invited stays (SET NULL):')
  narrator.code(snippet(import.meta.url, 'cascade'))
  const cascade = attempt(engine, deleteWithOrders)
  const setNull = attempt(engine, deleteReferrer)
  narrator.sql(heard())
  narrator.rows([{ ...cascade, referrerBefore: setNull.before, referrerAfter: setNull.after }])
  narrator.say('Both sides of a relation are in step: hand an order to somebody else, and both notice.')
  narrator.code(snippet(import.meta.url, 'step'))
  const inStep = attempt(engine, handOver)
  narrator.rows([inStep])
  return { orphan, cascade, restrict, setNull, inStep }
}

/** Runs an experiment in a session of its own; nothing of it is committed. */
function attempt<T>(engine: Engine, experiment: (session: Session) => T): T {
  using session = sessionmaker(engine)()
  return experiment(session)
}

/** The name of the error that an experiment ends in. */
function refused(engine: Engine, experiment: (session: Session) => void): string {
  try {
    attempt(engine, experiment)
    return 'nothing'
  } catch (error) {
    return (error as Error).name
  }
}

function orphanOrder(session: Session): void {
  session.add(Order.build({ userId: '1' }))
  session.flush()
}

function deleteOrderedProduct(session: Session): void {
  const [line] = session.findAll(OrderProduct, { limit: 1 })
  session.destroy(Product, { where: { productId: line?.productId ?? 0 } })
}

function deleteWithOrders(session: Session): Relationships['cascade'] {
  const [user] = session.findAll(User, { order: ['telegramId'], limit: 1 })
  if (user === undefined) return { orders: 0, afterwards: 0 }
  const where = { userId: user.telegramId }
  // #region cascade
  const orders = session.count(Order, { where })
  session.delete(user)
  session.flush()
  const afterwards = session.count(Order, { where })
  // #endregion
  return { orders, afterwards }
}

function deleteReferrer(session: Session): Relationships['setNull'] {
  const users = session.findAll(User, { order: ['telegramId'], load: { referrer: true } })
  const invited = users.find((user) => user.referrer)
  if (!invited?.referrer) return { before: null, after: null }
  const before = invited.referrer.fullName
  session.delete(invited.referrer)
  session.flush()
  return { before, after: invited.referrerId }
}

function handOver(session: Session): Relationships['inStep'] {
  const [ann, bob] = session.findAll(User, { order: ['telegramId'], limit: 2, load: { orders: true } })
  const order = ann?.orders[0]
  if (bob === undefined || order === undefined) return { left: false, joined: false, key: false }
  // #region step
  order.user = bob
  const left = ann?.orders.includes(order) === false
  const joined = bob.orders.includes(order)
  const key = order.userId === bob.telegramId
  // #endregion
  return { left, joined, key }
}
