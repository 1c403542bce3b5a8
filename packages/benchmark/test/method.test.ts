/** The method: that it would see what is slow, and stops at what is wrong. */
import { execFileSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, inject, test } from 'vitest'
import { catalogue } from '../src/contender/catalogue.ts'
import { ContenderProcess } from '../src/contender/process.ts'
import { Cast } from '../src/method/cast.ts'
import { checkAnswers, entrantsOf } from '../src/method/entrant.ts'
import { growthOf } from '../src/method/growth.ts'
import { noiseOf } from '../src/method/noise.ts'
import { inRounds } from '../src/method/rounds.ts'
import { spreadOf } from '../src/method/spread.ts'
import { Stage } from '../src/method/stage.ts'
import { sizes } from '../src/workload/size.ts'
import { entriesOf } from './support/entries.ts'
import { measured, silent, small } from './support/measured.ts'

const server = inject('postgres')

describe('a run is stopped, naming who is to blame,', () => {
  test.each([
    ['answers otherwise', 'forgetful', 'W2', /^forgetful, select-in in W2 answers otherwise than pg, /],
    ['finds less later on', 'short', 'W1', /^short, prepared in W1 found \d+ rows where there are \d+\.$/],
    [
      'inserts another row',
      'careless',
      'W6',
      /^careless, prepared in W6 left other rows in the tables than it should: "4\|.*\|999\.0000" instead of "4\|/,
    ],
    [
      'changes what it should not touch',
      'meddling',
      'flush',
      /^meddling, meddling in flush left other rows .*"5000395950\|Somebody Else/,
    ],
    ['dies', 'mortal', 'W1', /^mortal failed: its process ended \(exit code 7\)\. out of something$/],
    ['throws', 'throwing', 'W1', /^throwing failed: W1 by throwing: Error: no idea/],
  ] as const)('by one that %s', async (_, name, workload, message) => {
    await expect(measured(entriesOf([], name), workload)).rejects.toThrow(message)
  })

  test('where the one to measure by cannot run', async () => {
    const { absent } = entriesOf([], 'absent')
    if (absent === undefined) throw new Error('There is no fixture.')
    const without = measured({ pg: absent }, 'W1')
    await expect(without).rejects.toMatchObject({
      code: 'NO_BAR',
      message: expect.stringContaining('never written'),
    })
    expect(() => new Cast({ absent })).toThrow(/nothing to measure by/)
  })
})

describe('whoever cannot take part', () => {
  test('is listed with the reason, and the run goes on', async () => {
    const { result, infos } = await measured(entriesOf([], 'absent'), 'W1')
    expect(result.ways.map(({ contender }) => contender)).toEqual(['pg'])
    expect(infos.find(({ name }) => name === 'absent')?.unavailable).toBe('Its library was never written.')
    expect(infos.find(({ name }) => name === 'pg')).toMatchObject({
      version: expect.stringMatching(/^pg \d/),
    })
  })
})

describe('a library that cannot connect where pg does', () => {
  test('is listed with the first line of what it said, and the run goes on', async () => {
    const { result, infos } = await measured(entriesOf([], 'lost'), 'W1')
    expect(result.ways.map(({ contender }) => contender)).toEqual(['pg'])
    expect(infos.find(({ name }) => name === 'lost')?.unavailable).toBe(
      'lost failed: on open: Error: Where is that?',
    )
  })

  test('stops the run where it is our own', async () => {
    const { lost, ...others } = entriesOf([], 'lost')
    if (lost === undefined) throw new Error('There is no fixture.')
    const ours = { ...others, lost: { ...lost, side: 'retort' as const } }
    await expect(measured(ours, 'W1')).rejects.toMatchObject({ code: 'CONTENDER_FAILED' })
  })
})

describe('every workload', () => {
  test.each(['W2', 'W3', 'W4', 'W5', 'W6', 'W7', 'W8', 'flush'] as const)(
    '%s comes with all figures',
    async (workload) => {
      const { result } = await measured(entriesOf(['retort-async']), workload, { ...small, rounds: 2 })
      expect(new Set(result.ways.map(({ contender }) => contender))).toEqual(new Set(['pg', 'retort-async']))
      expect(result).toMatchObject({
        name: workload,
        rounds: 2,
        digest: expect.stringMatching(/^[0-9a-f]{16}$/),
      })
      for (const { milliseconds, cpu, traffic, delay } of result.ways) {
        const { least, lower, median, upper, most } = milliseconds
        expect([least, lower, median, upper, most].toSorted((a, b) => a - b)).toEqual([
          least,
          lower,
          median,
          upper,
          most,
        ])
        expect(least).toBeGreaterThan(0)
        expect(cpu.least).toBeGreaterThanOrEqual(0)
        expect(traffic?.statements).toBeGreaterThan(0)
        expect(typeof delay).toBe(workload === 'W7' ? 'object' : 'undefined')
      }
      const hasMemory = result.ways.filter(({ memory }) => memory !== undefined)
      expect(hasMemory.length > 0).toBe(workload === 'W3')
    },
  )
})

