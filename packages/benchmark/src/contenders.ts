/** Everybody who takes part: hand-written pg, Sequelize's own ways, and the session's in both worlds. */
import pg from 'pg'
import { models, Order, OrderProduct, User } from '@retort/schema'
import * as async from '@retort/session/async'
import * as blocking from '@retort/session/sync'
import type { Contender } from './contender.ts'

/** The contenders, and what closes their connections. */
export type Field = { readonly contenders: readonly Contender[]; close(): Promise<void> }

type Lined = { readonly orders?: readonly { readonly lines?: readonly unknown[] }[] | undefined }

const order = ['telegramId']
const { joined, selectin } = async
const byJoin = { orders: joined({ load: { lines: joined() } }) } as const
const bySelectIn = { orders: selectin({ load: { lines: selectin() } }) } as const

export async function openField(url: string): Promise<Field> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const asyncEngine = async.createEngine({ url, models })
  const blockingEngine = blocking.createEngine({ url, models })
  const contenders = [
    ...handWritten(client),
    ...sequelizes(),
    ...asyncSessions(async.sessionmaker(asyncEngine)),
    ...blockingSessions(blocking.sessionmaker(blockingEngine)),
  ]
  const close = async () => {
    blockingEngine.dispose()
    await Promise.all([asyncEngine.dispose(), client.end()])
  }
  return { contenders, close }
}

function handWritten(client: pg.Client): readonly Contender[] {
  const users = '(select * from users order by telegram_id limit $1) u'
  const text = `select u.*, o.*, l.* from ${users} join orders o on o.user_id = u.telegram_id join order_products l using (order_id)`
  return [
    {
      name: 'pg, one join by hand',
      async read(limit) {
        const { rows } = await client.query<{ telegram_id: string; order_id: number }>({
          name: 'join',
          text,
          values: [limit],
        })
        const byUser = new Map<string, Map<number, unknown[]>>()
        for (const row of rows) {
          const orders = byUser.get(row.telegram_id) ?? new Map<number, unknown[]>()
          byUser.set(row.telegram_id, orders)
          const lines = orders.get(row.order_id) ?? []
          orders.set(row.order_id, lines)
          lines.push(row)
        }
        return [...byUser.values()].flatMap((orders) => [...orders.values()]).flat().length
      },
    },
  ]
}

/** Sequelize tells joined rows apart by their keys written one after the other, so (1, 11) and (11, 1) are one row to it. */
const flaw = 'loses rows whose composite keys look alike'

function sequelizes(): readonly Contender[] {
  const include = [{ model: Order, as: 'orders', include: [{ model: OrderProduct, as: 'lines' }] }]
  const separate = [
    { ...include[0], separate: true, include: [{ model: OrderProduct, as: 'lines', separate: true }] },
  ]
  return [
    {
      name: 'Sequelize, include',
      read: async (limit) => countLines(await User.findAll({ include, order, limit })),
    },
    {
      name: 'Sequelize, separate',
      flaw,
      read: async (limit) => countLines(await User.findAll({ include: separate, order, limit })),
    },
  ]
}

function asyncSessions(open: () => async.Session): readonly Contender[] {
  return [
    {
      name: 'async, lazy',
      async read(limit) {
        await using session = open()
        let lines = 0
        for (const user of await session.findAll(User, { order, limit })) {
          for (const each of await user.awaitable.orders) lines += (await each.awaitable.lines).length
        }
        return lines
      },
    },
    {
      name: 'async, joined',
      async read(limit) {
        await using session = open()
        return countLines(await session.findAll(User, { order, limit, load: byJoin }))
      },
    },
    {
      name: 'async, selectin',
      async read(limit) {
        await using session = open()
        return countLines(await session.findAll(User, { order, limit, load: bySelectIn }))
      },
    },
  ]
}

function blockingSessions(open: () => blocking.Session): readonly Contender[] {
  const ways = { lazy: {}, joined: byJoin, selectin: bySelectIn }
  return Object.entries(ways).map(([name, load]) => ({
    name: `blocking, ${name}`,
    read(limit) {
      using session = open()
      return countLines(session.findAll(User, { order, limit, load }))
    },
  }))
}

function countLines(users: readonly Lined[]): number {
  return users.flatMap((user) => user.orders ?? []).reduce((sum, { lines }) => sum + (lines?.length ?? 0), 0)
}
