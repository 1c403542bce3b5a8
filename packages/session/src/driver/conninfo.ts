/** A connection's parameters in libpq's own words (PostgreSQL manual, 34.1.1.1 "Keyword/Value Connection Strings"). */
import { isIP } from 'node:net'
import { SessionError } from '../error.ts'
import type { CertificateFiles } from './certificate-files.ts'
import type { ConnectionConfig, TlsOptions } from './connection.ts'

/**
 * The connection string for libpq. What is left out falls back to libpq's environment variables and defaults, except
 * the host, which is localhost as it is for pg (libpq would take a Unix socket).
 * @param files where the certificates of `ssl` are
 * @throws SessionError INVALID_OPTION where `ssl` asks for what libpq cannot take
 */
export function conninfo(config: ConnectionConfig, files?: CertificateFiles): string {
  const parameters = {
    ...hostOf(config),
    port: config.port,
    user: config.user,
    password: config.password,
    dbname: config.database,
    application_name: config.applicationName,
    connect_timeout: Math.ceil(config.connectTimeout ?? 10),
    client_encoding: 'UTF8',
    sslmode: sslMode(config.ssl),
    ...files?.parameters,
  }
  return Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${quoted(String(value))}`)
    .join(' ')
}

/** As pg has it: `servername` is the name that an address answers to, and a host with a name has that one. */
function hostOf({ host = process.env['PGHOST'] ?? 'localhost', ssl }: ConnectionConfig): object {
  const servername = typeof ssl === 'object' ? ssl.servername : undefined
  if (servername === undefined || isIP(host) === 0) return { host }
  return { host: servername, hostaddr: host }
}

function quoted(value: string): string {
  return `'${value.replaceAll(/[\\']/g, '\\$&')}'`
}

/** What `ssl` may hold; Sequelize's users write `require: true`, which says nothing more to pg either. */
const taken = new Set(['ca', 'cert', 'key', 'servername', 'rejectUnauthorized', 'require'])

/** As pg has it: no TLS unless asked for, the certificate is verified unless `rejectUnauthorized` is false. */
function sslMode(ssl: boolean | TlsOptions | undefined): string | undefined {
  if (ssl === undefined) return process.env['PGSSLMODE'] === undefined ? 'disable' : undefined
  if (typeof ssl === 'boolean') return ssl ? 'verify-full' : 'disable'
  const others = Object.keys(ssl).filter((name) => !taken.has(name))
  if (others.length === 0) return ssl.rejectUnauthorized === false ? 'require' : 'verify-full'
  throw new SessionError(
    'INVALID_OPTION',
    `The native driver cannot take ssl.${others.toSorted().join(', ssl.')}. Leave it out, or use the option driver: 'worker'.`,
  )
}
