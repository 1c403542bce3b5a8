/**
 * Gardeners and what they tend, for reads of every shape: names that must be quoted, keys of several types, composite keys,
 * a relation that meets another column than the primary key, a has-one with several rows, and a third table with
 * attributes of its own.
 */
import { DataTypes } from 'sequelize'
import type { Model, ModelStatic, NonAttribute } from 'sequelize'
import { BelongsTo, BelongsToMany, Column, ForeignKey, HasMany, HasOne, Table } from 'sequelize-typescript'
import { Model as Base } from 'sequelize-typescript'
import type { Setting } from './worlds.ts'

type Values = Record<string, unknown>

@Table({ tableName: 'User Name', timestamps: false })
export class Keeper extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true, field: 'select' }) declare id: number
  @Column({ type: DataTypes.TEXT, field: 'order' }) declare name: string | null
  @Column({ type: DataTypes.INTEGER, field: `it's` }) declare rank: number | null
  @ForeignKey(() => Keeper)
  @Column({ type: DataTypes.INTEGER, field: 'boss id' })
  declare bossId: number | null
  @BelongsTo(() => Keeper, { foreignKey: 'bossId' }) declare 'the boss': NonAttribute<Keeper | null>
  @HasMany(() => Keeper, { foreignKey: 'bossId' }) declare reports: NonAttribute<Keeper[]>
  @HasMany(() => Plot, { foreignKey: 'keeperId' }) declare "pl'ots": NonAttribute<Plot[]>
  @HasOne(() => Badge, { foreignKey: 'keeperId' }) declare badge: NonAttribute<Badge | null>
  @BelongsToMany(() => Sort, { through: () => Care, foreignKey: 'keeperId', otherKey: 'sortId' })
  declare 'sörts 🌱': NonAttribute<Sort[]>
}

@Table({ tableName: 'plot %s $1', timestamps: false })
export class Plot extends Base<Values, Values> {
  @Column({ type: DataTypes.TEXT, primaryKey: true }) declare zone: string
  @Column({ type: DataTypes.INTEGER, primaryKey: true, field: 'Größe' }) declare number: number
  @Column({ type: DataTypes.BIGINT }) declare code: string
  @ForeignKey(() => Keeper) @Column({ type: DataTypes.INTEGER, field: 'group' }) declare keeperId:
    | number
    | null
  @Column({ type: DataTypes.DECIMAL(6, 2) }) declare size: string | null
  @Column({ type: DataTypes.DATE }) declare planted: Date | null
  @BelongsTo(() => Keeper, { foreignKey: 'keeperId' }) declare keeper: NonAttribute<Keeper | null>
  @HasMany(() => Leaf, { foreignKey: 'plotCode', sourceKey: 'code' }) declare leaves: NonAttribute<Leaf[]>
}

@Table({ tableName: 'badges', timestamps: false })
export class Badge extends Base<Values, Values> {
  @Column({ type: DataTypes.UUID, primaryKey: true }) declare id: string
  @ForeignKey(() => Keeper) @Column({ type: DataTypes.INTEGER }) declare keeperId: number | null
  @Column({ type: DataTypes.TEXT }) declare note: string | null
  @BelongsTo(() => Keeper, { foreignKey: 'keeperId' }) declare keeper: NonAttribute<Keeper | null>
}

@Table({ tableName: 'sorts', timestamps: false })
export class Sort extends Base<Values, Values> {
  @Column({ type: DataTypes.BIGINT, primaryKey: true }) declare id: string
  @Column({ type: DataTypes.TEXT }) declare name: string | null
  @BelongsToMany(() => Keeper, { through: () => Care, foreignKey: 'sortId', otherKey: 'keeperId' })
  declare keepers: NonAttribute<Keeper[]>
}

@Table({ tableName: 'Care', timestamps: false })
export class Care extends Base<Values, Values> {
  @ForeignKey(() => Keeper) @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare keeperId: number
  @ForeignKey(() => Sort) @Column({ type: DataTypes.BIGINT, primaryKey: true }) declare sortId: string
  @Column({ type: DataTypes.INTEGER, field: 'user' }) declare weight: number | null
  @Column({ type: DataTypes.TEXT }) declare note: string | null
}

@Table({ tableName: 'leaves', timestamps: false })
export class Leaf extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @ForeignKey(() => Plot) @Column({ type: DataTypes.BIGINT }) declare plotCode: string | null
  @Column({ type: DataTypes.TEXT }) declare name: string | null
  @BelongsTo(() => Plot, { foreignKey: 'plotCode', targetKey: 'code' })
  declare plot: NonAttribute<Plot | null>
}

export const groveModels: readonly ModelStatic<Model>[] = [Keeper, Plot, Badge, Sort, Care, Leaf]

export const grove: Setting = {
  models: groveModels,
  tables: `
create table "User Name" ("select" int primary key, "order" text collate "C", "it's" int, "boss id" int references "User Name");
create table "plot %s $1" (zone text, "Größe" int, code bigint not null unique, "group" int references "User Name",
  size numeric(6,2), planted timestamptz, primary key (zone, "Größe"));
create table badges (id uuid primary key, "keeperId" int references "User Name", note text collate "C");
create table sorts (id bigint primary key, name text collate "C");
create table "Care" ("keeperId" int references "User Name", "sortId" bigint references sorts, "user" int, note text collate "C",
  primary key ("keeperId", "sortId"));
create table leaves (id int primary key, "plotCode" bigint references "plot %s $1" (code), name text collate "C");
`,
}
