/** Chapter 1: the address, the engine, and a session as a context manager. */
import { createEngine, databaseUrl, redact, sessionmaker, sql } from '@retort/session/sync'
import type { Session } from '@retort/session/sync'
import { models } from '@retort/schema'
import { ear, snippet } from '@retort/story'
import type { Stage } from '../stage.ts'

/** What was seen: greetings before the commit, without it, and with it. */
export type Connected = {
  readonly within: number
  readonly withoutCommit: number
  readonly withCommit: number
}

export function connect({ url, narrator }: Stage): Connected {
  narrator.chapter(1, 'Connect')
  const { heard, hear } = ear()
  const parts = partsOf(new URL(url))
  narrator.code(snippet(import.meta.url, 'engine'))
  // #region engine
  const address = databaseUrl(parts)
  using engine = createEngine({ url: address, models, echo: hear })
  const open = sessionmaker(engine)
  // #endregion
  narrator.say(
    `The address is a URL object. Shown to people it keeps its secret: ${placeOf(redact(address))}`,
  )
  narrator.say('A session is a context manager. What was not committed when the block ends is rolled back:')
  narrator.code(snippet(import.meta.url, 'session'))
  setUp()
  heard()
  // #region session
  const greet = (text: string, isKept: boolean): number => {
    using session = open()
    session.execute`insert into greetings values (${text})`
    const within = countGreetings(session)
    if (isKept) session.commit()
    return within
  }
  // #endregion
  const within = greet('hello', false)
  narrator.sql(heard({ transactions: true }))
  const withoutCommit = counted()
  greet('hello again', true)
  const withCommit = counted()
  narrator.rows([{ within, withoutCommit, withCommit }])
  tearDown()
  return { within, withoutCommit, withCommit }

  function counted(): number {
    using session = open()
    return countGreetings(session)
  }

  function setUp(): void {
    using session = open()
    session.execute(sql`create table greetings (text varchar(255) not null)`)
    session.commit()
  }

  function tearDown(): void {
    using session = open()
    session.execute(sql`drop table greetings`)
    session.commit()
  }
}

function countGreetings(session: Session): number {
  const [row] = session.execute`select count(*)::int as greetings from greetings`
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
