/** Tables whose names need quotes, in a schema of their own; a foreign key of two columns; a table in partitions. */
import { DataTypes } from 'sequelize'
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute } from 'sequelize'
import { BelongsTo, Column, ForeignKey, HasMany, Model as Base, Table } from 'sequelize-typescript'

@Table({ tableName: 'Big Boxes', schema: 'Odd Place', timestamps: false })
export class Box extends Base<InferAttributes<Box>, InferCreationAttributes<Box>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true, field: 'Box Id' }) declare id: number
  @Column({ type: DataTypes.INTEGER, allowNull: false, field: 'select' }) declare tenant: number
  @HasMany(() => Thing, { foreignKey: 'boxId' }) declare things?: NonAttribute<Thing[]>
  @HasMany(() => Entry, { foreignKey: 'boxId' }) declare entries?: NonAttribute<Entry[]>
}

@Table({ tableName: 'Small.Things', schema: 'Odd Place', timestamps: false })
export class Thing extends Base<InferAttributes<Thing>, InferCreationAttributes<Thing>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true })
  declare id: CreationOptional<number>
  @Column({ type: DataTypes.INTEGER, allowNull: false, field: 'select' }) declare tenant: number
  @ForeignKey(() => Box)
  @Column({ type: DataTypes.INTEGER, allowNull: false, field: 'Box Id' })
  declare boxId: number
  @BelongsTo(() => Box, { foreignKey: 'boxId' }) declare box?: NonAttribute<Box>
}

@Table({ tableName: 'entries', timestamps: false })
export class Entry extends Base<InferAttributes<Entry>, InferCreationAttributes<Entry>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @ForeignKey(() => Box)
  @Column({ type: DataTypes.INTEGER, field: 'box_id' })
  declare boxId: CreationOptional<number | null>
}

export const odd = {
  models: [Box, Thing, Entry],
  tables: `
create schema "Odd Place";
create table "Odd Place"."Big Boxes" ("Box Id" int primary key, "select" int not null, unique ("select", "Box Id"));
create table "Odd Place"."Small.Things" (id serial primary key, "select" int not null, "Box Id" int not null,
  constraint "Things in Boxes" foreign key ("select", "Box Id") references "Odd Place"."Big Boxes" ("select", "Box Id"));
create table entries (id int, box_id int references "Odd Place"."Big Boxes") partition by range (id);
create table entries_1 partition of entries for values from (0) to (100);
create table entries_2 partition of entries for values from (100) to (200);
`,
}
