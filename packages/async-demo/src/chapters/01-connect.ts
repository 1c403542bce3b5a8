/** Chapter 1: the address, the engine, and a session as a context manager. */
import type { Session } from '@retort/session/async'
import { createEngine, databaseUrl, redact, sessionmaker, sql } from '@retort/session/async'
import { models } from '@retort/schema'
import { ear, partsOf, snippet } from '@retort/story'
import type { Stage } from '../stage.ts'

/** How many greetings were seen: before the commit, without it, and with it. */
export type Connected = {
  readonly within: number
  readonly withoutCommit: number
  readonly withCommit: number
}

export async function connect({ url, narrator }: Stage): Promise<Connected> {
  narrator.chapter(1, 'Connect')
  const { heard, hear } = ear()
  const parts = partsOf(url)
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
  await committed(open, (session) =>
    session.execute(sql`create table greetings (text varchar(255) not null)`),
  )
  heard()
  const within = await greet(open, 'hello', false)
  narrator.sql(heard({ transactions: true }))
  const withoutCommit = await counted(open)
  await greet(open, 'hello again', true)
  const withCommit = await counted(open)
  narrator.rows([{ within, withoutCommit, withCommit }])
  await committed(open, (session) => session.execute(sql`drop table greetings`))
  return { within, withoutCommit, withCommit }
}

// #region session
async function greet(open: () => Session, text: string, isKept: boolean): Promise<number> {
  await using session = open()
  await session.execute`insert into greetings values (${text})`
  const within = await countGreetings(session)
  if (isKept) await session.commit()
  return within
}
// #endregion

async function counted(open: () => Session): Promise<number> {
  await using session = open()
  return await countGreetings(session)
}

async function committed(open: () => Session, change: (session: Session) => Promise<unknown>): Promise<void> {
  await using session = open()
  await change(session)
  await session.commit()
}

async function countGreetings(session: Session): Promise<number> {
  const [row] = await session.execute`select count(*)::int as greetings from greetings`
  return Number(row?.['greetings'])
}

/** The port and the database's name differ from run to run. */
function placeOf(shown: string): string {
  return shown.replace(/:\d+\/.*$/, ':<port>/<database>')
}
