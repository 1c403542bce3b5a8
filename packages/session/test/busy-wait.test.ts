/** How the native driver waits: busily for short statements, blocking for what takes longer. */
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

/** How often it checked for the answer, which is there afterwards. */
function checksFor(text: string, answer: string): number {
  vi.mocked(pq.consumeInput).mockClear()
  expect(pq.sendQueryParams(text, [])).toBe(true)
  wait.untilAnswered()
  expect([pq.getResult(), pq.getvalue(0, 0), pq.getResult()]).toEqual([true, answer, false])
  return vi.mocked(pq.consumeInput).mock.calls.length
}

describe('an answer', () => {
  test('that comes soon is checked for', () => {
    expect(checksFor('select 7', '7')).toBeGreaterThanOrEqual(Math.min(1, most))
  })

  test('that takes longer is blocked for, and so are more and more behind it', () => {
    const checks = Array.from({ length: 12 }, () => checksFor(slow, ''))
    expect(checks.map((each) => each > 0)).toEqual(
      [1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0].map((isBusy) => isBusy === 1 && most > 0),
    )
    expect(Math.max(...checks)).toBe(most)
  })

  test('that comes soon again is checked for again', () => {
    checksFor(slow, '')
    expect(checksFor('select 1', '1')).toBe(0)
    expect(checksFor('select 2', '2')).toBeGreaterThanOrEqual(Math.min(1, most))
  })
})

test('others get the processor while they need it, whichever connection waits', async () => {
  vi.resetModules()
  const { BusyWait: Fresh } = await import('../dist/driver/busy-wait.js')
  const usage = process.resourceUsage()
  let switches = 0
  const spy = vi
    .spyOn(process, 'resourceUsage')
    .mockImplementation(() => ({ ...usage, involuntaryContextSwitches: (switches += 1000) }))
  let checks = 0
  const answered = { consumeInput: () => ++checks > 0, isBusy: () => false } as unknown as Libpq
  const waits = [new Fresh(answered), new Fresh(answered)]
  const statements = 400
  for (let index = 0; index < statements; index++) waits[index % 2]?.untilAnswered()
  spy.mockRestore()
  // 64 are busy-waited for and 64 are not, 64 are and 128 are not, 64 are.
  expect(checks).toBe(most === 0 ? 0 : 64 + 64 + 64)
})
