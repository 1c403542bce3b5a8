/** The process of one style: nothing else runs in it, so that what is seen of its event loop is the style's doing. Its argument is the style's URL. */
import type { Call } from './calls.ts'
import { digestOf } from './calls.ts'
import { measureCell } from './cell-run.ts'
import { controlStall, withStalls } from './loop-watch.ts'
import type { Exchanges, Kind, Reply, Request, ScriptRun } from './style-message.ts'
import type { OpenStyle, OpenStyleOn } from './styles/style.ts'

type Handlers = {
  readonly [K in Kind]: (request: Exchanges[K]['request']) => Promise<Exchanges[K]['reply']>
}

const [, , module = ''] = process.argv
const { open } = (await import(module)) as { readonly open: OpenStyleOn }
let style: OpenStyle | undefined

/** How many callers come at the same time while a style gets warm. */
const warmCallers = 16

const handlers: Handlers = {
  stall: ({ milliseconds }) => controlStall(milliseconds),
  async open({ url, pool }) {
    await style?.close()
    style = open(url, pool)
    return { driver: style.driver }
  },
  async digest({ calls }) {
    const served = await opened().serve(calls)
    return { digest: digestOf(served.map(({ answer }) => answer)) }
  },
  async warm({ calls, milliseconds }) {
    const end = performance.now() + milliseconds
    while (performance.now() < end) await opened().serve(calls.slice(0, warmCallers))
    return undefined
  },
  cell: (task) => measureCell(opened(), task),
  script: ({ calls }) => typicalRun(opened(), calls),
}

process.on('message', (request) => void answer(request as Request))
process.once('disconnect', () => process.exit())

async function answer({ kind, request }: Request): Promise<void> {
  // One kind has one request: what TypeScript cannot see is that both come from the same message.
  const handle = handlers[kind] as (request: unknown) => Promise<Exchanges[Kind]['reply']>
  try {
    say({ kind: 'done', reply: await handle(request) })
  } catch (error) {
    say({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

/** The run of the median length of a few, when the first ones have prepared everything. */
async function typicalRun(style: OpenStyle, calls: readonly Call[]): Promise<ScriptRun> {
  for (const _ of [1, 2, 3]) await style.script(calls)
  const runs: ScriptRun[] = []
  for (const _ of [1, 2, 3, 4, 5]) runs.push(await scriptRun(style, calls))
  const [run] = runs.toSorted((a, b) => a.milliseconds - b.milliseconds).slice(2)
  if (run === undefined) throw new Error('The script did not run.')
  return run
}

async function scriptRun(style: OpenStyle, calls: readonly Call[]): Promise<ScriptRun> {
  const { result, begun, milliseconds, stalls } = await withStalls(() => style.script(calls))
  const ran = result.map(({ from, to }, index) => ({
    name: calls[index]?.name ?? '',
    from: from - begun,
    to: to - begun,
  }))
  return { calls: ran, stalls, milliseconds }
}

function opened(): OpenStyle {
  if (style === undefined) throw new Error('Nothing is open.')
  return style
}

function say(reply: Reply): void {
  process.send?.(reply)
}
