/** Workload `stream`: a million products, read page by page, and how far resident memory grows meanwhile. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { migrate } from './fill.ts'
import { hasNativeClient } from './native-client.ts'
import type { Outcome, Streamed } from './outcome.ts'
import type { Size } from './size.ts'
import type { StreamReaderName } from './stream-reader.ts'
import type { StreamRun } from './stream-run.ts'

/** Bytes that streaming may take beside what the process holds when it begins. */
export const memoryBar = 64 * 2 ** 20

/** What part of the rows is read, whether the bar is meant for it, and whether pg-native has to load. */
type Reader = { readonly part: number; readonly hasBar: boolean; readonly isNative?: true }

const readers: Readonly<Record<StreamReaderName, Reader>> = {
  'pg by hand, cursor': { part: 1, hasBar: false },
  'async, stream': { part: 1, hasBar: true },
  'blocking (native), stream': { part: 1, hasBar: true, isNative: true },
  'blocking (worker), stream': { part: 1, hasBar: true },
  'pg by hand, all at once': { part: 0.1, hasBar: false },
  'Sequelize, findAll': { part: 0.1, hasBar: false },
}

/**
 * Reads once in every way, one after the other.
 * @throws Error where a reader ends early or does not read what it should
 */
export async function streaming(
  url: string,
  { rows }: Size,
  onReader: (name: string) => void,
): Promise<Outcome> {
  await migrate(url)
  await fillProducts(url, rows)
  const contenders: Streamed[] = []
  for (const [name, { part, hasBar, isNative }] of Object.entries(readers)) {
    if (isNative === true && !hasNativeClient()) continue
    onReader(name)
    const run = await inItsOwnProcess(name, url, Math.ceil(rows * part))
    const rowsPerSecond = (run.rows / run.milliseconds) * 1000
    const ratio = rowsPerSecond / (contenders[0]?.rowsPerSecond ?? rowsPerSecond)
    const { growth } = run
    const shown = { name, rows: run.rows, rowsPerSecond, ratio, growth }
    contenders.push(hasBar ? { ...shown, isWithinBar: growth < memoryBar } : shown)
  }
  return { kind: 'streamed', title: titleOf(rows), notes, contenders }
}

const notes = [
  'Each in a process of its own, once. Growth is the peak of resident memory less what it was with the connection open.',
  'What reads everything at once reads a tenth of the rows.',
]

function titleOf(rows: number): string {
  return `stream: ${rows.toLocaleString('en')} products of six columns, 1,000 a page; the bar is ${memoryBar / 2 ** 20} MiB`
}

async function fillProducts(url: string, rows: number): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const text = `insert into products (title, description, price)
      select 'Product ' || n, 'The description of product ' || n, n % 500 from generate_series(1, $1::int) n`
    await client.query(text, [rows])
    await client.query('analyze products')
  } finally {
    await client.end()
  }
}

/** The address goes through the environment: it may hold a password, and arguments are for all to see. */
async function inItsOwnProcess(name: string, url: string, rows: number): Promise<StreamRun> {
  const program = fileURLToPath(new URL('stream-run.js', import.meta.url))
  const child = fork(program, [name, String(rows)], { env: { ...process.env, BENCH_URL: url } })
  let run: StreamRun | undefined
  child.once('message', (message) => (run = message as StreamRun))
  await once(child, 'exit')
  if (run === undefined) throw new Error(`${name} ended before it had read everything`)
  if (run.rows !== rows || run.sum !== (rows * (rows + 1)) / 2)
    throw new Error(`${name} read ${run.rows} of ${rows} rows, or others than it should`)
  return run
}
