/** The three ways of sending statements, as one: what blocks is made to look as if it did not. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Client, types } from 'pg'
import { afterAll } from 'vitest'
import { emptyDatabase } from '../../../../test/support/database.ts'
import { ask, isUsable } from '../../dist/async/connection.js'
import type { ConnectionConfig, Result, Statement, TypeParsers } from '../../dist/driver/connection.js'
import { pickDriver } from '../../dist/driver/pick.js'

export const ways = ['native', 'worker', 'async'] as const
export type Way = (typeof ways)[number]

/** A statement, prepared unless it says otherwise. */
export type Sent = Partial<Statement> & { readonly text: string }

export type Connection = {
  run(statement: Sent): Promise<Result>
  isUsable(): boolean
  close(): Promise<void>
}

/** Where a database of the test file's own is. */
export async function databaseConfig(): Promise<ConnectionConfig> {
  const { hostname, port, username, password, pathname } = new URL((await emptyDatabase()).url)
  return {
    host: decodeURIComponent(hostname),
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
  }
}

/** Opens a connection; it is closed with the test file. */
export async function open(
  way: Way,
  config: ConnectionConfig,
  parsers: TypeParsers = types,
): Promise<Connection> {
  const connection = way === 'async' ? await openAsync(config, parsers) : openBlocking(way, config, parsers)
  afterAll(() => connection.close())
  return connection
}

/** What a promise rejects with. */
export async function failureOf(work: Promise<unknown>): Promise<Error & { readonly code?: string }> {
  try {
    await work
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

async function openAsync(config: ConnectionConfig, parsers: TypeParsers): Promise<Connection> {
  const { applicationName, connectTimeout: _, statementTimeout, preparedStatements, ...where } = config
  const client = new Client({
    ...where,
    ssl: where.ssl as object,
    types: parsers as typeof types,
    ...(applicationName === undefined ? {} : { application_name: applicationName }),
    ...(statementTimeout === undefined ? {} : { statement_timeout: statementTimeout }),
  })
  client.on('error', () => undefined)
  await client.connect()
  return {
    run: (statement) => ask(client, preparedStatements !== false, whole(statement)),
    isUsable: () => isUsable(client),
    close: () => client.end(),
  }
}

function openBlocking(way: 'native' | 'worker', config: ConnectionConfig, parsers: TypeParsers): Connection {
  const connection = pickDriver(way).connect(config, parsers)
  return {
    run: async (statement) => connection.run(whole(statement)),
    isUsable: () => connection.usable,
    close: async () => connection.close(),
  }
}

function whole(statement: Sent): Statement {
  return { values: [], prepare: true, ...statement }
}

export type Gateway = {
  readonly port: number
  /** The types of the messages that came from clients since the last call. */
  letters(): Promise<string>
  /** Holds answers back until so many units of work have come; says afterwards whether they came in time. */
  hold(units: number): Promise<void>
  wasLate(): Promise<boolean>
}

/** Opens a gateway to a database; it is closed with the test file. */
export async function openGateway(
  { host, port }: ConnectionConfig,
  options: { readonly tls?: object; readonly path?: string } = {},
): Promise<Gateway> {
  const file = fileURLToPath(new URL('gateway.mjs', import.meta.url))
  const target = host?.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }
  const child = fork(file, [JSON.stringify({ target, ...options })])
  afterAll(() => child.disconnect())
  const [{ port: own }] = await once(child, 'message')
  const tell = async (message: object) => {
    child.send(message)
    const [answer] = await once(child, 'message')
    return answer as { readonly letters: string; readonly wasLate: boolean }
  }
  return {
    port: own,
    letters: async () => (await tell({})).letters,
    hold: async (hold) => void (await tell({ hold })),
    wasLate: async () => (await tell({})).wasLate,
  }
}
