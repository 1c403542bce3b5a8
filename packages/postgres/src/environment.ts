/** A PostgreSQL that the environment names: DATABASE_URL, or its parts. */
import { readFileSync, statSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { PostgresError } from './error.ts'
import { repositoryRoot } from './folder.ts'
import { parseUrl } from './url.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Any of these says that a server is meant; the rest then have libpq's defaults. */
const meaningful = ['POSTGRES_DB', 'POSTGRES_USER', 'DATABASE_HOST'] as const

/**
 * The address that the environment names, or undefined where it names none.
 * @param env the process's environment; what it leaves out is looked up in `.env` at the repository's root. An empty variable
 * says nothing, and keeps that of `.env` from saying anything
 * @throws PostgresError INVALID_URL
 */
export function environmentUrl(env: Environment = process.env): string | undefined {
  const all = telling({ ...dotEnv(), ...defined(env) })
  return named(telling(env), all) ?? named(all, all)
}

/** What these say of a server: its whole address, or parts, which others complete. */
function named(env: Environment, all: Environment): string | undefined {
  if (env['DATABASE_URL'] !== undefined) return parseUrl(env['DATABASE_URL']).href
  return meaningful.some((name) => env[name] !== undefined) ? fromParts(all) : undefined
}

function fromParts(env: Environment): string {
  const user = env['POSTGRES_USER'] ?? 'postgres'
  const account = [user, env['POSTGRES_PASSWORD']].flatMap((part) =>
    part === undefined ? [] : [encodeURIComponent(part)],
  )
  const place = `${hostOf(env['DATABASE_HOST'])}:${portOf(env['POSTGRES_PORT'])}`
  return parseUrl(
    `postgres://${account.join(':')}@${place}/${encodeURIComponent(env['POSTGRES_DB'] ?? user)}`,
  ).href
}

/** A name, an address, or as in libpq the folder of a socket. */
function hostOf(text = 'localhost'): string {
  if (isIPv6(text)) return `[${text}]`
  if (/^[\w.-]+$/.test(text) || text.startsWith('/')) return encodeURIComponent(text)
  throw new PostgresError(
    'INVALID_URL',
    'DATABASE_HOST is not the name of a host. Give the name alone, and the port in POSTGRES_PORT.',
  )
}

function portOf(text = '5432'): string {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return text
  throw new PostgresError('INVALID_URL', 'POSTGRES_PORT is not a port. Give a number from 1 to 65535.')
}

function dotEnv(): Environment {
  const file = join(repositoryRoot(), '.env')
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() === true
  return isFile ? (parseEnv(readFileSync(file, 'utf8')) as Environment) : {}
}

function defined(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
}

function telling(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
}
