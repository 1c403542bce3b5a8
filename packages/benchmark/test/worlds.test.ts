/** The two worlds side by side. Of figures only gross facts are asserted: the machine that runs this has other things to do. */
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import pc from 'picocolors'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sample } from '@retort/story'
import { emptyDatabase } from '../../../test/support/database.ts'
import type { GridCell, Timeline, Worlds } from '../src/results/results.ts'
import { Style, Worlds as WorldsSchema } from '../src/results/results.ts'
import { adviceOf } from '../src/worlds/advice.ts'
import { digestOf, everydayCalls, isAnswered, scriptCalls } from '../src/worlds/calls.ts'
import { checkSeen } from '../src/worlds/control.ts'
import type { Grid } from '../src/worlds/grid.ts'
import { cellsOf, grids } from '../src/worlds/grid.ts'
import { gridTables } from '../src/worlds/grid-table.ts'
import { openLatencyProxy } from '../src/worlds/latency-proxy.ts'
import { controlStall, watched, withStalls } from '../src/worlds/loop-watch.ts'
import { percentile } from '../src/worlds/percentile.ts'
import { StyleProcess } from '../src/worlds/style-process.ts'
import { worldsText } from '../src/worlds/text.ts'
import { drawTimelines } from '../src/worlds/timeline-text.ts'
import type { WorldsProgress } from '../src/worlds/worlds.ts'
import { measureWorlds } from '../src/worlds/worlds.ts'

const plain = pc.createColors(false)
const blindMonitor = new URL('fixtures/blind-monitor.mjs', import.meta.url)

describe('the latency proxy', () => {
  /** Sends back what it gets, and ends when its client has. */
  const echo = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => socket.pipe(socket))
  let server = ''
  beforeAll(async () => {
    await once(echo.listen(0, '127.0.0.1'), 'listening')
    server = `postgres://user:secret@127.0.0.1:${(echo.address() as AddressInfo).port}/database`
  })
  afterAll(() => void echo.close())

  async function through(url: string): Promise<Socket> {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), noDelay: true })
    await once(socket, 'connect')
    return socket
  }

  /** The least of so many: the others tell what else the machine had to do. */
  async function roundTrip(url: string, times: number): Promise<number> {
    const socket = await through(url)
    const taken: number[] = []
    for (let time = 0; time < times; time++) {
      const begun = performance.now()
      socket.write('x')
      await once(socket, 'data')
      taken.push(performance.now() - begun)
    }
    socket.destroy()
    return Math.min(...taken)
  }

  /** Everything that comes back when all of it was sent. */
  async function echoed(url: string, chunks: readonly Buffer[]): Promise<Buffer> {
    const socket = await through(url)
    const back: Buffer[] = []
    socket.on('data', (chunk) => back.push(chunk))
    for (const chunk of chunks) socket.write(chunk)
    socket.end()
    await once(socket, 'end')
    return Buffer.concat(back)
  }

  test('leads to the same database by the same user', async () => {
    const proxy = await openLatencyProxy(server, 1)
    const { username, password, pathname, hostname } = new URL(proxy.url)
    expect([username, password, pathname, hostname]).toEqual(['user', 'secret', '/database', '127.0.0.1'])
    expect(proxy.url).not.toBe(server)
    await proxy.close()
  })

  test.each([1, 5, 12])('adds %s ms to a round trip, to a fraction of one', async (latency) => {
    const proxy = await openLatencyProxy(server, latency)
    const near = await roundTrip(server, 60)
    const far = await roundTrip(proxy.url, 60)
    expect(far).toBeGreaterThanOrEqual(latency)
    expect(far - near).toBeLessThan(latency + 2)
    expect(proxy.added()).toBeGreaterThanOrEqual(latency)
    await proxy.close()
  })

  test('keeps the order of what passes, and ends after the last of it', async () => {
    const proxy = await openLatencyProxy(server, 4)
    const socket = await through(proxy.url)
    let back = ''
    socket.setEncoding('utf8').on('data', (text: string) => (back += text))
    const sent = Array.from({ length: 300 }, (_, index) => `${index};`)
    for (const [index, text] of sent.entries()) {
      socket.write(text)
      if (index % 10 === 0) await turn()
    }
    socket.end()
    await once(socket, 'end')
    expect(back).toBe(sent.join(''))
    await proxy.close()
  })

  test('is slow, not narrow: what is under way at the same time arrives at the same time', async () => {
    const proxy = await openLatencyProxy(server, 40)
    const chunks = Array.from({ length: 256 }, (_, index) => Buffer.alloc(2 ** 16, index))
    const begun = performance.now()
    const back = await echoed(proxy.url, chunks)
    expect(performance.now() - begun).toBeLessThan((chunks.length * 40) / 2)
    expect(back.equals(Buffer.concat(chunks))).toBe(true)
    await proxy.close()
  })

  test('lets go of its clients when it is closed', async () => {
    const proxy = await openLatencyProxy(server, 5)
    const socket = await through(proxy.url)
    const closed = once(socket, 'close')
    await proxy.close()
    await closed
    await expect(through(proxy.url)).rejects.toThrow('ECONNREFUSED')
  })
})

