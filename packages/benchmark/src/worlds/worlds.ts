/** The two worlds side by side: the same functions, called by the blocking style, the async one, and async code that awaits in a loop. */
import { BenchmarkError } from '../error.ts'
import type { Timeline, Worlds } from '../results/results.ts'
import { Style } from '../results/results.ts'
import { fillShop, shopOf } from '../workload/shop.ts'
import type { SizeName } from '../workload/size.ts'
import { sizes } from '../workload/size.ts'
import { adviceOf } from './advice.ts'
import type { Call } from './calls.ts'
import { everydayCalls, scriptCalls } from './calls.ts'
import { checkMonitors } from './control.ts'
import type { Grid } from './grid.ts'
import { cellsOf, grids } from './grid.ts'
import { measureGrid } from './measure-grid.ts'
import { Network } from './network.ts'
import { StyleProcess } from './style-process.ts'

export type WorldsOptions = {
  /** Of an empty database, which is filled. */
  readonly url: string
  readonly size: SizeName
  /** Told before each step how many of them are done. */
  readonly onProgress?: (progress: WorldsProgress) => void
  /** Another grid than that of the size. */
  readonly grid?: Grid
}

export type WorldsProgress = { readonly done: number; readonly of: number; readonly now: string }

/** Of the timelines: between the script and its server, in milliseconds a round trip. */
const scriptLatency = 5
const scriptPool = 10

/**
 * Measures. Every style has a process of its own, of which one at a time has something to do; latency is added in ours.
 * @throws BenchmarkError BLIND_MONITOR, WRONG_ANSWER where the styles' functions give different answers, CONTENDER_FAILED
 */
export async function measureWorlds(options: WorldsOptions): Promise<Worlds> {
  const { url, size, grid = grids[size] } = options
  const step = steps(grid, options.onProgress)
  step('filling the shop')
  const shop = shopOf(sizes.quick)
  await fillShop(url, shop)
  await using network = await Network.open(url, [...grid.latencies, scriptLatency])
  await using styles = startStyles()
  step('a stall on purpose')
  const control = await checkMonitors(styles.processes)
  const [calls, script] = [everydayCalls(shop), scriptCalls(shop)]
  await checkAnswers(styles.processes, url, [...script, ...calls.slice(0, 20)])
  const driver = await driverOf(styles.processes, url)
  const cells = await measureGrid(styles.processes, { grid, network, calls, step })
  step('one script')
  const timelines = await drawTimelines(styles.processes, network.url(scriptLatency), script)
  const advice = [...adviceOf(cells, timelines)]
  return { control, driver, latencies: network.added(), grid: cells, timelines, advice }
}

type Styles = { readonly processes: readonly StyleProcess[] } & AsyncDisposable

function startStyles(): Styles {
  const processes = Style.options.map((style) => new StyleProcess(style))
  const dispose = async () => {
    await Promise.all(processes.map((process) => process[Symbol.asyncDispose]()))
  }
  return { processes, [Symbol.asyncDispose]: dispose }
}

/** Counts steps: those of the grid, and the three around it. */
function steps(grid: Grid, onProgress: WorldsOptions['onProgress']): (now: string) => void {
  const of = 3 + cellsOf(grid).length
  let done = 0
  return (now) => onProgress?.({ done: done++, of, now })
}

async function checkAnswers(
  styles: readonly StyleProcess[],
  url: string,
  calls: readonly Call[],
): Promise<void> {
  let first: string | undefined
  for (const style of styles) {
    await style.ask('open', { url, pool: scriptPool })
    const { digest } = await style.ask('digest', { calls })
    first ??= digest
    if (digest !== first)
      throw new BenchmarkError(
        'WRONG_ANSWER',
        `"${style.style}" answers otherwise than "${styles[0]?.style}".`,
      )
  }
}

async function driverOf(styles: readonly StyleProcess[], url: string): Promise<Worlds['driver']> {
  const blocking = styles.find(({ style }) => style === 'blocking')
  return (await blocking?.ask('open', { url, pool: 1 }))?.driver
}

async function drawTimelines(
  styles: readonly StyleProcess[],
  url: string,
  calls: readonly Call[],
): Promise<Timeline[]> {
  const timelines: Timeline[] = []
  for (const style of styles) {
    await style.ask('open', { url, pool: scriptPool })
    const ran = await style.ask('script', { calls })
    timelines.push({ style: style.style, latency: scriptLatency, ...ran, stalls: [...ran.stalls] })
  }
  return timelines
}
