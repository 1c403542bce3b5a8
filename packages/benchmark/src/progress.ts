/** How far a run has come, on a terminal: a line that is drawn again and again, and gone at the end. */
import { SingleBar } from 'cli-progress'
import { partSeconds } from './method/part.ts'
import type { PartName } from './method/part.ts'
import type { SizeName } from './workload/size.ts'

/** What part of a part is done, and what is done now. */
export type Report = (part: PartName, done: number, now: string) => void

export type Progress = { readonly report: Report; stop(): void }

/** Of the parts that are measured, by how long each is likely to take; silent where nobody looks. */
export function progressOf(parts: readonly PartName[], size: SizeName): Progress {
  if (!process.stderr.isTTY) return { report: () => undefined, stop: () => undefined }
  const bar = new SingleBar({
    format: ' {bar} {percentage} %  {left}  {part}: {now}',
    clearOnComplete: true,
    hideCursor: true,
    // Its own way of ending well is to let an interrupted run go on.
    gracefulExit: false,
    stream: process.stderr,
  })
  const begun = Date.now()
  const whole = secondsOf(parts, size)
  const partsDone = new Map<PartName, number>()
  const interrupt = () => {
    bar.stop()
    process.exit(130)
  }
  process.once('SIGINT', interrupt)
  bar.start(whole, 0, { part: 'starting', now: '', left: '' })
  return {
    report(part, done, now) {
      partsDone.set(part, Math.max(done, partsDone.get(part) ?? 0))
      const spent = parts.reduce((sum, part) => sum + partSeconds[size][part] * (partsDone.get(part) ?? 0), 0)
      bar.update(spent, { part, now, left: leftOf(Date.now() - begun, spent / whole) })
    },
    stop() {
      process.off('SIGINT', interrupt)
      bar.stop()
    },
  }
}

function secondsOf(parts: readonly PartName[], size: SizeName): number {
  return parts.reduce((sum, part) => sum + partSeconds[size][part], 0)
}

/** Nothing is said before there is something to go by. */
function leftOf(spent: number, done: number): string {
  if (done < 0.05) return ''
  const seconds = Math.ceil((spent * (1 - done)) / done / 1000)
  return seconds < 90 ? `${seconds} s left` : `${Math.round(seconds / 60)} min left`
}