describe('the watch on the event loop', () => {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  const block = (milliseconds: number) => void Atomics.wait(cell, 0, 0, milliseconds)

  test('sees a stall, also one that begins at once and is never followed by anything', async () => {
    const { made, seen } = await controlStall(120)
    expect(made).toBeGreaterThanOrEqual(119)
    expect(seen).toBeGreaterThan(0.9 * made)
  })

  test('counts what ran, not the idle loop around it', async () => {
    const { loop, result } = await watched(async () => {
      for (const _ of [1, 2, 3, 4]) {
        block(30)
        await turn()
      }
      return 'done'
    })
    expect(result).toBe('done')
    expect(loop.delayP50).toBeGreaterThan(25)
    expect(loop.delayMax).toBeGreaterThanOrEqual(loop.delayP99 - 0.1)
    expect(loop.utilisation).toBeGreaterThan(0.9)
  })

  test('tells an idle loop from a busy one', async () => {
    const { loop } = await watched(() => wait(150))
    expect(loop.delayP50).toBeLessThan(5)
    expect(loop.utilisation).toBeLessThan(0.5)
  })

  test('finds the stretches in which a timer could not fire, in the run only', async () => {
    const { stalls, milliseconds, result } = await withStalls(() => {
      block(50)
      return 1
    })
    expect(result).toBe(1)
    expect(stalls.length).toBe(1)
    expect(stalls[0]?.from).toBe(0)
    expect(stalls[0]?.to).toBeCloseTo(milliseconds, 5)
  })

  test.each([
    [500, 500],
    [500, 451],
  ])('a stall of %s ms of which %s ms were seen will do', (made, seen) => {
    expect(() => checkSeen({ made, seen })).not.toThrow()
  })

  test.each([
    [500, 449],
    [500, 0],
  ])('a stall of %s ms of which %s ms were seen stops the run', (made, seen) => {
    expect(() => checkSeen({ made, seen })).toThrow(
      expect.objectContaining({ name: 'BenchmarkError', code: 'BLIND_MONITOR' }),
    )
  })
})

describe('calls', () => {
  const shop = sample({ users: 6, products: 3, orders: 6 })

  test('are of one row and of joins, in turn, for each user', () => {
    expect(everydayCalls(shop).map(({ name }) => name)).toEqual([
      'getUserById',
      'allUserOrders',
      'getUserById',
      'allUserOrders',
      'getUserById',
      'allUserOrders',
    ])
  })

  test('of a script ask for different rows', () => {
    const calls = scriptCalls(shop)
    expect(new Set(calls.map((call) => JSON.stringify(call))).size).toBe(5)
  })

  test('are answered by something', () => {
    const answers = [null, undefined, [], [1], { telegramId: '1' }]
    expect(answers.map(isAnswered)).toEqual([false, false, false, true, true])
  })

  test('have the same digest for the same rows, whatever the order of columns and of joined rows', () => {
    const one = digestOf([{ a: 1, b: 'x' }, [{ n: 1 }, { n: 2 }]])
    expect(digestOf([{ b: 'x', a: 1 }, [{ n: 2 }, { n: 1 }]])).toBe(one)
    expect(digestOf([{ b: 'x', a: 2 }, [{ n: 2 }, { n: 1 }]])).not.toBe(one)
    expect(digestOf([{ b: 'x', a: 1 }, [{ n: 2 }]])).not.toBe(one)
    expect(digestOf([[{ n: 1 }, { n: 2 }], { a: 1, b: 'x' }])).not.toBe(one)
  })
})

