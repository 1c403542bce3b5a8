/** A database of one's own on a server, for a story or a test: gone when its owner is. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Connection } from './connection.ts'
import { connectTo } from './connection.ts'
import { PostgresError } from './error.ts'
import { withDatabase } from './url.ts'

/** A database that is dropped when it is disposed. */
export type Database = {
  readonly name: string
  readonly url: string
  [Symbol.asyncDispose](): Promise<void>
}

export type DatabaseOptions = {
  /** The beginning of its name, at most 50 bytes; leftovers with the same beginning, whose owners were killed, are dropped. */
  readonly prefix: string
  /** The database to clone. */
  readonly template?: string
}

/** How often, and after how many milliseconds, a template that somebody is connected to is tried again. */
const attempts = 100
const pause = 100
/** Bytes of a name that PostgreSQL does not cut off. */
const longest = 63

/** The lock on a name, in whatever database of the server it is held: `pg_locks` shows the key's halves. */
const isLocked = `exists (
  select from pg_locks where locktype = 'advisory' and objsubid = 1
  and classid::bigint << 32 | objid::bigint = hashtextextended(datname::text, 0)
)`

/**
 * Creates a database. Its owner holds an advisory lock by which others see that it is in use. A process that ends without
 * disposing of it leaves it to the next one that asks for the same prefix.
 * @throws PostgresError NO_CREATEDB where the user may not create databases; UNREACHABLE, WRONG_CREDENTIALS and
 * NO_SUCH_DATABASE where the server cannot be asked
 * @throws RangeError where the prefix is too long
 */
export async function createDatabase(
  server: { readonly url: string },
  options: DatabaseOptions,
): Promise<Database> {
  const name = `${options.prefix}_${randomBytes(6).toString('hex')}`
  if (Buffer.byteLength(name) > longest) throw new RangeError(`The prefix "${options.prefix}" is too long.`)
  const client = await connectTo(server.url)
  try {
    await sweep(client, options.prefix)
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [name])
    await create(client, name, options.template)
  } catch (error) {
    await client.end()
    throw error
  }
  return owned(client, name, withDatabase(server.url, name))
}

/** The connection that holds the lock keeps no process from ending. */
function owned(client: Connection, name: string, url: string): Database {
  let isThere = true
  client.once('end', () => {
    isThere = false
  })
  client.unref()
  return {
    name,
    url,
    async [Symbol.asyncDispose]() {
      if (!isThere) return
      isThere = false
      client.ref()
      await release(client, name)
    },
  }
}

async function create(client: pg.Client, name: string, template: string | undefined): Promise<void> {
  const from = template === undefined ? '' : ` template ${pg.escapeIdentifier(template)}`
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(`create database ${pg.escapeIdentifier(name)}${from}`)
      return
    } catch (cause) {
      await retryable(cause, attempt)
    }
  }
}

/** 55006: somebody is connected to the template. 42501: the user may not. */
async function retryable(cause: unknown, attempt: number): Promise<void> {
  const { code } = cause as { readonly code?: string }
  if (code === '42501') {
    const says =
      'The user of DATABASE_URL may not create databases. Grant it CREATEDB ("alter role … createdb"), or use another user.'
    throw new PostgresError('NO_CREATEDB', says, { cause })
  }
  if (code !== '55006' || attempt >= attempts) throw cause
  await sleep(pause)
}

async function release(client: pg.Client, name: string): Promise<void> {
  try {
    await drop(client, name)
  } finally {
    await client.end()
  }
}

async function sweep(client: pg.Client, prefix: string): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database where left(datname, length($1)) = $1
     and substr(datname, length($1) + 1) ~ '^_[0-9a-f]{12}$' and not ${isLocked}`,
    [prefix],
  )
  for (const { datname } of rows) await dropAbandoned(client, datname)
}

/** Of several that sweep, one drops it. One of another user's is for that user to drop. */
async function dropAbandoned(client: pg.Client, name: string): Promise<void> {
  const key = 'hashtextextended($1, 0)'
  const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_lock(${key}) as free`, [
    name,
  ])
  if (rows[0]?.free !== true) return
  try {
    await drop(client, name)
  } catch (error) {
    if (!isTolerable(error)) throw error
  } finally {
    await client.query(`select pg_advisory_unlock(${key})`, [name])
  }
}

/** 42501: not ours. 55006, 3D000: somebody is at it already. */
function isTolerable(error: unknown): boolean {
  return ['42501', '55006', '3D000'].includes(String((error as { readonly code?: unknown }).code))
}

async function drop(client: pg.Client, name: string): Promise<void> {
  await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
}
