/** Workload `joins`: users with their orders and the lines of those, in every way there is. */
import type pg from 'pg'
import { Order, OrderProduct, User } from '@retort/schema'
import type * as async from '@retort/session/async'
import { joined, selectin } from '@retort/session/async'
import type * as blocking from '@retort/session/sync'
import { connect } from './connections.ts'
import type { Contender } from './contender.ts'
import type { Field } from './field.ts'
import { fillShop } from './fill.ts'
import { byJoin, bySelectIn } from './joins-by-hand.ts'
import { times, timesAsync } from './times.ts'
import type { Size } from './size.ts'

const order: 'telegramId'[] = ['telegramId']
const loadJoined = { orders: joined({ load: { lines: joined() } }) } as const
const loadSelectIn = { orders: selectin({ load: { lines: selectin() } }) } as const

/** A turn reads about so many users, so that few of them take no less time than many. */
const usersOfTurn = { full: 100, quick: 1 }

export async function joins(url: string, { users, quick }: Size): Promise<Field> {
  await fillShop(url, users)
  const { client, openAsync, openBlocking, close } = await connect(url)
  const operations = Math.ceil((quick ? usersOfTurn.quick : usersOfTurn.full) / users)
  const contenders = [
    ...byHand(client, users, operations),
    ...bySequelize(users, operations),
    ...bySessions(openAsync, users, operations),
    ...byBlockingSessions(openBlocking, users, operations),
  ]
  return { contenders, operations, expected: users * 30 * operations, unit: 'lines', close }
}

function byHand(client: pg.Client, limit: number, operations: number): readonly Contender[] {
  const ways = { 'one join': byJoin, 'select-in': bySelectIn }
  return Object.entries(ways).map(([name, read]) => ({
    name: `pg by hand, ${name}`,
    byHand: true,
    turn: () => timesAsync(operations, async () => countLines(await read(client, limit))),
  }))
}

/** Sequelize tells joined rows apart by their keys written one after the other, so (1, 11) and (11, 1) are one row to it. */
const flaw = 'loses rows whose composite keys look alike'

function bySequelize(limit: number, operations: number): readonly Contender[] {
  const include = [{ model: Order, as: 'orders', include: [{ model: OrderProduct, as: 'lines' }] }]
  const separate = [
    { ...include[0], separate: true, include: [{ model: OrderProduct, as: 'lines', separate: true }] },
  ]
  const read = async (include: object[]) => countLines(await User.findAll({ include, order, limit }))
  return [
    { name: 'Sequelize, include', turn: () => timesAsync(operations, () => read(include)) },
    { name: 'Sequelize, separate', flaw, turn: () => timesAsync(operations, () => read(separate)) },
  ]
}

function bySessions(open: () => async.Session, limit: number, operations: number): readonly Contender[] {
  const ways = {
    lazy: async (session: async.Session) => {
      let lines = 0
      for (const user of await session.findAll(User, { order, limit })) {
        for (const each of await user.awaitable.orders) lines += (await each.awaitable.lines).length
      }
      return lines
    },
    joined: async (session: async.Session) =>
      countLines(await session.findAll(User, { order, limit, load: loadJoined })),
    selectin: async (session: async.Session) =>
      countLines(await session.findAll(User, { order, limit, load: loadSelectIn })),
  }
  return Object.entries(ways).map(([name, read]) => ({
    name: `async, ${name}`,
    turn: () =>
      timesAsync(operations, async () => {
        await using session = open()
        return await read(session)
      }),
  }))
}

function byBlockingSessions(
  open: () => blocking.Session,
  limit: number,
  operations: number,
): readonly Contender[] {
  const ways = { lazy: {}, joined: loadJoined, selectin: loadSelectIn }
  return Object.entries(ways).map(([name, load]) => ({
    name: `blocking, ${name}`,
    turn: () =>
      times(operations, () => {
        using session = open()
        return countLines(session.findAll(User, { order, limit, load }))
      }),
  }))
}

type Lined = { readonly orders?: readonly { readonly lines?: readonly unknown[] }[] | undefined }

function countLines(users: readonly Lined[]): number {
  return users.flatMap((user) => user.orders ?? []).reduce((sum, { lines }) => sum + (lines?.length ?? 0), 0)
}
