/** Addresses of databases: checked, taken apart, and fit to be shown. */
import { PostgresError } from './error.ts'

/**
 * Reads an address.
 * @throws PostgresError INVALID_URL; the text itself is not repeated, since it may hold a password
 */
export function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && /^postgres(ql)?:$/.test(url.protocol) && decodes(url)) return url
  throw new PostgresError(
    'INVALID_URL',
    'DATABASE_URL is not of the form postgres://user:password@host:port/database. Escape special characters as %XX.',
  )
}

/** The same server, another database. */
export function withDatabase(text: string, database: string): string {
  const url = parseUrl(text)
  url.pathname = `/${encodeURIComponent(database)}`
  return url.href
}

/** The address with `***` in place of the password. */
export function redact(text: string): string {
  const url = parseUrl(text)
  if (url.password !== '') url.password = '***'
  return url.href
}

/** Host and port as people write them. */
export function placeOf(text: string): string {
  const { hostname, port } = parseUrl(text)
  return `${hostname === '' ? 'localhost' : hostname}:${port === '' ? '5432' : port}`
}

/** The database's name in an address. */
export function databaseOf(text: string): string {
  return decodeURIComponent(parseUrl(text).pathname.slice(1))
}

function decodes({ username, password, pathname }: URL): boolean {
  try {
    return [username, password, pathname].every((part) => typeof decodeURIComponent(part) === 'string')
  } catch {
    return false
  }
}