describe('rounds', () => {
  test('let a slow way take part in every third one only', async () => {
    await using cast = new Cast(entriesOf([], 'twice'))
    await using stage = await Stage.open(server, 'reads', sizes.quick)
    const ground = stage.groundOf('W2')
    const entrants = entrantsOf(await cast.open(stage.url), 'W2', stage.questions.W2)
    const slow = entrants.filter(({ contender }) => contender === 'twice').slice(0, 1)
    const turns: string[] = []
    const listening = [...entrants.slice(0, 1), ...slow].map((entrant) => ({
      ...entrant,
      process: slowed(entrant.process, turns),
    }))
    const { notes } = await inRounds(listening, ground, { warmUp: 0, turn: 0, rounds: 5 }, silent)
    expect(notes).toEqual(['twice, join took part in every third round only: a turn takes more than 1.5 s.'])
    const warmedUp = turns.slice(2)
    expect(warmedUp.filter((name) => name === 'pg')).toHaveLength(5)
    expect(warmedUp.filter((name) => name === 'twice')).toHaveLength(2)
  })

  /** Says that every turn took two seconds. */
  function slowed(process: ContenderProcess, turns: string[]): ContenderProcess {
    return {
      name: process.name,
      async ask(request: Parameters<ContenderProcess['ask']>[0]) {
        const reply = await process.ask(request)
        if (reply.kind !== 'timed') return reply
        turns.push(process.name)
        return { ...reply, milliseconds: 2000 }
      },
    } as unknown as ContenderProcess
  }

  test('compare answers before anything is timed', async () => {
    await using cast = new Cast(entriesOf([]))
    await using stage = await Stage.open(server, 'reads', sizes.quick)
    const entrants = entrantsOf(await cast.open(stage.url), 'W8', stage.questions.W8)
    expect(await checkAnswers(entrants, stage.groundOf('W8'))).toMatch(/^[0-9a-f]{16}$/)
  })
})

describe('growth', () => {
  test('leaves lazy ways out where there is too much to ask for', async () => {
    await using cast = new Cast(entriesOf(['retort-async', 'pg-native']))
    const growth = { parents: [5, 60], children: [10, 20], pace: small }
    const points = await growthOf(server, cast, ['pg', 'retort-async'], sizes.quick, growth, silent)
    expect(new Set(points.map(({ contender }) => contender))).toEqual(new Set(['pg', 'retort-async']))
    const lazy = points.filter(({ way }) => way === 'lazy').map(({ parents, children }) => parents * children)
    expect(lazy).toEqual([50, 100])
    const joins = points.filter(({ contender, way }) => contender === 'pg' && way === 'join')
    expect(joins.map(({ parents, children }) => [parents, children])).toEqual([
      [5, 10],
      [60, 10],
      [5, 20],
      [60, 20],
    ])
    const bytes = joins.map(({ traffic }) => traffic.bytesFromServer)
    expect(bytes[1]).toBeGreaterThan(10 * (bytes[0] ?? 0))
  })
})

describe("a contender's process", () => {
  test('is gone when whoever held it lets go of it', async () => {
    const contender = await ContenderProcess.start('pg', catalogue.pg)
    await contender.ask({ kind: 'open', url: server.url })
    expect(running(contender.pid)).toBe(true)
    await contender[Symbol.asyncDispose]()
    expect(running(contender.pid)).toBe(false)
  })

  test('is gone when whoever held it was killed', async () => {
    const source = `
      const { ContenderProcess } = await import(${JSON.stringify(new URL('../dist/contender/process.js', import.meta.url).href)})
      const { catalogue } = await import(${JSON.stringify(new URL('../dist/contender/catalogue.js', import.meta.url).href)})
      const contender = await ContenderProcess.start('pg', catalogue.pg)
      await contender.ask({ kind: 'open', url: process.env.BENCH_URL })
      process.stdout.write(String(contender.pid), () => process.kill(process.pid, 'SIGKILL'))`
    const pid = killed(source)
    for (let look = 0; look < 100 && running(pid); look++) await wait(50)
    expect(running(pid)).toBe(false)
  })

  function killed(source: string): number {
    try {
      execFileSync(process.execPath, ['--input-type=module', '-e', source], {
        env: { ...process.env, BENCH_URL: server.url },
        encoding: 'utf8',
      })
    } catch (error) {
      return Number((error as { readonly stdout: string }).stdout)
    }
    throw new Error('It was not killed.')
  }

  function running(pid: number | undefined): boolean {
    try {
      return pid !== undefined && process.kill(pid, 0)
    } catch {
      return false
    }
  }
})

describe('spread and noise', () => {
  test('quartiles lie between values', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, least: 1, lower: 1.75, upper: 3.25, most: 4 })
    expect(spreadOf([7])).toEqual({ median: 7, least: 7, lower: 7, upper: 7, most: 7 })
  })

  test('a machine that holds still is believed, and one that does not is not', () => {
    const still = noiseOf([20, 20.2, 20.1, 20.3], [spreadOf([1, 1.05, 1.1])])
    expect(still).toMatchObject({
      isBelievable: true,
      verdict: expect.stringMatching(/^The machine held still/),
    })
    const busy = noiseOf([20, 31, 24, 60], [spreadOf([1, 1.05, 1.1])])
    expect(busy).toMatchObject({ isBelievable: false, verdict: expect.stringMatching(/too noisy/) })
    expect(noiseOf([20, 20.1], [spreadOf([1, 2, 3])]).isBelievable).toBe(false)
  })
})
