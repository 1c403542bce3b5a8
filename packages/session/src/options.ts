/** What an engine is made from: an address, its parts, or a Sequelize instance that is there already. */
import type { Model, ModelStatic } from 'sequelize'
import type { Sequelize as PlainSequelize } from 'sequelize'
import { Sequelize } from 'sequelize-typescript'
import type { ModelCtor } from 'sequelize-typescript'
import type { Echo, HideParameters } from './core/echo.ts'
import type { Loading } from './core/loading.ts'
import type { DatabaseUrlParts } from './core/url.ts'
import { readUrl } from './core/url.ts'
import type { TlsOptions } from './driver/connection.ts'
import { SessionError } from './error.ts'
import { checkOptions } from './option-rules.ts'
import { OptionalTls } from './optional-tls.ts'
import type { UrlSettings } from './url-parameters.ts'
import { urlSettings } from './url-parameters.ts'
import type { Watch } from './watch/finding.ts'

type Source =
  | { readonly url: string | URL; readonly models: readonly ModelStatic<Model>[] }
  | (DatabaseUrlParts & { readonly models: readonly ModelStatic<Model>[] })
  | { readonly sequelize: PlainSequelize }

/**
 * How many connections an engine has and how long it keeps them; times in milliseconds.
 * - `max`: at most so many (10) · `min`: so many are kept, however long they are idle (0)
 * - `acquire`: how long an async session waits for one (60,000); a blocking one cannot wait
 * - `idle`: one that nobody used for so long is closed (10,000)
 * - `recycle`: one that was made longer ago is replaced before it is lent (never)
 * - `prePing`: whether one is tried before it is lent, and replaced where it was lost (false)
 */
export type PoolOptions = {
  readonly max?: number
  readonly min?: number
  readonly acquire?: number
  readonly idle?: number
  readonly recycle?: number
  readonly prePing?: boolean
}

/**
 * Options of `createEngine` in both worlds.
 * - `url`, or `host`, `port`, `database`, `username`, `password`, with the `models`; or a `sequelize` that has its models.
 *   A `host` may be the directory of a Unix socket
 * - `echo`: `true` prints each statement, a function is handed it
 * - `hideParameters`: `true` shows each bound value as `***`, in events, in what is printed and in errors; a function
 *   says what is shown instead
 * - `applicationName`: what the server shows in `pg_stat_activity`
 * - `statementTimeout`: the server cancels what runs for longer, in milliseconds
 * - `ssl`: `true` verifies the server's certificate; an object says how. It goes before the url's `sslmode`
 * - `preparedStatements`: false behind a pooler that gives each transaction another connection
 * - `loading`: what `true` means in `load` (`selectin`), or what reading a relation does that was not loaded (`lazy`)
 * - `watch`: `warn`, `throw` or a function finds reads that are sent again and again from one line (`off`)
 */
export type EngineOptions = Source & {
  readonly echo?: Echo
  readonly hideParameters?: HideParameters
  readonly applicationName?: string
  readonly statementTimeout?: number
  readonly ssl?: boolean | TlsOptions
  readonly preparedStatements?: boolean
  readonly loading?: Loading
  readonly watch?: Watch
  readonly pool?: PoolOptions
}

/** The Sequelize instance of an engine, whether the engine made it, and where its database is as people may see it. */
export type Opened = {
  readonly sequelize: PlainSequelize
  readonly isOwn: boolean
  readonly where: string
  readonly tls: OptionalTls
}

/**
 * Makes the Sequelize instance that an engine stands on. Nothing is connected yet.
 * @throws SessionError INVALID_URL, INVALID_OPTION
 */
export function openSequelize(options: EngineOptions): Opened {
  checkOptions(options)
  if ('sequelize' in options) return adopt(options.sequelize)
  const { parts, settings } = addressOf(options)
  const host = parts.host ?? (process.env['PGHOST'] || 'localhost')
  const port = parts.port ?? Number(process.env['PGPORT'] || 5432)
  const tls = new OptionalTls(settings.isTlsOptional === true && options.ssl === undefined)
  const sequelize = new Sequelize({
    dialect: 'postgres',
    host,
    port,
    ...(parts.database === undefined ? {} : { database: parts.database }),
    ...(parts.username === undefined ? {} : { username: parts.username }),
    ...(parts.password === undefined ? {} : { password: parts.password }),
    logging: false,
    dialectOptions: dialectOptions(host, { ...settings, ...settingsOf(options) }),
    hooks: { beforeConnect: (config) => tls.apply(config as { dialectOptions?: object }) },
    pool: poolOf(options.pool),
    models: options.models as ModelCtor[],
  })
  return { sequelize, isOwn: true, where: whereIs(host, port), tls }
}

/** The settings of the connections themselves, as far as the options say. */
export function settingsOf({ applicationName, statementTimeout, ssl }: EngineOptions): UrlSettings {
  return {
    ...(applicationName === undefined ? {} : { applicationName }),
    ...(statementTimeout === undefined ? {} : { statementTimeout }),
    ...(ssl === undefined ? {} : { ssl }),
  }
}

function addressOf(options: Exclude<EngineOptions, { sequelize: PlainSequelize }>): {
  readonly parts: DatabaseUrlParts
  readonly settings: UrlSettings
} {
  if (!('url' in options)) return { parts: options, settings: {} }
  const { parameters, ...parts } = readUrl(options.url)
  return { parts, settings: urlSettings(parameters) }
}

/** As in libpq a Unix socket knows no TLS, whatever was asked for. */
function dialectOptions(host: string, settings: UrlSettings): object {
  const { applicationName, statementTimeout, connectTimeout = 10 } = settings
  const ssl = host.startsWith('/') ? undefined : settings.ssl
  return {
    keepAlive: true, // as libpq has it
    connectionTimeoutMillis: connectTimeout * 1000,
    ...(ssl === undefined ? {} : { ssl }),
    ...(applicationName === undefined ? {} : { application_name: applicationName }),
    ...(statementTimeout === undefined ? {} : { statement_timeout: statementTimeout }),
  }
}

function poolOf({ max = 10, min = 0, acquire = 60_000, idle = 10_000 }: PoolOptions = {}) {
  return { max, min, acquire, idle }
}

function whereIs(host: string, port: number): string {
  if (host.startsWith('/')) return `${host}/.s.PGSQL.${port}`
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

function adopt(sequelize: PlainSequelize): Opened {
  if (typeof sequelize?.getDialect !== 'function' || sequelize.getDialect() !== 'postgres') {
    throw new SessionError(
      'INVALID_OPTION',
      'A session works on PostgreSQL. Give createEngine() a Sequelize of that dialect.',
    )
  }
  const { host = 'localhost', port = 5432 } = sequelize.config
  return { sequelize, isOwn: false, where: whereIs(host, Number(port)), tls: new OptionalTls(false) }
}
