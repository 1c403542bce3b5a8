/** The address of a database: as a URL object, the counterpart of SQLAlchemy's `URL.create`, and as its parts. */
import { SessionError } from '../error.ts'

/** What an address is made of; what is left out is libpq's default. `host` may be the directory of a Unix socket. */
export type DatabaseUrlParts = {
  readonly username?: string
  readonly password?: string
  readonly host?: string
  readonly port?: number
  readonly database?: string
}

/** An address that was read, with what stood behind its question mark. */
export type Address = DatabaseUrlParts & { readonly parameters: ReadonlyMap<string, string> }

/** Builds a `postgres://` URL; every part is escaped, whatever characters it has. */
export function databaseUrl(parts: DatabaseUrlParts): URL {
  const url = new URL(`postgres://${hostText(parts.host ?? 'localhost')}`)
  if (parts.username !== undefined) url.username = encodeURIComponent(parts.username)
  if (parts.password !== undefined) url.password = encodeURIComponent(parts.password)
  if (parts.port !== undefined) url.port = String(parts.port)
  url.pathname = `/${encodeURIComponent(parts.database ?? '')}`
  return url
}

/**
 * The same address fit to be shown: passwords are replaced by `***`, those among its parameters too.
 * @throws SessionError INVALID_URL
 */
export function redact(url: URL | string): string {
  const { scheme, user, secret, host, rest } = split(String(url))
  const who = secret === undefined || secret === '' ? user : `${user}:***`
  const shown = rest.replaceAll(/([?&](?:ssl)?password=)[^&#]+/gi, '$1***')
  return `${scheme}${who === '' ? '' : `${who}@`}${host}${shown}`
}

/**
 * Reads an address as libpq does (PostgreSQL manual, 34.1.1.2 "Connection URIs"): a host that begins with `%2F` is the
 * directory of a Unix socket, and the parameters `host`, `port`, `user`, `password` and `dbname` count as the parts.
 * @throws SessionError INVALID_URL, which never repeats what it was given
 */
export function readUrl(url: URL | string): Address {
  const { user, secret, host, rest } = split(String(url))
  const [, path = '', query = ''] = /^\/?([^?#]*)(?:\?([^#]*))?/.exec(rest) ?? []
  const { host: name, port } = hostParts(host)
  const parameters = new Map(new URLSearchParams(query.replaceAll('+', '%2B'))) // libpq knows no + for a space
  const take = (parameter: string, part: string | undefined): string | undefined => {
    const given = parameters.get(parameter) ?? (part === undefined ? undefined : unescaped(part))
    parameters.delete(parameter)
    return given === '' ? undefined : given
  }
  const parts = {
    username: take('user', user),
    password: take('password', secret),
    host: take('host', name),
    database: take('dbname', path),
  }
  return { ...given(parts), ...given({ port: portNumber(take('port', port)) }), parameters }
}

/** What there is no address in. */
export function invalidUrl(
  says = 'The url is not of the form postgres://user:password@host:port/database.',
): SessionError {
  return new SessionError('INVALID_URL', says)
}

type Pieces = {
  readonly scheme: string
  readonly user: string
  readonly secret: string | undefined
  readonly host: string
  readonly rest: string
}

/** Not by `new URL`: it refuses a user without a host, which is how libpq writes a socket. The last `@` ends the user. */
function split(text: string): Pieces {
  const [, scheme, user = '', secret, host = '', rest = ''] =
    /^(postgres(?:ql)?:\/\/)(?:([^/?#:]*)(?::([^/?#]*))?@)?([^/?#@]*)([/?#].*)?$/is.exec(text) ?? []
  if (scheme === undefined) throw invalidUrl()
  return { scheme, user, secret, host, rest }
}

function hostParts(text: string): { readonly host: string; readonly port: string } {
  const [, address, name, port = ''] = /^(?:\[([^\]]+)\]|([^:,[\]\s]*))(?::(.*))?$/.exec(text) ?? []
  const host = address ?? name
  if (host === undefined) throw invalidUrl()
  return { host, port }
}

function portNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port
  throw invalidUrl()
}

function hostText(host: string): string {
  return host.includes(':') ? `[${host}]` : encodeURIComponent(host)
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalidUrl()
  }
}

function given<T extends object>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as never
}
