/** Ways side by side: counted, and compared with the fastest. */
import { expect, test } from 'vitest'
import { costOf, costTable, measured } from '@retort/story'

const statement = (rows: number, bytes?: number) => ({ sql: 'select 1', rows, milliseconds: 1, bytes })

const one = measured('one', 2, { sent: [statement(2, 10)], milliseconds: 2 })
const two = measured('two', 2, { sent: [statement(1, 4), statement(2, 8)], milliseconds: 5 })

test('a cost counts statements, rows and what was found', () => {
  expect([one, two].map(costOf)).toEqual([
    { strategy: 'one', statements: 1, rows: 2, lines: 2 },
    { strategy: 'two', statements: 2, rows: 3, lines: 2 },
  ])
})

test('a table compares each way with the fastest', () => {
  expect(costTable([one, two])).toEqual([
    { strategy: 'one', statements: 1, rows: 2, bytes: 10, milliseconds: 2, ratio: '1.0 ×' },
    { strategy: 'two', statements: 2, rows: 3, bytes: 12, milliseconds: 5, ratio: '2.5 ×' },
  ])
})

test('ratios stand below one another', () => {
  const ten = measured('ten', 2, { sent: [], milliseconds: 20 })
  expect(costTable([one, ten]).map(({ ratio }) => ratio)).toEqual([' 1.0 ×', '10.0 ×'])
})

test('bytes are left out where nobody counts them', () => {
  const uncounted = measured('one', 2, { sent: [statement(2)], milliseconds: 2 })
  expect(Object.keys(costTable([uncounted])[0] ?? {})).not.toContain('bytes')
})
