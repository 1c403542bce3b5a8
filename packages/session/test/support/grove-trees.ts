/** Random loads: which relations, by which strategy, which of their rows, in which order, and how many for each parent. */
import fc from 'fast-check'
import type { Condition } from './grove-conditions.ts'
import { conditionOn, whereOf } from './grove-conditions.ts'
import type { Kind, Name, Path } from './grove-kinds.ts'
import { kinds } from './grove-kinds.ts'

export const strategies = ['selectin', 'joined', 'subquery', 'lateral'] as const
export type Strategy = (typeof strategies)[number]

/** Which rows of a kind. */
export type Choice = {
  readonly where: Condition | undefined
  readonly order: readonly (readonly [string, 'ASC' | 'DESC'])[] | undefined
  readonly limit: number | undefined
  readonly offset: number | undefined
  readonly attributes: readonly string[] | undefined
}
export type Tree = Readonly<Record<string, Branch>>
export type Branch = Choice & {
  readonly strategy: Strategy | undefined
  readonly required: boolean
  readonly through: true | Pick<Choice, 'where' | 'attributes'> | undefined
  readonly load: Tree
}

/** A read: of which model, which rows, and what is loaded. */
export type Read = Choice & { readonly kind: Name; readonly load: Tree }

const rare = <T>(arbitrary: fc.Arbitrary<T>, freq = 2) => fc.option(arbitrary, { nil: undefined, freq })

/** A random read, relations to a depth of four. */
export const reads: fc.Arbitrary<Read> = fc
  .constantFrom<Name>('Keeper', 'Keeper', 'Plot', 'Badge', 'Sort', 'Leaf')
  .chain((name) => fc.record({ ...choices(kinds[name]), kind: fc.constant(name), load: treeOf(name, 4) }))
  .map(settled)

/** Only a read with relations has its keys for a last order. */
function settled(read: Read): Read {
  if (Object.keys(read.load).length > 0) return read
  const asked = read.order ?? []
  const keys = kinds[read.kind].keys.filter((key) => asked.every(([name]) => name !== key))
  return { ...read, order: [...asked, ...keys.map((key) => [key, 'ASC'] as const)] }
}

function choices(kind: Kind) {
  const columns = Object.keys(kind.columns)
  const direction = fc.constantFrom<'ASC' | 'DESC'>('ASC', 'DESC')
  return {
    where: rare(conditionOn(kind), 1),
    order: rare(
      fc.uniqueArray(fc.tuple(fc.constantFrom(...columns), direction), {
        maxLength: 2,
        selector: ([name]) => name,
      }),
    ),
    limit: rare(fc.nat(3), 1),
    offset: rare(fc.nat(2), 1),
    attributes: rare(fc.subarray(columns), 1),
  }
}

function treeOf(name: Name, depth: number): fc.Arbitrary<Tree> {
  if (depth === 0) return fc.constant({})
  return fc
    .subarray([...kinds[name].paths], { maxLength: Math.min(kinds[name].paths.length, depth > 2 ? 2 : 1) })
    .chain((paths) => fc.record(Object.fromEntries(paths.map((path) => [path.name, branchOf(path, depth)]))))
}

function branchOf(path: Path, depth: number): fc.Arbitrary<Branch> {
  const care = kinds.Care
  const through = fc.oneof(
    fc.constant(true as const),
    fc.record({ where: rare(conditionOn(care)), attributes: rare(fc.subarray(Object.keys(care.columns))) }),
  )
  return fc.record({
    ...choices(kinds[path.target]),
    strategy: rare(fc.constantFrom(...strategies), 6),
    required: fc.oneof(
      { weight: 4, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
    through: path.through === undefined ? fc.constant(undefined) : rare(through),
    load: fc.constant(undefined).chain(() => treeOf(path.target, depth - 1)),
  })
}

/** The options of a read, as a session takes them; every branch by one strategy where one is given. */
export function optionsOf({ kind: _kind, load, ...choice }: Read, strategy?: Strategy): object {
  return { ...chosen(choice), load: loadOf(load, strategy) }
}

function loadOf(tree: Tree, strategy: Strategy | undefined): object {
  return Object.fromEntries(
    Object.entries(tree).map(([name, { load, through, required, strategy: own, ...choice }]) => {
      const by = strategy ?? own
      const beside = through === undefined ? {} : { through: through === true ? true : chosen(through) }
      const branch = {
        ...chosen(choice),
        ...beside,
        ...(required ? { required } : {}),
        load: loadOf(load, strategy),
      }
      return [name, by === undefined ? branch : { ...branch, strategy: by }]
    }),
  )
}

function chosen({ where, ...others }: Partial<Choice>): object {
  const given = Object.entries(others).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(given), ...(where === undefined ? {} : { where: whereOf(where) }) }
}

/** How many branches are SELECTs of their own, each by its strategy or by the one that is given. */
export function apartIn(tree: Tree, strategy?: Strategy): number {
  return Object.values(tree).reduce((sum, branch) => {
    const by = strategy ?? branch.strategy ?? 'selectin'
    return sum + (by === 'selectin' || by === 'subquery' ? 1 : 0) + apartIn(branch.load, strategy)
  }, 0)
}

/**
 * A tree in which no relation is loaded twice, nor one and its other side: an instance has each relation once, whichever
 * branch it was met by.
 */
export function prune(name: Name, tree: Tree, used: Set<string> = new Set()): Tree {
  const kept: [string, Branch][] = []
  for (const path of kinds[name].paths) {
    const branch = tree[path.name]
    const ends = [
      `${name}.${path.name}`,
      ...(path.inverse === undefined ? [] : [`${path.target}.${path.inverse}`]),
    ]
    if (branch === undefined || ends.some((end) => used.has(end))) continue
    for (const end of ends) used.add(end)
    kept.push([path.name, { ...branch, load: prune(path.target, branch.load, used) }])
  }
  return Object.fromEntries(kept)
}