test('a percentile is one of the values, by nearest rank', () => {
  expect([0, 50, 51, 99, 100].map((of100) => percentile([4, 1, 3, 2], of100))).toEqual([1, 2, 3, 4, 4])
  expect(percentile([], 50)).toBe(0)
})

test('the grid gives a pool to whoever has use for one', () => {
  const cells = cellsOf(grids.full)
  const counts = Style.options.map((style) => cells.filter((cell) => cell.style === style).length)
  expect(counts).toEqual([12, 48, 12])
  expect(cells.filter(({ style, pool }) => style !== 'async' && pool !== 1)).toEqual([])
})

describe('the process of a style', () => {
  test('that fails is named, with the reason', async () => {
    await using style = new StyleProcess('async')
    await style.ask('open', { url: 'postgres://nobody@127.0.0.1:1/nothing', pool: 1 })
    await expect(style.ask('digest', { calls: [{ name: 'numberOfOrders' }] })).rejects.toThrow(
      expect.objectContaining({
        code: 'CONTENDER_FAILED',
        message: expect.stringMatching(/"async" failed: .*127\.0\.0\.1/s),
      }),
    )
  })

  test('that is gone is named too', async () => {
    const style = new StyleProcess('blocking')
    await style[Symbol.asyncDispose]()
    await expect(style.ask('stall', { milliseconds: 1 })).rejects.toThrow(
      /"blocking" failed: its process ended/,
    )
  })
})

