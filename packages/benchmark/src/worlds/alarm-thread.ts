/** The thread of an alarm: it sleeps until a time, to a fraction of a millisecond, which timers of the event loop cannot. */
import { parentPort, workerData } from 'node:worker_threads'
import type { AlarmClock } from './alarm.ts'
import { clock } from './clock.ts'

const { due, changes } = workerData as AlarmClock

for (;;) {
  const seen = Atomics.load(changes, 0)
  const left = (due[0] ?? Infinity) - clock()
  if (left > 0 && Atomics.wait(changes, 0, seen, left) !== 'timed-out') continue
  due[0] = Infinity
  parentPort?.postMessage(undefined, [])
}
