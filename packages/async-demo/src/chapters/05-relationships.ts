/** Chapter 5: what foreign keys forbid and do, and relations whose two sides are in step. */
import type { Engine, Session } from '@retort/session/async'
import { sessionmaker } from '@retort/session/async'
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

export async function relationships(stage: Stage): Promise<Relationships> {
  const { narrator } = stage
  narrator.chapter(5, 'Relationships')
  const { hear, heard } = ear()
  await using engine = engineFor(stage, hear)
  narrator.say(
    'An order needs its user, and a product that was ordered cannot go. PostgreSQL refuses, typed:',
  )
  const orphan = await refused(engine, orphanOrder)
  const restrict = await refused(engine, deleteOrderedProduct)
  narrator.rows([
    { attempt: 'an order of nobody', refused: orphan },
    { attempt: 'delete an ordered product', refused: restrict },
  ])
  heard()
  narrator.say('A user who goes takes their orders along (CASCADE), and whom they invited stays (SET NULL):')
  narrator.code(snippet(import.meta.url, 'cascade'))
  const cascade = await attempt(engine, deleteWithOrders)
  const setNull = await attempt(engine, deleteReferrer)
  narrator.sql(heard())
  narrator.rows([{ ...cascade, referrerBefore: setNull.before, referrerAfter: setNull.after }])
  narrator.say('Both sides of a relation are in step: hand an order to somebody else, and both notice.')
  narrator.code(snippet(import.meta.url, 'step'))
  const inStep = await attempt(engine, handOver)
  narrator.rows([inStep])
  return { orphan, cascade, restrict, setNull, inStep }
}

/** Runs an experiment in a session of its own; nothing of it is committed. */
async function attempt<T>(engine: Engine, experiment: (session: Session) => Promise<T>): Promise<T> {
  await using session = sessionmaker(engine)()
  return await experiment(session)
}

/** The name of the error that an experiment ends in. */
async function refused(engine: Engine, experiment: (session: Session) => Promise<void>): Promise<string> {
  try {
    await attempt(engine, experiment)
    return 'nothing'
  } catch (error) {
    return (error as Error).name
  }
}

async function orphanOrder(session: Session): Promise<void> {
  session.add(Order.build({ userId: '1' }))
  await session.flush()
}

async function deleteOrderedProduct(session: Session): Promise<void> {
  const [line] = await session.findAll(OrderProduct, { limit: 1 })
  await session.destroy(Product, { where: { productId: line?.productId ?? 0 } })
}

async function deleteWithOrders(session: Session): Promise<Relationships['cascade']> {
  const [user] = await session.findAll(User, { order: ['telegramId'], limit: 1 })
  if (user === undefined) return { orders: 0, afterwards: 0 }
  const where = { userId: user.telegramId }
  // #region cascade
  const orders = await session.count(Order, { where })
  session.delete(user)
  await session.flush()
  const afterwards = await session.count(Order, { where })
  // #endregion
  return { orders, afterwards }
}

async function deleteReferrer(session: Session): Promise<Relationships['setNull']> {
  const users = await session.findAll(User, { order: ['telegramId'], load: { referrer: true } })
  const invited = users.find((user) => user.referrer)
  if (!invited?.referrer) return { before: null, after: null }
  const before = invited.referrer.fullName
  session.delete(invited.referrer)
  await session.flush()
  return { before, after: invited.referrerId }
}

async function handOver(session: Session): Promise<Relationships['inStep']> {
  const [ann, bob] = await session.findAll(User, { order: ['telegramId'], limit: 2, load: { orders: true } })
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
