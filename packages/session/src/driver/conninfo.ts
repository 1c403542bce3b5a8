/** A connection's parameters in libpq's own words (PostgreSQL manual, 34.1.1.1 "Keyword/Value Connection Strings"). */
import { SessionError } from '../error.ts'
import type { ConnectionConfig } from './connection.ts'

/**
 * The connection string for libpq. What is left out falls back to libpq's environment variables and defaults, except
 * the host, which is localhost as it is for pg (libpq would take a Unix socket).
 * @throws SessionError INVALID_OPTION where `ssl` asks for what libpq cannot take
 */
export function conninfo(config: ConnectionConfig): string {
  const parameters = {
    host: config.host ?? process.env['PGHOST'] ?? 'localhost',
    port: config.port,
    user: config.user,
    password: config.password,
    dbname: config.database,
    application_name: config.applicationName,
    connect_timeout: Math.ceil(config.connectTimeout ?? 10),
    client_encoding: 'UTF8',
    sslmode: sslMode(config.ssl),
  }
  return Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${quoted(String(value))}`)
    .join(' ')
}

function quoted(value: string): string {
  return `'${value.replaceAll(/[\\']/g, '\\$&')}'`
}

/** As pg has it: no TLS unless asked for, the certificate is verified unless `rejectUnauthorized` is false. */
function sslMode(ssl: boolean | object | undefined): string | undefined {
  if (ssl === undefined) return process.env['PGSSLMODE'] === undefined ? 'disable' : undefined
  if (typeof ssl === 'boolean') return ssl ? 'verify-full' : 'disable'
  const { rejectUnauthorized = true, ...others } = ssl as { readonly rejectUnauthorized?: boolean }
  const names = Object.keys(others)
  if (names.length === 0) return rejectUnauthorized ? 'verify-full' : 'require'
  throw new SessionError(
    'INVALID_OPTION',
    `The native driver cannot take ssl.${names.toSorted().join(', ssl.')}. Use PGSSLROOTCERT, PGSSLCERT and PGSSLKEY, or the option driver: 'worker'.`,
  )
}
