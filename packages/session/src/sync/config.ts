/** A blocking connection's parameters, from where Sequelize keeps those of its own connections. */
import type { Sequelize } from 'sequelize'
import { insideSequelize } from '../core/sequelize.ts'
import type { ConnectionConfig, TlsOptions } from '../driver/connection.ts'
import type { EngineOptions } from '../options.ts'
import { settingsOf } from '../options.ts'

/** What the options say goes before what an adopted Sequelize was made with. */
export function configOf(sequelize: Sequelize, options: EngineOptions): ConnectionConfig {
  const { host, port, username, password, database } = sequelize.config
  const settings = (insideSequelize(sequelize).options.dialectOptions ?? {}) as DialectOptions
  return {
    ...(host ? { host } : {}),
    ...(port ? { port: Number(port) } : {}),
    ...(username ? { user: username } : {}),
    ...(password ? { password } : {}),
    ...(database ? { database } : {}),
    ...dialectConfig(settings),
    ...settingsOf(options),
    ...(host?.startsWith('/') ? { ssl: false } : {}),
    ...(options.preparedStatements === undefined ? {} : { preparedStatements: options.preparedStatements }),
  }
}

type DialectOptions = {
  readonly application_name?: string
  readonly statement_timeout?: number | string
  readonly connectionTimeoutMillis?: number
  readonly ssl?: boolean | 'true' | TlsOptions
}

function dialectConfig(options: DialectOptions): ConnectionConfig {
  const { application_name, statement_timeout, connectionTimeoutMillis, ssl } = options
  return {
    ...(application_name === undefined ? {} : { applicationName: application_name }),
    ...(statement_timeout === undefined ? {} : { statementTimeout: Number(statement_timeout) }),
    ...(connectionTimeoutMillis === undefined ? {} : { connectTimeout: connectionTimeoutMillis / 1000 }),
    ...(ssl === undefined ? {} : { ssl: ssl === 'true' ? true : ssl }),
  }
}
