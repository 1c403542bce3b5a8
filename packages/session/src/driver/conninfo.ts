/** The connection string that libpq reads: `keyword='value'`, with quotes and backslashes escaped. */
import type { ConnectionConfig } from './connection.ts'

/** Seconds to wait for a server that does not answer. */
const defaultConnectTimeout = 10

export function conninfo(config: ConnectionConfig): string {
  const settings: Readonly<Record<string, string | number | undefined>> = {
    host: config.host,
    port: config.port,
    user: config.user,
    password: config.password,
    dbname: config.database,
    application_name: config.applicationName,
    connect_timeout: config.connectTimeout ?? defaultConnectTimeout,
    client_encoding: 'UTF8',
    sslmode: sslMode(config.ssl),
  }
  return Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([keyword, value]) => `${keyword}='${String(value).replaceAll(/[\\']/g, String.raw`\$&`)}'`)
    .join(' ')
}

function sslMode(ssl: ConnectionConfig['ssl']): string | undefined {
  if (ssl === undefined) return undefined
  if (ssl === false) return 'disable'
  const verifies = ssl === true || (ssl as { readonly rejectUnauthorized?: boolean }).rejectUnauthorized !== false
  return verifies ? 'verify-full' : 'require'
}
