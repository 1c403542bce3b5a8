/** The native driver's waiting: awake for short statements, asleep for what takes longer. */
import { availableParallelism } from 'node:os'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { BusyWait } from '../dist/driver/busy-wait.js'
import { connect } from '../dist/driver/libpq-connect.js'
import type { Libpq } from '../dist/driver/libpq.js'
import { loadLibpq } from '../dist/driver/libpq.js'
import { databaseConfig } from './support/connections.ts'

const slow = 'select pg_sleep(0.03)'
const most = availableParallelism() > 1 ? 200 : 0

let pq: Libpq
let wait: BusyWait

beforeAll(async () => {
  pq = loadLibpq()()
  connect(pq, await databaseConfig())
  vi.spyOn(pq, 'consumeInput')
})

afterAll(() => pq.finish())

beforeEach(() => {
  wait = new BusyWait(pq)
})

/** How often it looked for the answer, which is there afterwards. */
function looksFor(text: string, answer: string): number {
  vi.mocked(pq.consumeInput).mockClear()
  expect(pq.sendQueryParams(text, [])).toBe(true)
  wait.untilAnswered()
  expect([pq.getResult(), pq.getvalue(0, 0), pq.getResult()]).toEqual([true, answer, false])
  return vi.mocked(pq.consumeInput).mock.calls.length
}

describe('an answer', () => {
  test('that comes soon is looked for', () => {
    expect(looksFor('select 7', '7')).toBeGreaterThanOrEqual(Math.min(1, most))
  })

  test('that takes longer is slept for, and so are more and more behind it', () => {
    const looks = Array.from({ length: 12 }, () => looksFor(slow, ''))
    expect(looks.map((each) => each > 0)).toEqual(
      [1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0].map((awake) => awake === 1 && most > 0),
    )
    expect(Math.max(...looks)).toBe(most)
  })

  test('that comes soon again is looked for again', () => {
    looksFor(slow, '')
    expect(looksFor('select 1', '1')).toBe(0)
    expect(looksFor('select 2', '2')).toBeGreaterThanOrEqual(Math.min(1, most))
  })
})

test('others get the processor while they need it', () => {
  const usage = process.resourceUsage()
  let taken = 0
  const spy = vi
    .spyOn(process, 'resourceUsage')
    .mockImplementation(() => ({ ...usage, involuntaryContextSwitches: (taken += 17) }))
  // It asks after 64 statements and rests for as many, asks after 128 more and rests for 128.
  const looks = Array.from({ length: 400 }, () => looksFor('select 1', '1'))
  spy.mockRestore()
  // On a slow machine some more were waited for asleep, for taking long.
  expect(looks.filter((each) => each === 0).length).toBeGreaterThan(150)
})
