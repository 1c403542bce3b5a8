/** What an engine is made from: an address, its parts, or a Sequelize instance that is there already. */
import { parse } from 'pg-connection-string'
import type { Model, ModelStatic, PoolOptions } from 'sequelize'
import { Sequelize } from 'sequelize-typescript'
import type { ModelCtor } from 'sequelize-typescript'
import type { Sequelize as PlainSequelize } from 'sequelize'
import type { DatabaseUrlParts } from './core/url.ts'
import { databaseUrl, redact } from './core/url.ts'
import type { Echo } from './core/echo.ts'
import { SessionError } from './error.ts'

type Source =
  | { readonly url: string | URL; readonly models: readonly ModelStatic<Model>[] }
  | (DatabaseUrlParts & { readonly models: readonly ModelStatic<Model>[] })
  | { readonly sequelize: PlainSequelize }

/**
 * Options of `createEngine` in both worlds.
 * - `url`, or `host`, `port`, `database`, `username`, `password`, with the `models`; or a `sequelize` that has its models
 * - `echo`: `true` prints each statement, a function is handed it
 * - `applicationName`: what the server shows in `pg_stat_activity`
 */
export type EngineOptions = Source & { readonly echo?: Echo; readonly applicationName?: string }

/** The Sequelize instance of an engine, whether the engine made it, and where its database is as people may see it. */
export type Opened = { readonly sequelize: PlainSequelize; readonly isOwn: boolean; readonly where: string }

/**
 * Makes the Sequelize instance that an engine stands on. Nothing is connected yet.
 * @throws SessionError INVALID_URL, INVALID_OPTION
 */
export function openSequelize(options: EngineOptions, pool?: PoolOptions): Opened {
  if ('sequelize' in options) return adopt(options.sequelize)
  const url = 'url' in options ? parsed(options.url) : databaseUrl(options)
  const { host, port, user, password, database, ssl } = parse(url.href)
  const dialectOptions = {
    ...(ssl === undefined || ssl === false ? {} : { ssl }),
    ...(options.applicationName === undefined ? {} : { application_name: options.applicationName }),
  }
  const sequelize = new Sequelize({
    dialect: 'postgres',
    ...(host ? { host } : {}),
    ...(port ? { port: Number(port) } : {}),
    ...(database ? { database } : {}),
    ...(user ? { username: user } : {}),
    ...(password ? { password } : {}),
    logging: false,
    dialectOptions,
    ...(pool === undefined ? {} : { pool }),
    models: options.models as ModelCtor[],
  })
  return { sequelize, isOwn: true, where: new URL(redact(url)).host || 'localhost' }
}

function adopt(sequelize: PlainSequelize): Opened {
  if (sequelize.getDialect() !== 'postgres') {
    throw new SessionError(
      'INVALID_OPTION',
      'A session works on PostgreSQL. Give createEngine() a Sequelize of that dialect.',
    )
  }
  const { host, port } = sequelize.config
  return { sequelize, isOwn: false, where: `${host ?? 'localhost'}:${port ?? 5432}` }
}

function parsed(url: string | URL): URL {
  try {
    const parsed = new URL(String(url))
    if (parsed.protocol === 'postgres:' || parsed.protocol === 'postgresql:') return parsed
  } catch {
    // The text may hold a password: it is not repeated.
  }
  throw new SessionError(
    'INVALID_URL',
    'The url is not of the form postgres://user:password@host:port/database.',
  )
}
