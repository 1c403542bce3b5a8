/** Workload `W7`: a hundred users by primary key at the same time, over a pool of ten. */
import pg from 'pg'
import { User } from '@retort/schema'
import type { Session } from '@retort/session/async'
import type { SampleUser } from '@retort/story'
import { connect } from './connections.ts'
import type { Field } from './field.ts'
import { fillUsers } from './fill.ts'
import { scattered } from './scattered.ts'
import type { Size } from './size.ts'
import { timesAsync } from './times.ts'

/** Rows of the table, reads of an operation, and operations of a turn. */
const users = 2000
const reads = 100
const operationsOf = { full: 20, quick: 2 }

/** As many as a session's engine has, and the Sequelize beneath it. */
const max = 10

const name = 'user'
const text = 'select * from users where telegram_id = $1'

export async function concurrentReads(url: string, { quick }: Size): Promise<Field> {
  const operations = quick ? operationsOf.quick : operationsOf.full
  const wanted = scattered(await fillUsers(url, users), reads * operations)
  const { openAsync, close } = await connect(url)
  const pool = new pg.Pool({ connectionString: url, max })
  const ways = { ...byHand(pool), ...bySequelize, ...bySessions(openAsync) }
  const contenders = Object.entries(ways).map(([name, read]) => ({
    name,
    ...(name.startsWith('pg by hand') ? { byHand: true as const } : {}),
    turn: () => together(operations, wanted, read),
  }))
  const closeAll = async () => {
    await Promise.all([pool.end(), close()])
  }
  return {
    contenders,
    operations,
    expected: reads * operations,
    unit: 'users',
    watchesDelay: true,
    close: closeAll,
  }
}

/** What was read of a user: enough to see that it is the right one. */
type Read = { readonly fullName: unknown } | null

/** Reads users at the same time. */
type Way = (keys: readonly string[]) => Promise<readonly Read[]>

function byHand(pool: pg.Pool): Readonly<Record<string, Way>> {
  const read = async (key: string) => {
    const { rows } = await pool.query<{ readonly full_name: string }>({ name, text, values: [key] })
    return { fullName: rows[0]?.full_name }
  }
  return { 'pg by hand, prepared, a pool': (keys) => Promise.all(keys.map(read)) }
}

const bySequelize: Readonly<Record<string, Way>> = {
  'Sequelize, findByPk': (keys) => Promise.all(keys.map((key) => User.findByPk(key))),
}

function bySessions(open: () => Session): Readonly<Record<string, Way>> {
  const readAlone = async (key: string) => {
    await using session = open()
    return await session.get(User, key)
  }
  return {
    'async, a session each': (keys) => Promise.all(keys.map(readAlone)),
    'async, one session': async (keys) => {
      await using session = open()
      return await Promise.all(keys.map((key) => session.get(User, key)))
    },
  }
}

function together(operations: number, wanted: readonly SampleUser[], read: Way): Promise<number> {
  return timesAsync(operations, async (operation) => {
    const users = wanted.slice(operation * reads, (operation + 1) * reads)
    const found = await read(users.map(({ telegramId }) => telegramId))
    return found.filter((user, index) => user?.fullName === users[index]?.fullName).length
  })
}