describe('both worlds, measured', () => {
  const grid: Grid = {
    latencies: [0, 20],
    concurrencies: [1, 8],
    pools: [1, 10],
    waves: 3,
    milliseconds: 50,
    warmup: 50,
  }
  const steps: WorldsProgress[] = []
  let worlds: Worlds = { control: { made: 0, seen: 0 }, grid: [], timelines: [], advice: [] }
  beforeAll(async () => {
    const { url } = await emptyDatabase()
    worlds = await measureWorlds({ url, size: 'quick', grid, onProgress: (step) => steps.push(step) })
  })

  function cell(style: Style, latency: number, concurrency: number, pool = 1): GridCell {
    const found = worlds.grid.find(
      (each) =>
        each.style === style &&
        each.latency === latency &&
        each.concurrency === concurrency &&
        each.pool === pool,
    )
    if (found === undefined) throw new Error(`${style} was not measured there`)
    return found
  }

  function timeline(style: Style): Timeline {
    const found = worlds.timelines.find((each) => each.style === style)
    if (found === undefined) throw new Error(`${style} was not drawn`)
    return found
  }

  test('have every cell of the grid, and are what a results file may hold', () => {
    expect(
      worlds.grid.map(({ style, latency, concurrency, pool }) => ({ style, latency, concurrency, pool })),
    ).toEqual(cellsOf(grid))
    expect(WorldsSchema.parse(worlds)).toEqual(worlds)
  })

  test('have figures that can be', () => {
    for (const cell of worlds.grid) {
      const { throughput, p50, p99, delayP50, delayP99, delayMax, utilisation } = cell
      expect(throughput).toBeGreaterThan(0)
      expect([0, p50, p99]).toEqual([0, p50, p99].toSorted((a, b) => a - b))
      expect([0, delayP50, delayP99]).toEqual([0, delayP50, delayP99].toSorted((a, b) => a - b))
      expect(delayMax).toBeGreaterThanOrEqual(delayP50)
      expect(utilisation).toBeGreaterThan(0)
      expect(utilisation).toBeLessThanOrEqual(1)
      if (cell.latency > 0) expect(p50).toBeGreaterThan(cell.latency * 0.9)
    }
  })

  test('begin with a stall that is seen, and say what latency they really added', () => {
    expect(worlds.control.made).toBeGreaterThanOrEqual(499)
    expect(worlds.control.seen).toBeGreaterThan(0.9 * worlds.control.made)
    expect(worlds.latencies?.map(({ asked }) => asked)).toEqual([20, 5])
    for (const { asked, added } of worlds.latencies ?? []) expect(added).toBeGreaterThanOrEqual(asked)
    expect(['native', 'worker']).toContain(worlds.driver)
  })

  test('async over ten connections answers many far callers at least twice as fast as a loop', () => {
    const together = cell('async', 20, 8, 10)
    expect(together.throughput).toBeGreaterThan(2 * cell('async, awaited in a loop', 20, 8).throughput)
    expect(together.throughput).toBeGreaterThan(2 * cell('blocking', 20, 8).throughput)
    expect(together.throughput).toBeGreaterThan(2 * cell('async', 20, 1, 10).throughput)
  })

  test('blocking callers wait for each other, and the event loop for all of them', () => {
    const crowd = cell('blocking', 20, 8)
    expect(crowd.p99).toBeGreaterThan(3 * cell('blocking', 20, 1).p50)
    expect(crowd.delayMax).toBeGreaterThan(8 * 20 * 0.9)
    expect(crowd.utilisation).toBeGreaterThan(0.9)
    expect(cell('async', 20, 8, 10).delayP50).toBeLessThan(20)
    expect(cell('async, awaited in a loop', 20, 8).utilisation).toBeLessThan(0.9)
  })

  test('async callers wait for a connection where there are too few', () => {
    expect(cell('async', 20, 8, 1).poolWaitP99).toBeGreaterThan(4 * 20)
    expect(cell('async', 20, 8, 10).poolWaitP50).toBe(0)
    const blocking = worlds.grid.filter(({ style }) => style === 'blocking')
    expect(blocking.map(({ poolWaitP99 }) => poolWaitP99)).toEqual([0, 0, 0, 0])
  })

  test('draw one script: one call after the other, or all of them at once', () => {
    expect(worlds.timelines.map(({ style }) => style)).toEqual(Style.options)
    const names = ['getUserById', 'getUserById', 'allUserOrders', 'numberOfOrders', 'quantityOrdered']
    for (const { calls, milliseconds } of worlds.timelines) {
      expect(calls.map(({ name }) => name)).toEqual(names)
      expect(calls.every(({ from, to }) => from >= 0 && to > from && to <= milliseconds)).toBe(true)
    }
    const overlaps = ({ calls }: Timeline) =>
      calls.filter(({ from }, index) => from < (calls[index - 1]?.to ?? 0)).length
    expect([...Style.options].map((style) => overlaps(timeline(style)))).toEqual([0, 4, 0])
  })

  test('blocking stalls the event loop for the whole script', () => {
    const { stalls, milliseconds } = timeline('blocking')
    const stalled = stalls.reduce((sum, { from, to }) => sum + to - from, 0)
    expect(stalled).toBeGreaterThan(0.9 * milliseconds)
    const others = timeline('async, awaited in a loop')
    const theirs = others.stalls.reduce((sum, { from, to }) => sum + to - from, 0)
    expect(theirs).toBeLessThan(0.9 * others.milliseconds)
  })

  test('tell how far they have come, step by step', () => {
    expect(steps.map(({ done }) => done)).toEqual(steps.map((_, index) => index))
    expect(new Set(steps.map(({ of }) => of))).toEqual(new Set([steps.length]))
    expect(steps.map(({ now }) => now)).toContain('async: 20 ms, 8 at once, 10 connections')
  })

  test('are told in text', () => {
    const text = worldsText(worlds, plain)
    expect(text).toMatch(/saw \d+ ms of a stall of \d+ ms/)
    expect(text).toContain('20 ms more a round trip')
    for (const style of Style.options) expect(text).toContain(style)
    for (const sentence of worlds.advice) expect(text).toContain(sentence)
  })

  test('are not measured at all where the monitor is blind', async () => {
    const { url } = await emptyDatabase()
    process.env['NODE_OPTIONS'] = `--import=${blindMonitor.href}`
    try {
      await expect(measureWorlds({ url, size: 'quick', grid })).rejects.toThrow(
        expect.objectContaining({ code: 'BLIND_MONITOR', message: expect.stringContaining('saw 0 ms') }),
      )
    } finally {
      delete process.env['NODE_OPTIONS']
    }
  })
})

