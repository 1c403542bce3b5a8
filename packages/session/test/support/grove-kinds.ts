/** What a plain model of the grove has to know of its tables: keys, columns, and what leads where. */
import type { Model, ModelStatic } from 'sequelize'
import { Badge, Care, Keeper, Leaf, Plot, Sort } from './grove.ts'

/** How values of a column compare. */
export type Type = 'int' | 'big' | 'numeric' | 'text' | 'uuid' | 'date'

export type Name = 'Keeper' | 'Plot' | 'Badge' | 'Sort' | 'Care' | 'Leaf'

/** A relation: which columns meet, and through which table. */
export type Path = {
  readonly name: string
  readonly target: Name
  readonly key: string
  readonly targetKey: string
  readonly many: boolean
  readonly through?: { readonly key: string; readonly targetKey: string }
  /** The relation that leads back and is set with it. */
  readonly inverse?: string
}

export type Kind = {
  readonly model: ModelStatic<Model>
  readonly keys: readonly string[]
  readonly columns: Readonly<Record<string, Type>>
  readonly paths: readonly Path[]
}

export const kinds: Readonly<Record<Name, Kind>> = {
  Keeper: {
    model: Keeper,
    keys: ['id'],
    columns: { id: 'int', name: 'text', rank: 'int', bossId: 'int' },
    paths: [
      { name: 'the boss', target: 'Keeper', key: 'bossId', targetKey: 'id', many: false },
      { name: 'reports', target: 'Keeper', key: 'id', targetKey: 'bossId', many: true, inverse: 'the boss' },
      { name: "pl'ots", target: 'Plot', key: 'id', targetKey: 'keeperId', many: true, inverse: 'keeper' },
      { name: 'badge', target: 'Badge', key: 'id', targetKey: 'keeperId', many: false, inverse: 'keeper' },
      {
        name: 'sörts 🌱',
        target: 'Sort',
        key: 'id',
        targetKey: 'id',
        many: true,
        through: { key: 'keeperId', targetKey: 'sortId' },
      },
    ],
  },
  Plot: {
    model: Plot,
    keys: ['zone', 'number'],
    columns: { zone: 'text', number: 'int', code: 'big', keeperId: 'int', size: 'numeric', planted: 'date' },
    paths: [
      { name: 'keeper', target: 'Keeper', key: 'keeperId', targetKey: 'id', many: false },
      { name: 'leaves', target: 'Leaf', key: 'code', targetKey: 'plotCode', many: true, inverse: 'plot' },
    ],
  },
  Badge: {
    model: Badge,
    keys: ['id'],
    columns: { id: 'uuid', keeperId: 'int', note: 'text' },
    paths: [{ name: 'keeper', target: 'Keeper', key: 'keeperId', targetKey: 'id', many: false }],
  },
  Sort: {
    model: Sort,
    keys: ['id'],
    columns: { id: 'big', name: 'text' },
    paths: [
      {
        name: 'keepers',
        target: 'Keeper',
        key: 'id',
        targetKey: 'id',
        many: true,
        through: { key: 'sortId', targetKey: 'keeperId' },
      },
    ],
  },
  Care: {
    model: Care,
    keys: ['keeperId', 'sortId'],
    columns: { keeperId: 'int', sortId: 'big', weight: 'int', note: 'text' },
    paths: [],
  },
  Leaf: {
    model: Leaf,
    keys: ['id'],
    columns: { id: 'int', plotCode: 'big', name: 'text' },
    paths: [{ name: 'plot', target: 'Plot', key: 'plotCode', targetKey: 'code', many: false }],
  },
}
