/** Rows in aligned columns, without lines around them. */
import Table from 'cli-table3'
import { colors } from './colors.ts'

const outline = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
]
const inside = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid']
const bare = Object.fromEntries([...outline, ...inside].map((name) => [name, '']))

/** The lines of a table; every row has as many cells as there are titles. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const grid = new Table({
    head: titles.map((title) => colors.bold(title)),
    chars: { ...bare, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  grid.push(...rows.map((row) => [...row]))
  return grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
}
