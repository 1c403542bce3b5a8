/** The async style as it is meant: calls that need nothing of each other run at the same time, over the pool. */
import { sessionmaker } from '@retort/session/async'
import type { Call } from '../calls.ts'
import { servedAlone, WatchedEngine } from './awaited.ts'
import type { OpenStyle } from './style.ts'

export function open(url: string, pool: number): OpenStyle {
  const engine = new WatchedEngine(url, pool)
  const Session = sessionmaker(engine)
  const together = (calls: readonly Call[]) => Promise.all(calls.map((call) => servedAlone(Session, call)))
  return {
    serve: together,
    script: together,
    takeWaits: () => engine.takeWaits(),
    close: () => engine.dispose(),
  }
}
