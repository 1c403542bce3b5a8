/** A process that reads many rows in one way, and tells its parent how its memory grew. Started by `streaming.ts`. */
import type { StreamReaderName } from './stream-reader.ts'
import { streamReaders } from './stream-reader.ts'

/** What a run came to; `growth` is in bytes. */
export type StreamRun = {
  readonly rows: number
  readonly sum: number
  readonly milliseconds: number
  readonly growth: number
}

/** After so many rows the resident memory is looked at. */
const every = 1000

const [name = '', rows = ''] = process.argv.slice(2)
// Nobody waits for a reader whose parent has gone.
process.once('disconnect', () => process.exit())
const run = await stream(name as StreamReaderName, process.env['BENCH_URL'] ?? '', Number(rows))
// The figures are on their way before the parent sees that we are gone.
process.send?.(run, () => process.disconnect())

async function stream(name: StreamReaderName, url: string, wanted: number): Promise<StreamRun> {
  const { read, close } = await streamReaders[name](url)
  const memory = watched()
  let rows = 0
  let sum = 0
  const begun = performance.now()
  await read(wanted, (key) => {
    if (rows % every === 0) memory.look()
    rows += 1
    sum += key
  })
  memory.look()
  const milliseconds = performance.now() - begun
  const growth = memory.growth()
  await close()
  return { rows, sum, milliseconds, growth }
}

/** Where the kernel's own high-water mark rose meanwhile it is the peak, also where nobody looked. */
function watched() {
  const before = process.memoryUsage.rss()
  const mark = highWaterMark()
  let peak = before
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }
  const growth = () => {
    const risen = highWaterMark()
    return Math.max(peak, risen > mark ? risen : 0) - before
  }
  return { look, growth }
}

/** In bytes; the kernel counts in kilobytes. */
function highWaterMark(): number {
  return process.resourceUsage().maxRSS * 1024
}
