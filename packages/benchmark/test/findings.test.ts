/** The sentences of the page, made from figures that do not come in the sample: they say what is so, not what was hoped for. */
import { describe, expect, test } from 'vitest'
import { growthFinding } from '../src/page/findings/growth.ts'
import { peersAnswer, standingsOf } from '../src/page/findings/peers.ts'
import { strategiesOf, strategyAnswer } from '../src/page/findings/strategy.ts'
import { streamFinding } from '../src/page/findings/stream.ts'
import { workloadFinding } from '../src/page/findings/workload.ts'
import { worldsAnswer, worldsFinding } from '../src/page/findings/worlds.ts'
import { strategyOf } from '../src/page/strategy.ts'
import type { GridCell, Results, WorkloadResult, Worlds } from '../src/results/results.ts'
import { sampleResults, spread } from './support/sample-results.ts'

const results = sampleResults()

/** The sample with the ratios of Retort's ways changed where relations are loaded. */
function withRatios(ratios: Readonly<Record<string, number>>): Results {
  const workloads = results.workloads.map((workload) => ({
    ...workload,
    ways: workload.ways.map((way) => {
      const ratio = ratios[way.way]
      return way.contender === 'retort-async' && ratio !== undefined
        ? { ...way, ratio: spread(ratio, 0.02) }
        : way
    }),
  }))
  return sampleResults({ workloads })
}

function named(name: string, { workloads }: Results = results): WorkloadResult {
  const found = workloads.find((workload) => workload.name === name)
  if (found === undefined) throw new Error(`the sample has no ${name}`)
  return found
}

describe('the strategy to use', () => {
  test('is the fastest over all workloads that load', () => {
    const answer = strategyAnswer(withRatios({ joined: 0.2, selectin: 0.8 }))
    expect(answer?.key).toBe('`joined`, 0.20 × pg')
    expect(answer?.rows.find(({ name }) => name === '`selectin`')?.value).toBe('4.0 ×')
  })

  test('is select-in where another is as fast as far as one can tell', () => {
    expect(strategyAnswer(withRatios({ subquery: 0.75, selectin: 0.8 }))?.key).toBe('`selectin`, 0.80 × pg')
  })

  test('is never one without instances, which comes beside it', () => {
    const [best, next] = strategiesOf(withRatios({ plain: 0.1 }))
    expect([best?.name, next?.name]).toEqual(['selectin', 'plain'])
  })

  test('says so where it is slower than by hand', () => {
    const slow = withRatios({ selectin: 1.5, subquery: 2, joined: 2, lateral: 2 })
    expect(strategyAnswer(slow)?.text).toContain('takes 1.5 times as long as the fastest program by hand')
  })

  test('is not to be had from a run without Retort', () => {
    const workloads = results.workloads.map((workload) => ({
      ...workload,
      ways: workload.ways.filter(({ contender }) => !contender.startsWith('retort')),
    }))
    expect(strategyAnswer(sampleResults({ workloads }))).toBeUndefined()
    expect(peersAnswer(sampleResults({ workloads }))).toBeUndefined()
  })
})

describe('a workload', () => {
  test('says who is how far from pg, also where that is slower', () => {
    const slow = withRatios({ selectin: 1.5 })
    expect(workloadFinding(slow, named('W2', slow))[0]).toMatch(
      /^Retort async \(`selectin`\) takes 1\.5 times as long as hand-written pg,/,
    )
  })

  test('begins with who is there', () => {
    const flush = named('flush')
    const ways = flush.ways.filter(({ contender }) => contender !== 'retort-async')
    expect(workloadFinding(results, { ...flush, ways })).toEqual([
      'Retort blocking 0.99 and the best of the others, Sequelize (`create, save, destroy`), 9.60.',
    ])
    expect(workloadFinding(results, { ...flush, ways: [] })).toEqual([])
  })
})

test('peers stand by the mean of their best ways, the fastest first', () => {
  const standings = standingsOf(results)
  const ratios = standings.map(({ ratio }) => ratio)
  expect(ratios).toEqual(ratios.toSorted((a, b) => a - b))
  expect(standings.find(({ contender }) => contender === 'pg')?.ratio).toBeCloseTo(1)
  expect(standings.map(({ contender }) => contender)).not.toContain('sqlalchemy')
})

describe('growth', () => {
  test('is told from the smallest to the largest, with what the others cost there', () => {
    const [first, second] = growthFinding(results)
    expect(first).toMatch(
      /^From 50 users with 10 orders each to 2,000 users with 100 orders each, 400 times the rows, `selectin` takes 3\d\d times as long\./,
    )
    expect(second).toMatch(/`joined` takes 1\.9 times as long for 1\.5 times the bytes/)
  })

  test('is nothing to be told of one size', () => {
    const growth = results.growth.filter(({ parents, children }) => parents === 50 && children === 10)
    expect(growthFinding({ ...results, growth })).toEqual([])
  })
})

describe('streams', () => {
  test('hold the bar, and what reads everything at once is named with its cost', () => {
    expect(streamFinding(results)).toEqual([
      'Retort reads 1,000,000 rows page by page in bounded memory: it grows by 24.0 MiB at most.',
      'What reads everything at once pays for it: 96.0 MiB for 100,000 rows (pg by hand, all at once) and 238 MiB for 100,000 rows (Sequelize, findAll).',
    ])
  })

  test('that miss the bar are named first', () => {
    const stream = results.stream.map((reader) =>
      reader.name === 'async, stream' ? { ...reader, growth: 200 * 2 ** 20, isWithinBar: false } : reader,
    )
    expect(streamFinding({ ...results, stream })[0]).toBe(
      'async, stream took more memory than the bar allows: it grows by 200 MiB at most.',
    )
  })
})

describe('the two worlds', () => {
  const worlds = (change: (cell: GridCell) => GridCell): Worlds => {
    if (results.worlds === undefined) throw new Error('the sample has no worlds')
    return { ...results.worlds, grid: results.worlds.grid.map(change) }
  }

  test('block in scripts and not in servers, where figures say so', () => {
    expect(worldsAnswer(worlds((cell) => cell))?.key).toBe('Block in scripts, not in servers')
  })

  test('do not block where that saves nothing for one caller either', () => {
    const slow = worlds((cell) =>
      cell.style === 'blocking' ? { ...cell, throughput: cell.throughput / 10 } : cell,
    )
    expect(worldsAnswer(slow)?.key).toBe('Async, above all in servers')
    expect(worldsFinding(slow)[0]).toContain('blocking saves no time here')
  })

  test('gain nothing from async where figures say so', () => {
    const fast = worlds((cell) =>
      cell.style === 'blocking' ? { ...cell, throughput: cell.throughput * 100 } : cell,
    )
    expect(worldsAnswer(fast)?.key).toBe('No gain from async here')
    expect(worldsFinding(fast)[1]).not.toContain('must not block')
  })

  test('have nothing to say of a grid without one of them', () => {
    expect(worldsFinding({ ...worlds((cell) => cell), grid: [] })).toEqual([])
  })
})

test.each([
  ['selectin', 'select-in'],
  ['select-in, products once', 'select-in'],
  ['separate', 'select-in'],
  ['withGraphFetched', 'select-in'],
  ['joined', 'join'],
  ['include', 'join'],
  ['withGraphJoined', 'join'],
  ['jsonArrayFrom', 'lateral JSON'],
  ['with', 'lateral JSON'],
  ['lazy', 'lazy: one by one'],
  ['raw', 'plain objects'],
  ['something else', 'other'],
])('%s is drawn as %s', (way, name) => {
  expect(strategyOf(way).name).toBe(name)
})
