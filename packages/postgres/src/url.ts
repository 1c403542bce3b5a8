/** Addresses of databases: checked, taken apart, and fit to be shown. */
import { PostgresError } from './error.ts'

/** Parameters that hold a secret. */
const secrets = ['password', 'sslpassword']

/**
 * Reads an address.
 * @throws PostgresError INVALID_URL; the text itself is not repeated, since it may hold a password
 */
export function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && /^postgres(?:ql)?:\/\//i.test(text) && isWhole(url) && decodes(url)) return url
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
  for (const name of secrets) if (url.searchParams.has(name)) url.searchParams.set(name, '***')
  return url.href
}

/** Host and port as people write them. */
export function placeOf(text: string): string {
  const { hostname, port } = parseUrl(text)
  return `${hostname === '' ? 'localhost' : decodeURIComponent(hostname)}:${port === '' ? '5432' : port}`
}

/** The database's name in an address; PostgreSQL takes the user's name where there is none. */
export function databaseOf(text: string): string {
  const { pathname, username } = parseUrl(text)
  return decodeURIComponent(pathname.length > 1 ? pathname.slice(1) : username)
}

/** A `/`, `?` or `#` that was not escaped in a password ends the host early, and half the password is taken for a path. */
function isWhole({ pathname, search, hash }: URL): boolean {
  return !`${pathname}${search}`.includes('@') && hash === ''
}

function decodes({ username, password, hostname, pathname }: URL): boolean {
  try {
    for (const part of [username, password, hostname, pathname]) decodeURIComponent(part)
    return true
  } catch {
    return false
  }
}
