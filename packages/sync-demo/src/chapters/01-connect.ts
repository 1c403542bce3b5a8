/** Chapter 1: the address, the engine, and a session as a context manager. */
import type { Session } from '@retort/session/sync'
import { createEngine, databaseUrl, redact, sessionmaker, sql } from '@retort/session/sync'
import { models } from '@retort/schema'
import { ear, partsOf, snippet } from '@retort/story'
import type { Stage } from '../stage.ts'

/** How many greetings were seen: before the commit, without it, and with it. */
export type Connected = {
  readonly within: number
  readonly withoutCommit: number
  readonly withCommit: number
}

export function connect({ url, narrator }: Stage): Connected {
  narrator.chapter(1, 'Connect')
  const { heard, hear } = ear()
  const parts = partsOf(url)
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
  committed(open, (session) => session.execute(sql`create table greetings (text varchar(255) not null)`))
  heard()
  const within = greet(open, 'hello', false)
  narrator.sql(heard({ transactions: true }))
  const withoutCommit = counted(open)
  greet(open, 'hello again', true)
  const withCommit = counted(open)
  narrator.rows([{ within, withoutCommit, withCommit }])
  committed(open, (session) => session.execute(sql`drop table greetings`))
  return { within, withoutCommit, withCommit }
}

// #region session
function greet(open: () => Session, text: string, isKept: boolean): number {
  using session = open()
  session.execute`insert into greetings values (${text})`
  const within = countGreetings(session)
  if (isKept) session.commit()
  return within
}
// #endregion

function counted(open: () => Session): number {
  using session = open()
  return countGreetings(session)
}

function committed(open: () => Session, change: (session: Session) => unknown): void {
  using session = open()
  change(session)
  session.commit()
}

function countGreetings(session: Session): number {
  const [row] = session.execute`select count(*)::int as greetings from greetings`
  return Number(row?.['greetings'])
}

/** The port and the database's name differ from run to run. */
function placeOf(shown: string): string {
  return shown.replace(/:\d+\/.*$/, ':<port>/<database>')
}
