/** Random rows of the grove: few values, so that they repeat, and NULLs. */
import fc from 'fast-check'
import type { Name, Type } from './grove-kinds.ts'
import { kinds } from './grove-kinds.ts'
import type { AnySession } from './worlds.ts'

export type Row = Readonly<Record<string, unknown>>
export type Rows = Readonly<Record<Name, readonly Row[]>>

const noon = Date.UTC(2024, 1, 29, 12)

/** The values that rows and conditions have. */
export const values: Readonly<Record<Type, readonly unknown[]>> = {
  int: [-1, 0, 1, 2, 3],
  big: ['1', '2', '9007199254740993'],
  numeric: ['0.00', '1.50', '-2.25', '10.00'],
  text: ['', 'a', 'ab', 'b', `it's "so"`, 'a\\%_', '$1 ?', '🦊'],
  uuid: [1, 2, 3, 10].map(uuid),
  date: [new Date(noon), new Date(noon + 1), new Date(noon - 86_400_000)],
}

/** Rows whose references lead somewhere. */
export const rows: fc.Arbitrary<Rows> = fc
  .record({
    Keeper: fc.array(fc.record({ name: any('text'), rank: any('int'), boss: fc.nat(9) }), { maxLength: 6 }),
    Plot: fc.array(
      fc.record({ keeper: fc.nat(9), size: any('numeric'), planted: any('date'), zone: fc.nat(1) }),
      { maxLength: 7 },
    ),
    Badge: fc.array(fc.record({ keeper: fc.nat(9), note: any('text') }), { maxLength: 4 }),
    Sort: fc.array(fc.record({ name: any('text') }), { maxLength: 4 }),
    Care: fc.array(fc.record({ keeper: fc.nat(9), sort: fc.nat(9), weight: any('int'), note: any('text') }), {
      maxLength: 8,
    }),
    Leaf: fc.array(fc.record({ plot: fc.nat(9), name: any('text') }), { maxLength: 7 }),
  })
  .map(({ Keeper, Plot, Badge, Sort, Care, Leaf }) => {
    const keepers = Keeper.map((_keeper, index) => index + 1)
    const codes = Plot.map((_plot, index) => String(9_007_199_254_740_993n + BigInt(index) * 8n))
    const sorts = Sort.map((_sort, index) => String(index + 9))
    const care = new Map(
      Care.filter(() => keepers.length > 0 && sorts.length > 0).map(({ keeper, sort, ...own }) => {
        const keys = { keeperId: keepers[keeper % keepers.length], sortId: sorts[sort % sorts.length] }
        return [Object.values(keys).join(), { ...keys, ...own }]
      }),
    )
    return {
      Keeper: Keeper.map(({ boss, ...own }, index) => ({
        id: index + 1,
        ...own,
        bossId: keepers[boss] ?? null,
      })),
      Plot: Plot.map(({ keeper, zone, ...own }, index) => ({
        zone: 'ba'.charAt(zone),
        number: (index * 5) % 7,
        code: codes[index],
        keeperId: keepers[keeper] ?? null,
        ...own,
      })),
      Badge: Badge.map(({ keeper, ...own }, index) => ({
        id: uuid((index * 3) % 4),
        keeperId: keepers[keeper] ?? null,
        ...own,
      })),
      Sort: Sort.map((own, index) => ({ id: sorts[index], ...own })),
      Care: [...care.values()],
      Leaf: Leaf.map(({ plot, ...own }, index) => ({
        id: 20 - index,
        plotCode: codes[plot] ?? null,
        ...own,
      })),
    }
  })

/** Writes rows, those that others refer to first. */
export async function plant(session: AnySession, rows: Rows): Promise<void> {
  const order: readonly Name[] = ['Keeper', 'Plot', 'Badge', 'Sort', 'Care', 'Leaf']
  for (const name of order) if (rows[name].length > 0) await session.insert(kinds[name].model, rows[name])
  await session.commit()
}

function any(type: Type): fc.Arbitrary<unknown> {
  return fc.constantFrom(null, ...values[type])
}

function uuid(number: number): string {
  return `0000000a-0000-4000-8000-0000000000${String(number).padStart(2, '0')}`
}
