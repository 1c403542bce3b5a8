/** The async style as it is often written: each call is awaited before the next begins. */
import { sessionmaker } from '@retort/session/async'
import { served, servedAlone, WatchedEngine } from './awaited.ts'
import type { OpenStyle, Served } from './style.ts'

export function open(url: string, pool: number): OpenStyle {
  const engine = new WatchedEngine(url, pool)
  const Session = sessionmaker(engine)
  return {
    async serve(calls) {
      const all: Served[] = []
      for (const call of calls) all.push(await servedAlone(Session, call))
      return all
    },
    async script(calls) {
      await using session = Session()
      const all: Served[] = []
      for (const call of calls) all.push(await served(session, call))
      return all
    },
    takeWaits: () => engine.takeWaits(),
    close: () => engine.dispose(),
  }
}
