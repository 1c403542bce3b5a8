/** Keys that PostgreSQL finds equal though their texts differ, keys of other types, and rows without a key that have children. */
import { DataTypes } from 'sequelize'
import type { Model, ModelStatic, NonAttribute } from 'sequelize'
import {
  BelongsTo,
  BelongsToMany,
  Column,
  ForeignKey,
  HasMany,
  Model as Base,
  Table,
} from 'sequelize-typescript'
import type { Setting } from './worlds.ts'

type Values = Record<string, unknown>

/** A type of keys: parents of it, children that refer to them, and what links them to each other. */
export type Keyed = {
  readonly Parent: ModelStatic<Base<Values, Values> & { id: unknown; children: Model[]; friends: Model[] }>
  readonly Child: ModelStatic<Base<Values, Values> & { id: number; parent: Model | null }>
}

function keyed(name: string, type: unknown): Keyed & { readonly models: readonly ModelStatic<Model>[] } {
  @Table({ tableName: `${name}_parents`, modelName: `${name}Parent`, timestamps: false })
  class Parent extends Base<Values, Values> {
    @Column({ type: type as string, primaryKey: true }) declare id: unknown
    @HasMany(() => Child, { foreignKey: 'parentId' }) declare children: NonAttribute<Child[]>
    @BelongsToMany(() => Parent, { through: () => Link, foreignKey: 'fromId', otherKey: 'toId' })
    declare friends: NonAttribute<Parent[]>
  }
  @Table({ tableName: `${name}_children`, modelName: `${name}Child`, timestamps: false })
  class Child extends Base<Values, Values> {
    @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
    @ForeignKey(() => Parent) @Column({ type: type as string }) declare parentId: unknown
    @BelongsTo(() => Parent, { foreignKey: 'parentId' }) declare parent: NonAttribute<Parent | null>
  }
  @Table({ tableName: `${name}_links`, modelName: `${name}Link`, timestamps: false })
  class Link extends Base<Values, Values> {
    @ForeignKey(() => Parent) @Column({ type: type as string, primaryKey: true }) declare fromId: unknown
    @ForeignKey(() => Parent) @Column({ type: type as string, primaryKey: true }) declare toId: unknown
  }
  return { Parent, Child, models: [Parent, Child, Link] } as never
}

const types = {
  folded: [DataTypes.CITEXT, 'citext', `'Ann'`, `'ANN'`, `'Bob'`],
  blank: [DataTypes.CHAR(5), 'char(5)', `'a'`, `'a  '`, `'b'`],
  scaled: [DataTypes.DECIMAL, 'numeric', '1.0', '1.00', '2'],
  uuid: [
    DataTypes.UUID,
    'uuid',
    `'0000000a-0000-4000-8000-000000000001'`,
    `'0000000A-0000-4000-8000-000000000001'`,
    `'0000000a-0000-4000-8000-000000000002'`,
  ],
  comma: [DataTypes.TEXT, 'text', `'a,b'`, `'a,b'`, `'"'`],
  day: [DataTypes.DATEONLY, 'date', `'2024-02-29'`, `'2024-02-29'`, `'2024-03-01'`],
  moment: [
    DataTypes.DATE,
    'timestamptz',
    `'2024-02-29 12:00:00.123+00'`,
    `'2024-02-29 14:00:00.123+02'`,
    `'2024-03-01 00:00:00+00'`,
  ],
  flag: [DataTypes.BOOLEAN, 'boolean', 'true', 'true', 'false'],
  big: [DataTypes.BIGINT, 'bigint', '9007199254740993', '9007199254740993', '2'],
} as const

export type KeyName = keyof typeof types

const made = Object.fromEntries(Object.entries(types).map(([name, [type]]) => [name, keyed(name, type)]))

/** The models of each type of keys, by its name. */
export const keyedBy = made as unknown as Readonly<Record<KeyName, Keyed>>

/** For each type a parent with two children, of which one writes the key in another way, and a parent with one. */
export const keyedSetting: Setting = {
  models: Object.values(made).flatMap(({ models }) => models),
  tables: `create extension if not exists citext; ${Object.entries(types)
    .map(
      ([name, [, sql]]) => `
create table ${name}_parents (id ${sql} primary key);
create table ${name}_children (id int primary key, "parentId" ${sql});
create table ${name}_links ("fromId" ${sql}, "toId" ${sql}, primary key ("fromId", "toId"));`,
    )
    .join('')}`,
}

export const keyedRows = Object.entries(types)
  .map(
    ([name, [, sql, one, same, other]]) => `
insert into ${name}_parents values (${one}::${sql}), (${other}::${sql});
insert into ${name}_children values (1, ${one}::${sql}), (2, ${same}::${sql}), (3, ${other}::${sql}), (4, null);
insert into ${name}_links values (${same}::${sql}, ${other}::${sql}), (${same}::${sql}, ${same}::${sql});`,
  )
  .join('')
