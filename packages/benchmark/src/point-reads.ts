/** Workload `W1`: one user by primary key, another one each time. */
import type pg from 'pg'
import { User } from '@retort/schema'
import type * as async from '@retort/session/async'
import type * as blocking from '@retort/session/sync'
import type { SampleUser } from '@retort/story'
import { connect } from './connections.ts'
import type { Contender } from './contender.ts'
import type { Field } from './field.ts'
import { fillUsers } from './fill.ts'
import type { NativeClient } from './native-client.ts'
import { scattered } from './scattered.ts'
import type { Size } from './size.ts'
import { times, timesAsync } from './times.ts'

/** Rows of the table, and how many of them a turn reads. */
const users = 2000
const reads = { full: 1000, quick: 100 }

const name = 'user'
const text = 'select * from users where telegram_id = $1'

export async function pointReads(url: string, { quick }: Size): Promise<Field> {
  const wanted = scattered(await fillUsers(url, users), quick ? reads.quick : reads.full)
  const { client, native, openAsync, openBlocking, close } = await connect(url)
  const contenders = [
    byHand(client, wanted),
    ...(native === undefined ? [] : [byNative(native, wanted)]),
    { name: 'Sequelize, findByPk', turn: () => eachAsync(wanted, (key) => User.findByPk(key)) },
    ...bySessions(openAsync, wanted),
    ...byBlockingSessions(openBlocking, wanted),
  ]
  return { contenders, operations: wanted.length, expected: wanted.length, unit: 'users', close }
}

function byHand(client: pg.Client, wanted: readonly SampleUser[]): Contender {
  const read = async (key: string) => {
    const { rows } = await client.query<{ readonly full_name: string }>({ name, text, values: [key] })
    return { fullName: rows[0]?.full_name }
  }
  return { name: 'pg by hand, prepared', byHand: true, turn: () => eachAsync(wanted, read) }
}

function byNative(native: NativeClient, wanted: readonly SampleUser[]): Contender {
  native.prepareSync(name, text, 1)
  const read = (key: string) => ({ fullName: native.executeSync(name, [key])[0]?.['full_name'] })
  return { name: 'pg-native by hand, prepared (blocking)', turn: () => each(wanted, read) }
}

function bySessions(open: () => async.Session, wanted: readonly SampleUser[]): readonly Contender[] {
  const readAlone = async (key: string) => {
    await using session = open()
    return await session.get(User, key)
  }
  return [
    { name: 'async, a session each', turn: () => eachAsync(wanted, readAlone) },
    {
      name: 'async, one session',
      async turn() {
        await using session = open()
        return await eachAsync(wanted, (key) => session.get(User, key))
      },
    },
  ]
}

function byBlockingSessions(
  open: () => blocking.Session,
  wanted: readonly SampleUser[],
): readonly Contender[] {
  const readAlone = (key: string) => {
    using session = open()
    return session.get(User, key)
  }
  return [
    { name: 'blocking, a session each', turn: () => each(wanted, readAlone) },
    {
      name: 'blocking, one session',
      turn() {
        using session = open()
        return each(wanted, (key) => session.get(User, key))
      },
    },
  ]
}

/** What was read of a user: enough to see that it is the right one. */
type Read = { readonly fullName: unknown } | null

function each(wanted: readonly SampleUser[], read: (key: string) => Read): number {
  return times(wanted.length, (index) => {
    const user = wanted[index]
    return user !== undefined && read(user.telegramId)?.fullName === user.fullName ? 1 : 0
  })
}

function eachAsync(wanted: readonly SampleUser[], read: (key: string) => Promise<Read>): Promise<number> {
  return timesAsync(wanted.length, async (index) => {
    const user = wanted[index]
    return user !== undefined && (await read(user.telegramId))?.fullName === user.fullName ? 1 : 0
  })
}
