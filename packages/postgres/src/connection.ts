/** One look whether a server answers, with what is wrong in one line. */
import pg from 'pg'
import { PostgresError } from './error.ts'
import { databaseOf, placeOf } from './url.ts'

/** Milliseconds to wait for an answer. */
const patience = 5_000

/**
 * Connects once.
 * @throws PostgresError UNREACHABLE, WRONG_CREDENTIALS, NO_SUCH_DATABASE
 */
export async function checkConnection(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: patience })
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (cause) {
    throw explained(cause, url)
  } finally {
    await client.end().catch(() => undefined)
  }
}

function explained(cause: unknown, url: string): PostgresError {
  const { code, message } = cause as { readonly code?: string; readonly message: string }
  const place = placeOf(url)
  if (code === '28P01' || code === '28000' || /password|SASL/.test(message)) {
    const says = `PostgreSQL at ${place} refused the user name or the password. Correct them in DATABASE_URL.`
    return new PostgresError('WRONG_CREDENTIALS', says, { cause })
  }
  if (code === '3D000') {
    const says = `PostgreSQL at ${place} has no database "${databaseOf(url)}". Create it, or name another in DATABASE_URL.`
    return new PostgresError('NO_SUCH_DATABASE', says, { cause })
  }
  const says = `No PostgreSQL answers at ${place}${code === undefined ? '' : ` (${code})`}. Start it, or correct DATABASE_URL.`
  return new PostgresError('UNREACHABLE', says, { cause })
}
