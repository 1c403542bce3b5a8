/** A PostgreSQL that the environment names: DATABASE_URL, or its parts. */
import { existsSync, readFileSync } from 'node:fs'
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
 * @param env the process's environment; what it leaves out is looked up in `.env` at the repository's root
 * @throws PostgresError INVALID_URL
 */
export function environmentUrl(env: Environment = process.env): string | undefined {
  const all: Environment = { ...dotEnv(), ...given(env) }
  if (all['DATABASE_URL'] !== undefined) return parseUrl(all['DATABASE_URL']).href
  return meaningful.some((name) => all[name] !== undefined) ? fromParts(all) : undefined
}

function fromParts(env: Environment): string {
  const user = env['POSTGRES_USER'] ?? 'postgres'
  const url = new URL('postgres://localhost')
  url.username = encodeURIComponent(user)
  url.password = encodeURIComponent(env['POSTGRES_PASSWORD'] ?? '')
  url.hostname = env['DATABASE_HOST'] ?? 'localhost'
  url.port = portOf(env['POSTGRES_PORT'])
  url.pathname = `/${encodeURIComponent(env['POSTGRES_DB'] ?? user)}`
  return parseUrl(url.href).href
}

function portOf(text = '5432'): string {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return text
  throw new PostgresError('INVALID_URL', 'POSTGRES_PORT is not a port. Give a number from 1 to 65535.')
}

function dotEnv(): Environment {
  const file = join(repositoryRoot(), '.env')
  return existsSync(file) ? given(parseEnv(readFileSync(file, 'utf8')) as Environment) : {}
}

/** An empty variable says nothing. */
function given(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
}
