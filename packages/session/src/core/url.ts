/** The address of a database as a URL object, the counterpart of SQLAlchemy's `URL.create`. */

/** What an address is made of; what is left out is libpq's default. */
export type DatabaseUrlParts = {
  readonly username?: string
  readonly password?: string
  readonly host?: string
  readonly port?: number
  readonly database?: string
}

/** Builds a `postgres://` URL; every part is escaped, whatever characters it has. */
export function databaseUrl(parts: DatabaseUrlParts): URL {
  const url = new URL(`postgres://${parts.host ?? 'localhost'}`)
  if (parts.username !== undefined) url.username = encodeURIComponent(parts.username)
  if (parts.password !== undefined) url.password = encodeURIComponent(parts.password)
  if (parts.port !== undefined) url.port = String(parts.port)
  url.pathname = `/${encodeURIComponent(parts.database ?? '')}`
  return url
}

/** The same address fit to be shown: the password is replaced by `***`. */
export function redact(url: URL | string): string {
  const shown = new URL(String(url))
  if (shown.password !== '') shown.password = '***'
  return shown.href
}
