/** Two runs compared: what is said to have changed, and what is put down to noise. */
import { createColors } from 'picocolors'
import { describe, expect, test } from 'vitest'
import { compareResults } from '../src/results/comparison.ts'
import { comparisonTable } from '../src/results/comparison-table.ts'
import type { Results, WayResult } from '../src/results/results.ts'
import { sampleResults, spread } from './support/sample-results.ts'

const before = sampleResults()

/** The sample with one way of one workload changed. */
function changed(workload: string, name: string, change: (way: WayResult) => WayResult): Results {
  const [contender, way] = name.split(' ')
  const workloads = before.workloads.map((each) =>
    each.name === workload
      ? {
          ...each,
          ways: each.ways.map((own) => (own.contender === contender && own.way === way ? change(own) : own)),
        }
      : each,
  )
  return sampleResults({ workloads })
}

const selectin = (change: (way: WayResult) => WayResult) => changed('W3', 'retort-async selectin', change)

describe('a change', () => {
  test('is none between a run and itself', () => {
    const { changes, warnings, same, onlyBefore, onlyAfter } = compareResults(before, before)
    expect([changes, warnings, onlyBefore, onlyAfter]).toEqual([[], [], [], []])
    expect(same).toBeGreaterThan(400)
  })

  test('is one where quartiles lie apart and medians by more than 5 %', () => {
    const after = selectin((way) => ({ ...way, ratio: spread(0.9, 0.03) }))
    expect(compareResults(before, after).changes).toEqual([
      {
        measure: 'ratio',
        subject: { part: 'W3', contender: 'retort-async', way: 'selectin' },
        before: 0.6,
        after: 0.9,
        times: expect.closeTo(1.5),
        isBetter: false,
      },
    ])
  })

  test('is none where quartiles overlap, however far the medians are', () => {
    const after = selectin((way) => ({ ...way, ratio: { ...spread(0.9, 0.03), lower: 0.6 } }))
    expect(compareResults(before, after).changes).toEqual([])
  })

  test('is none within 5 %, however narrow the quartiles are', () => {
    const after = selectin((way) => ({ ...way, ratio: spread(0.628, 0.001) }))
    const narrow = selectin((way) => ({ ...way, ratio: spread(0.6, 0.001) }))
    expect(compareResults(narrow, after).changes).toEqual([])
  })

  test('may be for the better', () => {
    const after = selectin((way) => ({ ...way, ratio: spread(0.4, 0.03) }))
    expect(compareResults(before, after).changes.map(({ isBetter }) => isBetter)).toEqual([true])
  })

  test('may be of statements, bytes and memory, which was measured once', () => {
    const after = selectin((way) => ({
      ...way,
      traffic: { statements: 5, bytesToServer: 360, bytesFromServer: 320_000 },
      memory: (way.memory ?? 0) * 2,
    }))
    const barely = selectin((way) => ({ ...way, memory: Math.round((way.memory ?? 0) * 1.15) }))
    expect(compareResults(before, after).changes.map(({ measure }) => measure)).toEqual([
      'memory',
      'statements',
      'bytes',
    ])
    expect(compareResults(before, barely).changes).toEqual([])
  })

  test('may be of growth, and of streams, where more rows a second are better', () => {
    const growth = before.growth.map((point, index) =>
      index === 0 ? { ...point, ratio: spread(4, 0.02) } : point,
    )
    const stream = before.stream.map((reader, index) =>
      index === 1 ? { ...reader, rowsPerSecond: reader.rowsPerSecond * 2 } : reader,
    )
    const { changes } = compareResults(before, sampleResults({ growth, stream }))
    expect(changes.map(({ subject, isBetter }) => [subject.part, isBetter])).toEqual([
      ['50 × 10', false],
      ['stream', true],
    ])
  })
})

describe('beside the changes', () => {
  test('it is said what only one of the runs has', () => {
    const workloads = before.workloads.filter(({ name }) => name !== 'flush')
    const { onlyBefore, onlyAfter } = compareResults(before, sampleResults({ workloads }))
    expect(onlyBefore).toContain('flush retort-async unit of work')
    expect(onlyAfter).toEqual([])
  })

  test('other machines, sizes and noise are warned of', () => {
    const machine = { ...before.machine, cpu: 'Apple M3', node: '24.1.0' }
    const noise = { ...before.noise, isBelievable: false, verdict: 'It was busy.' }
    const { warnings } = compareResults(before, sampleResults({ machine, size: 'quick', noise }))
    expect(warnings).toEqual([
      'The runs differ in their size: full, then quick.',
      'The runs differ in their machine: AMD EPYC 7B13, 2 cores, Debian GNU/Linux 12, then Apple M3, 2 cores, Debian GNU/Linux 12.',
      'The runs differ in their version of Node: 20.20.2, then 24.1.0.',
      'The run of 2026-11-26T20:14:00.000Z was too noisy to be believed: It was busy.',
    ])
  })
})

describe('the table', () => {
  const plain = createColors(false)

  test('names what is worse first, and counts what is the same', () => {
    const after = selectin((way) => ({ ...way, ratio: spread(0.9, 0.03), memory: 1 }))
    const lines = comparisonTable(compareResults(before, after), plain).split('\n')
    const rows = lines.filter((line) => line.includes('selectin'))
    expect(rows[0]).toMatch(
      /worse .* W3 .* retort-async .* selectin .* ratio .* 0\.60 × .* 0\.90 × .* 1\.50 ×/,
    )
    expect(rows[1]).toMatch(/better .* memory/)
    expect(lines.at(-2)).toMatch(/^\d+ other figures are the same/)
  })

  test('says in a line that nothing changed, and uses colours only where they are shown', () => {
    const same = compareResults(before, before)
    expect(comparisonTable(same, plain)).toMatch(/^Nothing changed beyond noise\.\n\d+ other figures .*\n$/)
    const slower = compareResults(
      before,
      selectin((way) => ({ ...way, ratio: spread(0.9, 0.03) })),
    )
    expect(comparisonTable(slower, plain)).not.toContain('\u001B[')
    expect(comparisonTable(slower, createColors(true))).toContain('\u001B[31m')
  })
})
