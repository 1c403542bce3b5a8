/** Work that was planted is seen as what it is. It is timed, so it runs while no other test does: see vitest.config.ts. */
import { expect, test } from 'vitest'
import { entriesOf } from '../support/entries.ts'
import { measured, way } from '../support/measured.ts'

test('a contender that does everything twice takes twice the time, and twice the statements and bytes', async () => {
  const pace = { warmUp: 700, turn: 120, rounds: 15 }
  const { result } = await measured(entriesOf([], 'twice'), 'W1', pace)
  const { ratio, milliseconds, traffic } = way(result, 'twice', 'prepared')
  const once = way(result, 'pg', 'prepared')
  expect(once.ratio).toEqual({ median: 1, least: 1, lower: 1, upper: 1, most: 1 })
  expect(ratio.median).toBeGreaterThan(1.7)
  expect(ratio.median).toBeLessThan(2.3)
  expect(milliseconds.median).toBeGreaterThan(once.milliseconds.median)
  expect(traffic?.statements).toBe(2)
  expect(traffic?.bytesFromServer).toBeCloseTo(2 * (once.traffic?.bytesFromServer ?? 0), -1)
})
