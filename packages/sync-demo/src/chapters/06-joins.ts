/** Chapter 6: the same question asked by every strategy, and what else can be said of what is loaded. */
import type { Explanation, Session } from '@retort/session/sync'
import {
  joined,
  joinRow,
  lateral,
  raise,
  selectin,
  SessionError,
  sessionmaker,
  subquery,
} from '@retort/session/sync'
import { OrderProduct, User } from '@retort/schema'
import type { Cost, Ear, Measured } from '@retort/story'
import { costOf, costTable, ear, measured, snippet } from '@retort/story'
import type { Stage } from '../stage.ts'
import { engineFor } from '../stage.ts'

/** One line of an order, with its user and its product. */
export type Bought = {
  readonly user: string
  readonly order: number
  readonly product: string
  readonly quantity: number | undefined
}

/**
 * What each way cost, what a relation that raises says, what was bought lately, how many lines
 * were loaded later, and how many indexes are missing.
 */
export type Joins = {
  readonly costs: readonly Cost[]
  readonly raised: string
  readonly bought: readonly Bought[]
  readonly later: number
  readonly unindexed: number
}

type Opened = Stage & { readonly Session: () => Session; readonly listener: Ear }

/** How many users are asked for. */
const limit = 50

export function joins(stage: Stage): Joins {
  stage.narrator.chapter(6, 'Joins')
  const listener = ear()
  using engine = engineFor(stage, listener.hear)
  const opened = { ...stage, Session: sessionmaker(engine), listener }
  return {
    costs: compare(opened).map(costOf),
    raised: refuse(opened),
    bought: choose(opened),
    later: complete(opened),
    unindexed: explain(opened),
  }
}

/** Every way to read the same graph: each is run once before it is measured, so that none pays for what all need. */
function compare({ narrator, Session, listener }: Opened): readonly Measured[] {
  narrator.say(
    `${limit} users with their orders and the lines of those. Read as it comes, each relation is a SELECT of its own: one for each user, one for each order:`,
  )
  narrator.code(snippet(import.meta.url, 'lazy'))
  narrator.say('With one more SELECT a level, or all in one; as instances, or as plain objects:')
  narrator.code(snippet(import.meta.url, 'eager'))
  const ways: Measured[] = []
  for (const [strategy, way] of Object.entries(strategies)) {
    measure(Session, listener, strategy, way)
    ways.push(measure(Session, listener, strategy, way))
  }
  for (const { strategy, sent } of ways) {
    narrator.say(`${strategy}:`)
    narrator.sql(sent)
  }
  narrator.rows(costTable(ways))
  return ways
}

// #region lazy
function lazily(session: Session): number {
  let lines = 0
  for (const user of session.findAll(User, { order: ['telegramId'], limit })) {
    for (const order of user.orders) lines += order.lines.length
  }
  return lines
}
// #endregion

// #region eager
const loads = {
  selectin: { orders: selectin({ load: { lines: selectin() } }) },
  joined: { orders: joined({ load: { lines: joined() } }) },
  subquery: { orders: subquery({ load: { lines: subquery() } }) },
  lateral: { orders: lateral({ load: { lines: lateral() } }) },
}

function eagerly(session: Session, load: (typeof loads)[keyof typeof loads]): number {
  const users = session.findAll(User, { order: ['telegramId'], limit, load })
  return users.flatMap((user) => user.orders.flatMap((order) => order.lines)).length
}

function plainly(session: Session): number {
  const load = loads.selectin
  const users = session.findAll(User, { order: ['telegramId'], limit, load, plain: true })
  return users.flatMap((user) => user.orders.flatMap((order) => order.lines)).length
}
// #endregion

type Way = (session: Session) => number

const strategies: Readonly<Record<string, Way>> = {
  lazy: lazily,
  selectin: (session) => eagerly(session, loads.selectin),
  joined: (session) => eagerly(session, loads.joined),
  subquery: (session) => eagerly(session, loads.subquery),
  lateral: (session) => eagerly(session, loads.lateral),
  plain: plainly,
}

/** Runs one way in a session of its own, so that none finds what another has read. */
function measure(Session: () => Session, { heard }: Ear, strategy: string, way: Way): Measured {
  using session = Session()
  session.execute`select 1`
  heard()
  const begun = performance.now()
  const lines = way(session)
  return measured(strategy, lines, { milliseconds: performance.now() - begun, sent: heard() })
}

/** A relation that must not be read by accident. */
function refuse({ narrator, Session }: Opened): string {
  narrator.say('What must not be read by accident raises, and says what to do:')
  narrator.code(snippet(import.meta.url, 'raise'))
  using session = Session()
  try {
    return `read: ${ordersOfFirst(session)}`
  } catch (error) {
    if (!(error instanceof SessionError)) throw error
    narrator.say(`${error.code}: ${error.message}`)
    return error.code
  }
}

// #region raise
function ordersOfFirst(session: Session): number | undefined {
  const user = session.findOne(User, { order: ['telegramId'], load: { orders: raise() } })
  return user?.orders.length
}
// #endregion

/** Some rows of a relation, and the rows between. */
function choose({ narrator, Session, listener }: Opened): readonly Bought[] {
  narrator.say(
    'The last two orders of each of three users that have any, with the quantities of their products:',
  )
  narrator.code(snippet(import.meta.url, 'options'))
  using session = Session()
  listener.heard()
  const lines = bought(session)
  narrator.sql(listener.heard())
  narrator.rows(lines)
  return lines
}

// #region options
function bought(session: Session): Bought[] {
  const products = selectin({
    attributes: ['title'],
    order: ['title'],
    through: { attributes: ['quantity'] },
  })
  const orders = selectin({ order: [['orderId', 'DESC']], limit: 2, required: true, load: { products } })
  const users = session.findAll(User, { order: ['telegramId'], limit: 3, load: { orders } })
  return users.flatMap((user) =>
    user.orders.flatMap((order) =>
      order.products.map((product) => ({
        user: user.fullName,
        order: order.orderId,
        product: product.title,
        quantity: joinRow(order, 'products', product, OrderProduct)?.quantity,
      })),
    ),
  )
}
// #endregion

/** Relations of instances that are here. */
function complete({ narrator, Session, listener }: Opened): number {
  narrator.say('Instances that are here already get theirs by one SELECT a branch too:')
  narrator.code(snippet(import.meta.url, 'later'))
  using session = Session()
  listener.heard()
  const lines = linesLater(session)
  narrator.sql(listener.heard())
  return lines
}

// #region later
function linesLater(session: Session): number {
  const found = session.findAll(User, { order: ['telegramId'], limit })
  const users = session.load(found, { orders: { load: { lines: true } } })
  return users.flatMap((user) => user.orders.flatMap((order) => order.lines)).length
}
// #endregion

/** How the server goes about a load. */
function explain({ narrator, Session }: Opened): number {
  narrator.say('How the server goes about it; an index that it lacks would be named below:')
  narrator.code(snippet(import.meta.url, 'explain'))
  using session = Session()
  const explanation = explained(session)
  narrator.code(String(explanation))
  return explanation.findings.length
}

// #region explain
function explained(session: Session): Explanation {
  const load = { orders: true } as const
  return session.explain(User, { order: ['telegramId'], limit, load })
}
// #endregion
