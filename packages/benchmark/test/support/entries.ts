/** Contenders for tests: real ones, and fixtures that do something wrong. */
import type { ContenderName, Entry } from '../../src/contender/catalogue.ts'
import { bar, catalogue } from '../../src/contender/catalogue.ts'

/** The bar, contenders of the catalogue, and fixtures by the names of their files. */
export function entriesOf(
  names: readonly ContenderName[],
  ...fixtures: readonly string[]
): Readonly<Record<string, Entry>> {
  const real = [bar, ...names].map((name) => [name, catalogue[name]])
  return Object.fromEntries([...real, ...fixtures.map((name) => [name, fixture(name)])])
}

function fixture(name: string): Entry {
  const program = new URL(`../fixtures/${name}.mjs`, import.meta.url)
  return { title: name, world: 'async', side: 'peer', runtime: 'node', program }
}
