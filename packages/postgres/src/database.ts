/** A database of one's own on a server, for a story or a test: gone when its owner is. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { PostgresError } from './error.ts'
import { withDatabase } from './url.ts'

/** A database that is dropped when it is disposed. */
export type Database = {
  readonly name: string
  readonly url: string
  [Symbol.asyncDispose](): Promise<void>
}

export type DatabaseOptions = {
  /** The beginning of its name; leftovers with the same beginning, whose owners were killed, are dropped. */
  readonly prefix: string
  /** The database to clone. */
  readonly template?: string
}

/** How often, and after how many milliseconds, a template that somebody is connected to is tried again. */
const attempts = 100
const pause = 100

/**
 * Creates a database. Its owner holds an advisory lock by which others see that it is in use.
 * @throws PostgresError NO_CREATEDB where the user may not create databases
 */
export async function createDatabase(server: { readonly url: string }, options: DatabaseOptions): Promise<Database> {
  const client = new pg.Client({ connectionString: server.url, application_name: 'retort' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await sweep(client, options.prefix)
    const name = `${options.prefix}_${randomBytes(6).toString('hex')}`
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [name])
    await create(client, name, options.template)
    return { name, url: withDatabase(server.url, name), [Symbol.asyncDispose]: () => release(client, name) }
  } catch (error) {
    await client.end()
    throw error
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
    const says = 'The user of DATABASE_URL may not create databases. Grant it CREATEDB, or use another user.'
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
  const pattern = `^${prefix.replaceAll(/[^\w]/g, String.raw`\$&`)}_[0-9a-f]{12}$`
  const { rows } = await client.query<{ datname: string }>('select datname from pg_database where datname ~ $1', [pattern])
  for (const { datname } of rows) await dropAbandoned(client, datname)
}

async function dropAbandoned(client: pg.Client, name: string): Promise<void> {
  const key = 'hashtextextended($1, 0)'
  const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_lock(${key}) as free`, [name])
  if (rows[0]?.free !== true) return
  await drop(client, name)
  await client.query(`select pg_advisory_unlock(${key})`, [name])
}

async function drop(client: pg.Client, name: string): Promise<void> {
  await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
}
