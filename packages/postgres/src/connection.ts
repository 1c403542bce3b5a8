/** A connection to a server, or in one line why there is none. */
import pg from 'pg'
import { PostgresError } from './error.ts'
import { databaseOf, placeOf } from './url.ts'

/** The client's types leave out that it can let the process end. */
export type Connection = pg.Client & { ref(): void; unref(): void }

/** Milliseconds to wait for an answer. */
const patience = 5_000

/**
 * Connects.
 * @throws PostgresError UNREACHABLE, WRONG_CREDENTIALS, NO_SUCH_DATABASE
 */
export async function connectTo(url: string): Promise<Connection> {
  let client: Connection | undefined
  try {
    client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: patience,
      application_name: 'retort',
    }) as Connection
    client.on('error', () => undefined)
    await client.connect()
    return client
  } catch (cause) {
    await client?.end().catch(() => undefined)
    throw explained(cause, url)
  }
}

/**
 * Connects once, to see that it can be done.
 * @throws PostgresError UNREACHABLE, WRONG_CREDENTIALS, NO_SUCH_DATABASE
 */
export async function checkConnection(url: string): Promise<void> {
  const client = await connectTo(url)
  await client.end()
}

function explained(cause: unknown, url: string): PostgresError {
  const { code, message } = cause as NodeJS.ErrnoException
  const place = placeOf(url)
  if (isRefusal(code, message)) {
    const says = `PostgreSQL at ${place} refused the user name or the password. Correct them in DATABASE_URL, or in POSTGRES_USER and POSTGRES_PASSWORD.`
    return new PostgresError('WRONG_CREDENTIALS', says, { cause })
  }
  if (code === '3D000') {
    const says = `PostgreSQL at ${place} has no database "${databaseOf(url)}". Create it, or name another in DATABASE_URL or POSTGRES_DB.`
    return new PostgresError('NO_SUCH_DATABASE', says, { cause })
  }
  const says = `No PostgreSQL can be used at ${place} (${reason(cause as NodeJS.ErrnoException)}). Start it, or correct DATABASE_URL or DATABASE_HOST and POSTGRES_PORT.`
  return new PostgresError('UNREACHABLE', says, { cause })
}

function isRefusal(code: string | undefined, message: string): boolean {
  return code === '28P01' || code === '28000' || /^SASL|password/.test(message)
}

/** Several tries at several addresses fail with a code and no message. */
function reason({ code, message }: NodeJS.ErrnoException): string {
  if (/^E[A-Z]{4,}$/.test(code ?? '') && !message.includes("'")) return code ?? ''
  return message.split('\n')[0] ?? ''
}
