/** What stands behind the question mark of an address, in libpq's words (PostgreSQL manual, 34.1.2) and a few of pg's. */
import { readFileSync } from 'node:fs'
import { invalidUrl } from './core/url.ts'
import type { TlsOptions } from './driver/connection.ts'
import { SessionError } from './error.ts'

/** How to connect, as far as the address says; times as in `ConnectionConfig`. */
export type UrlSettings = {
  readonly applicationName?: string
  readonly connectTimeout?: number
  readonly statementTimeout?: number
  readonly ssl?: boolean | TlsOptions
  /** TLS is tried, and done without where the server has none. */
  readonly isTlsOptional?: true
}

/**
 * Reads the parameters of an address.
 * @throws SessionError INVALID_URL for a parameter that is not known or a value that it does not take; a name is not
 * repeated, since an unescaped `?` makes names of passwords; INVALID_OPTION where a certificate's file cannot be read
 */
export function urlSettings(parameters: ReadonlyMap<string, string>): UrlSettings {
  const unknown = [...parameters.keys()].some((name) => !Object.hasOwn(readers, name))
  if (unknown) {
    throw invalidUrl(
      `The url has a parameter that is not known. Known are host, port, user, password, dbname, ${Object.keys(readers).join(', ')}.`,
    )
  }
  const plain = [...parameters].map(([name, text]) => readers[name as keyof typeof readers](text))
  return Object.assign({}, ...plain, tlsSettings(parameters)) as UrlSettings
}

const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify']

/** Those of TLS are looked at together, by {@link tlsSettings}. */
const readers = {
  application_name: (text: string): UrlSettings => ({ applicationName: text }),
  connect_timeout: (text: string): UrlSettings => {
    const seconds = wholeNumber('connect_timeout', text)
    return seconds === 0 ? {} : { connectTimeout: seconds }
  },
  statement_timeout: (text: string): UrlSettings => ({
    statementTimeout: wholeNumber('statement_timeout', text),
  }),
  sslmode: (text: string): UrlSettings => oneOf('sslmode', text, modes),
  ssl: (text: string): UrlSettings => oneOf('ssl', text, ['true', 'false', '1', '0', 'no-verify']),
  sslrootcert: nothing,
  sslcert: nothing,
  sslkey: nothing,
  uselibpqcompat: nothing,
  client_encoding: (text: string): UrlSettings =>
    oneOf('client_encoding', text.toLowerCase(), ['utf8', 'utf-8', 'auto']),
} as const satisfies Readonly<Record<string, (text: string) => UrlSettings>>

/** A certificate of an authority makes libpq verify even where `require` alone would not. */
function tlsSettings(parameters: ReadonlyMap<string, string>): UrlSettings {
  const mode = parameters.get('sslmode') ?? modeOf(parameters.get('ssl'))
  const root = parameters.get('sslrootcert')
  const files = {
    ...(root === undefined || root === 'system' ? {} : { ca: file('sslrootcert', root) }),
    ...certificate('cert', parameters.get('sslcert')),
    ...certificate('key', parameters.get('sslkey')),
  }
  if (mode === 'disable') return { ssl: false }
  if (mode === undefined) return Object.keys(files).length === 0 ? {} : { ssl: files }
  const verifies = mode.startsWith('verify') || (mode !== 'no-verify' && root !== undefined)
  const ssl = { ...files, rejectUnauthorized: verifies }
  return mode === 'allow' || mode === 'prefer' ? { ssl, isTlsOptional: true } : { ssl }
}

function modeOf(ssl: string | undefined): string | undefined {
  if (ssl === undefined || ssl === 'no-verify') return ssl
  return ssl === 'true' || ssl === '1' ? 'verify-full' : 'disable'
}

function certificate(name: 'cert' | 'key', path: string | undefined): TlsOptions {
  return path === undefined ? {} : { [name]: file(`ssl${name}`, path) }
}

function file(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const says = `The url's parameter ${name} names a file that cannot be read (${code}).`
    throw new SessionError('INVALID_OPTION', says, { cause })
  }
}

function nothing(): UrlSettings {
  return {}
}

function oneOf(name: string, text: string, values: readonly string[]): UrlSettings {
  if (values.includes(text)) return {}
  throw invalidUrl(`The url's parameter ${name} takes ${values.join(', ')}.`)
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw invalidUrl(`The url's parameter ${name} takes a whole number.`)
}