describe('advice', () => {
  const still = { delayP50: 0, delayP99: 0, delayMax: 1, utilisation: 0.5, poolWaitP50: 0, poolWaitP99: 0 }

  function cellOf(
    style: Style,
    where: readonly [latency: number, concurrency: number, pool: number],
    throughput: number,
    p50 = 1,
  ): GridCell {
    const [latency, concurrency, pool] = where
    return { ...still, style, latency, concurrency, pool, throughput, p50, p99: 2 * p50 }
  }

  const grid = [
    cellOf('blocking', [0, 1, 1], 4000, 0.25),
    cellOf('blocking', [1, 16, 1], 600, 12),
    cellOf('async', [0, 1, 1], 2500, 0.4),
    cellOf('async', [1, 16, 10], 6000, 2),
    cellOf('async', [1, 16, 1], 700, 11),
    cellOf('async', [1, 16, 20], 6100, 2),
    cellOf('async, awaited in a loop', [1, 16, 1], 590, 12),
  ]
  const timelines = Style.options.map((style, index) => ({
    style,
    latency: 5,
    calls: [{ name: 'getUserById', from: 0, to: 5 }],
    stalls: [],
    milliseconds: [30, 10, 31][index] ?? 0,
  }))

  test('is made of the figures', () => {
    const [alone, atOnce, stall, loop, pools, script] = adviceOf(grid, timelines)
    expect(alone).toMatch(
      /^Block where one thing .* 0\.25 ms blocking and 0\.40 ms async .* 1\.6 times as fast/,
    )
    expect(atOnce).toMatch(/^Do not block .* 6,000 calls a second and blocking 600 \(10\.0 times as many\)/)
    expect(stall).toContain('stood still for up to')
    expect(loop).toMatch(/^Do not await in a loop .* 590 a second instead of 6,000 \(0\.10 times as many\)/)
    expect(pools).toMatch(/700 calls a second over 1, 6,000 calls .* over 10, .*; beyond 10 more connections/)
    expect(script).toMatch(
      /1 calls .* 30 ms blocking, 31 ms awaited in a loop and 10 ms together: that is where/,
    )
  })

  test('says so where figures are not as they should be', () => {
    const odd = [
      cellOf('blocking', [0, 1, 1], 1000, 1),
      cellOf('async', [0, 1, 1], 2000, 0.5),
      cellOf('async', [1, 16, 10], 500, 2),
      cellOf('async, awaited in a loop', [1, 16, 1], 590, 12),
    ]
    const slow = timelines.map((timeline) => ({ ...timeline, milliseconds: 30 }))
    const said = adviceOf(odd, slow)
    expect(said[0]).toContain('blocking is simpler but was not faster here')
    expect(said[1]).toContain('cost nothing here')
    expect(said.at(-1)).toContain('here it gained nothing by being async')
  })

  test('leaves out what was not measured', () => {
    expect(adviceOf([], [])).toEqual([])
    expect(adviceOf(grid.slice(0, 1), timelines.slice(0, 2))).toEqual([])
  })

  test('stands beside tables, the most calls a second first', () => {
    const text = gridTables(grid, plain)
    const tables = text.split(/^(?=The server|\d+ ms more)/m)
    expect(tables.map((table) => table.split('\n')[0])).toEqual([
      'The server as near as it is',
      '1 ms more a round trip',
    ])
    const rates = [...(tables[1] ?? '').matchAll(/│ +16 │[^│]*│[^│]*│ +([\d,]+) │/g)].map(([, rate]) => rate)
    expect(rates).toEqual(['6,100', '6,000', '700', '600', '590'])
    expect(text).not.toContain('\u001B')
    expect(gridTables(grid, pc.createColors(true))).toContain('\u001B')
  })

  test('and beside timelines, all to the same scale', () => {
    const [first, second] = timelines
    const drawn = drawTimelines(
      [
        { ...(first as Timeline), stalls: [{ from: 0, to: 30 }], milliseconds: 30 },
        { ...(second as Timeline), calls: [{ name: 'getUserById', from: 0, to: 10 }] },
      ],
      plain,
    ).split('\n')
    expect(drawn[0]).toBe('blocking: 30 ms, 5 ms to the server')
    expect(drawn[2]).toMatch(/^ {2}event loop +▒{64} {2}stands still for 30 ms$/)
    expect(drawn[5]).toMatch(/^ {2}getUserById +█{22}·{42}$/)
    expect(drawn[6]).toMatch(/·{64} {2}turns all the while$/)
  })
})
