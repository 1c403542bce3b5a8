/** Chapter 6: the same question asked by every strategy, and what else can be said of what is loaded. */
import type { Explanation, Session } from '@retort/session/async'
import {
  joined,
  joinRow,
  lateral,
  raise,
  selectin,
  SessionError,
  sessionmaker,
  subquery,
} from '@retort/session/async'
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

export async function joins(stage: Stage): Promise<Joins> {
  stage.narrator.chapter(6, 'Joins')
  const listener = ear()
  await using engine = engineFor(stage, listener.hear)
  const opened = { ...stage, Session: sessionmaker(engine), listener }
  return {
    costs: (await compare(opened)).map(costOf),
    raised: await refuse(opened),
    bought: await choose(opened),
    later: await complete(opened),
    unindexed: await explain(opened),
  }
}

/** Every way to read the same graph: each is run once before it is measured, so that none pays for what all need. */
async function compare({ narrator, Session, listener }: Opened): Promise<readonly Measured[]> {
  narrator.say(
    `${limit} users with their orders and the lines of those. Read as it comes, each relation is a SELECT of its own: one for each user, one for each order:`,
  )
  narrator.code(snippet(import.meta.url, 'lazy'))
  narrator.say('With one more SELECT a level, or all in one; as instances, or as plain objects:')
  narrator.code(snippet(import.meta.url, 'eager'))
  const ways: Measured[] = []
  for (const [strategy, way] of Object.entries(strategies)) {
    await measure(Session, listener, strategy, way)
    ways.push(await measure(Session, listener, strategy, way))
  }
  for (const { strategy, sent } of ways) {
    narrator.say(`${strategy}:`)
    narrator.sql(sent)
  }
  narrator.rows(costTable(ways))
  return ways
}

// #region lazy
async function lazily(session: Session): Promise<number> {
  let lines = 0
  for (const user of await session.findAll(User, { order: ['telegramId'], limit })) {
    for (const order of await user.awaitable.orders) lines += (await order.awaitable.lines).length
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

async function eagerly(session: Session, load: (typeof loads)[keyof typeof loads]): Promise<number> {
  const users = await session.findAll(User, { order: ['telegramId'], limit, load })
  return users.flatMap((user) => user.orders.flatMap((order) => order.lines)).length
}

async function plainly(session: Session): Promise<number> {
  const load = loads.selectin
  const users = await session.findAll(User, { order: ['telegramId'], limit, load, plain: true })
  return users.flatMap((user) => user.orders.flatMap((order) => order.lines)).length
}
// #endregion

type Way = (session: Session) => Promise<number>

const strategies: Readonly<Record<string, Way>> = {
  lazy: lazily,
  selectin: (session) => eagerly(session, loads.selectin),
  joined: (session) => eagerly(session, loads.joined),
  subquery: (session) => eagerly(session, loads.subquery),
  lateral: (session) => eagerly(session, loads.lateral),
  plain: plainly,
}

/** Runs one way in a session of its own, so that none finds what another has read. */
async function measure(
  Session: () => Session,
  { heard }: Ear,
  strategy: string,
  way: Way,
): Promise<Measured> {
  await using session = Session()
  await session.execute`select 1`
  heard()
  const begun = performance.now()
  const lines = await way(session)
  return measured(strategy, lines, { milliseconds: performance.now() - begun, sent: heard() })
}

/** A relation that must not be read by accident. */
async function refuse({ narrator, Session }: Opened): Promise<string> {
  narrator.say('What must not be read by accident raises, and says what to do:')
  narrator.code(snippet(import.meta.url, 'raise'))
  await using session = Session()
  try {
    return `read: ${await ordersOfFirst(session)}`
  } catch (error) {
    if (!(error instanceof SessionError)) throw error
    narrator.say(`${error.code}: ${error.message}`)
    return error.code
  }
}

// #region raise
async function ordersOfFirst(session: Session): Promise<number | undefined> {
  const user = await session.findOne(User, { order: ['telegramId'], load: { orders: raise() } })
  return (await user?.awaitable.orders)?.length
}
// #endregion

/** Some rows of a relation, and the rows between. */
async function choose({ narrator, Session, listener }: Opened): Promise<readonly Bought[]> {
  narrator.say(
    'The last two orders of each of three users that have any, with the quantities of their products:',
  )
  narrator.code(snippet(import.meta.url, 'options'))
  await using session = Session()
  listener.heard()
  const lines = await bought(session)
  narrator.sql(listener.heard())
  narrator.rows(lines)
  return lines
}

// #region options
async function bought(session: Session): Promise<Bought[]> {
  const products = selectin({
    attributes: ['title'],
    order: ['title'],
    through: { attributes: ['quantity'] },
  })
  const orders = selectin({ order: [['orderId', 'DESC']], limit: 2, required: true, load: { products } })
  const users = await session.findAll(User, { order: ['telegramId'], limit: 3, load: { orders } })
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
async function complete({ narrator, Session, listener }: Opened): Promise<number> {
  narrator.say('Instances that are here already get theirs by one SELECT a branch too:')
  narrator.code(snippet(import.meta.url, 'later'))
  await using session = Session()
  listener.heard()
  const lines = await linesLater(session)
  narrator.sql(listener.heard())
  return lines
}

// #region later
async function linesLater(session: Session): Promise<number> {
  const found = await session.findAll(User, { order: ['telegramId'], limit })
  const users = await session.load(found, { orders: { load: { lines: true } } })
  return users.flatMap((user) => user.orders.flatMap((order) => order.lines)).length
}
// #endregion

/** How the server goes about a load. */
async function explain({ narrator, Session }: Opened): Promise<number> {
  narrator.say('How the server goes about it; an index that it lacks would be named below:')
  narrator.code(snippet(import.meta.url, 'explain'))
  await using session = Session()
  const explanation = await explained(session)
  narrator.code(String(explanation))
  return explanation.findings.length
}

// #region explain
async function explained(session: Session): Promise<Explanation> {
  const load = { orders: true } as const
  return await session.explain(User, { order: ['telegramId'], limit, load })
}
// #endregion
