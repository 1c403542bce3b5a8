/** Chapter 1: the address, the engine, and a session as a context manager. */
import { createEngine, databaseUrl, redact, sessionmaker, sql } from '@retort/session/async'
import type { Session } from '@retort/session/async'
import { models } from '@retort/schema'
import { ear, snippet } from '@retort/story'
import type { Stage } from '../stage.ts'

/** What was seen: greetings before the commit, without it, and with it. */
export type Connected = {
  readonly within: number
  readonly withoutCommit: number
  readonly withCommit: number
}

export async function connect({ url, narrator }: Stage): Promise<Connected> {
  narrator.chapter(1, 'Connect')
  const { heard, hear } = ear()
  const parts = partsOf(new URL(url))
  narrator.code(snippet(import.meta.url, 'engine'))
  // #region engine
  const address = databaseUrl(parts)
  await using engine = createEngine({ url: address, models, echo: hear })
  const open = sessionmaker(engine)
  // #endregion
  narrator.say(
    `The address is a URL object. Shown to people it keeps its secret: ${placeOf(redact(address))}`,
  )
  narrator.say('A session is a context manager. What was not committed when the block ends is rolled back:')
  narrator.code(snippet(import.meta.url, 'session'))
  await setUp()
  heard()
  // #region session
  const greet = async (text: string, isKept: boolean): Promise<number> => {
    await using session = open()
    await session.execute`insert into greetings values (${text})`
    const within = await countGreetings(session)
    if (isKept) await session.commit()
    return within
  }
  // #endregion
  const within = await greet('hello', false)
  narrator.sql(heard({ transactions: true }))
  const withoutCommit = await counted()
  await greet('hello again', true)
  const withCommit = await counted()
  narrator.rows([{ within, withoutCommit, withCommit }])
  await tearDown()
  return { within, withoutCommit, withCommit }

  async function counted(): Promise<number> {
    await using session = open()
    return countGreetings(session)
  }

  async function setUp(): Promise<void> {
    await using session = open()
    await session.execute(sql`create table greetings (text varchar(255) not null)`)
    await session.commit()
  }

  async function tearDown(): Promise<void> {
    await using session = open()
    await session.execute(sql`drop table greetings`)
    await session.commit()
  }
}

async function countGreetings(session: Session): Promise<number> {
  const [row] = await session.execute`select count(*)::int as greetings from greetings`
  return Number(row?.['greetings'])
}

function partsOf({ username, password, hostname, port, pathname }: URL) {
  return {
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    host: hostname,
    port: Number(port === '' ? 5432 : port),
    database: decodeURIComponent(pathname.slice(1)),
  }
}

/** The port and the database's name differ from run to run. */
function placeOf(shown: string): string {
  return shown.replace(/:\d+\/.*$/, ':<port>/<database>')
}
