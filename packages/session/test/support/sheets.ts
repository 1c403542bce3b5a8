/** Models with what shops lack: types that do not travel in arrays, and versions. */
import { DataTypes } from 'sequelize'
import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize'
import { Column, Model as Base, Table } from 'sequelize-typescript'

@Table({ tableName: 'sheets', timestamps: false })
export class Sheet extends Base<InferAttributes<Sheet>, InferCreationAttributes<Sheet>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @Column({ type: DataTypes.ENUM('good', 'bad') }) declare mood: 'good' | 'bad'
  @Column({ type: DataTypes.ARRAY(DataTypes.TEXT) }) declare tags: string[]
  @Column({ type: DataTypes.RANGE(DataTypes.INTEGER) }) declare span: readonly [number, number]
}

@Table({ tableName: 'documents', timestamps: false, version: true })
export class Document extends Base<InferAttributes<Document>, InferCreationAttributes<Document>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @Column({ type: DataTypes.TEXT }) declare text: string
  declare version: CreationOptional<number>
}

export const sheets = {
  models: [Sheet, Document],
  tables: `
create type enum_sheets_mood as enum ('good', 'bad');
create table sheets (id int primary key, mood enum_sheets_mood, tags text[], span int4range);
create table documents (id int primary key, text text, version int not null default 0);
`,
}
