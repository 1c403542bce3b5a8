/** Many products, read page by page, and how far resident memory grows meanwhile. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { hasNativeClient } from '../contenders/native-client.ts'
import { BenchmarkError } from '../error.ts'
import type { StreamResult } from '../results/results.ts'
import { makeTables } from '../workload/shop.ts'
import { memoryBar } from './notes.ts'
import type { StreamReaderName } from './stream-reader.ts'
import type { StreamRun } from './stream-run.ts'

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
 * @param url an empty database
 * @param onReader told before each: what part of the whole is done, and who reads now
 * @throws BenchmarkError WRONG_STREAM where a reader ends early or does not read what it should
 */
export async function streaming(
  url: string,
  rows: number,
  onReader: (done: number, name: string) => void = () => undefined,
): Promise<readonly StreamResult[]> {
  await makeTables(url)
  await fillProducts(url, rows)
  const able = Object.entries(readers).filter(([, { isNative }]) => isNative !== true || hasNativeClient())
  const results: StreamResult[] = []
  for (const [index, [name, { part, hasBar }]] of able.entries()) {
    onReader(index / able.length, name)
    const run = await inItsOwnProcess(name, url, Math.ceil(rows * part))
    const rowsPerSecond = (run.rows / run.milliseconds) * 1000
    const ratio = rowsPerSecond / (results[0]?.rowsPerSecond ?? rowsPerSecond)
    const { growth } = run
    const shown = { name, rows: run.rows, rowsPerSecond, ratio, growth }
    results.push(hasBar ? { ...shown, isWithinBar: growth < memoryBar } : shown)
  }
  return results
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
  const program = fileURLToPath(new URL('../../dist/stream/stream-run.js', import.meta.url))
  const child = fork(program, [name, String(rows)], { env: { ...process.env, BENCH_URL: url } })
  let run: StreamRun | undefined
  child.once('message', (message) => (run = message as StreamRun))
  await once(child, 'exit')
  if (run === undefined)
    throw new BenchmarkError('WRONG_STREAM', `"${name}" ended before it had read everything.`)
  if (run.rows !== rows || run.sum !== (rows * (rows + 1)) / 2)
    throw new BenchmarkError(
      'WRONG_STREAM',
      `"${name}" read ${run.rows} of ${rows} rows, or others than it should.`,
    )
  return run
}
