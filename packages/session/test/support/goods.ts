/** One model with an attribute of nearly every type, one with odd names. */
import { DataTypes } from 'sequelize'
import type { ModelStatic, Model } from 'sequelize'
import { Column, Model as Base, Table } from 'sequelize-typescript'
import type { Setting } from './worlds.ts'

type Values = Record<string, unknown>

@Table({ tableName: 'goods', timestamps: false })
export class Good extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @Column({ type: DataTypes.TEXT }) declare text: string | null
  @Column({ type: DataTypes.STRING(20) }) declare short: string | null
  @Column({ type: DataTypes.CHAR(4) }) declare fixed: string | null
  @Column({ type: DataTypes.CITEXT }) declare folded: string | null
  @Column({ type: DataTypes.BOOLEAN }) declare flag: boolean | null
  @Column({ type: DataTypes.SMALLINT }) declare small: number | null
  @Column({ type: DataTypes.BIGINT }) declare big: string | null
  @Column({ type: DataTypes.DECIMAL }) declare exact: string | null
  @Column({ type: DataTypes.REAL }) declare single: number | null
  @Column({ type: DataTypes.DOUBLE }) declare double: number | null
  @Column({ type: DataTypes.DATE }) declare moment: Date | null
  @Column({ type: DataTypes.DATE }) declare local: Date | null
  @Column({ type: DataTypes.DATEONLY }) declare day: string | null
  @Column({ type: DataTypes.TIME }) declare time: string | null
  @Column({ type: DataTypes.UUID }) declare uuid: string | null
  @Column({ type: DataTypes.BLOB }) declare bytes: Buffer | null
  @Column({ type: DataTypes.JSON }) declare json: unknown
  @Column({ type: DataTypes.JSONB }) declare jsonb: unknown
  @Column({ type: DataTypes.ENUM('dim', 'bright', 'a "b", \'c\'') }) declare mood: string | null
  @Column({ type: DataTypes.ARRAY(DataTypes.ENUM('dim', 'bright')) }) declare moods: string[] | null
  @Column({ type: DataTypes.ARRAY(DataTypes.TEXT) }) declare tags: (string | null)[] | null
  @Column({ type: DataTypes.ARRAY(DataTypes.INTEGER) }) declare numbers: number[] | null
  @Column({ type: DataTypes.ARRAY(DataTypes.DATE) }) declare moments: Date[] | null
  @Column({ type: DataTypes.ARRAY(DataTypes.JSONB) }) declare docs: object[] | null
  @Column({ type: DataTypes.ARRAY(DataTypes.ARRAY(DataTypes.INTEGER)) }) declare grid: number[][] | null
  @Column({ type: DataTypes.RANGE(DataTypes.INTEGER) }) declare span: unknown
  @Column({ type: DataTypes.RANGE(DataTypes.DATE) }) declare period: unknown
  @Column({ type: DataTypes.RANGE(DataTypes.DATEONLY) }) declare days: unknown
  @Column({ type: DataTypes.INET }) declare host: string | null
  @Column({ type: DataTypes.CIDR }) declare net: string | null
  @Column({ type: DataTypes.MACADDR }) declare card: string | null
  @Column({ type: DataTypes.TSVECTOR }) declare words: string | null
}

/** Two names have more than the 63 bytes that PostgreSQL keeps, and are cut alike. */
@Table({ tableName: 'User Name', timestamps: false })
export class Odd extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true, field: 'select' }) declare id: number
  @Column({ type: DataTypes.TEXT, field: 'order' }) declare order: string
  @Column({ type: DataTypes.TEXT, field: 'Größe 🦊' }) declare größe: string
  @Column({ type: DataTypes.TEXT, field: `it's` }) declare its: string
  @Column({ type: DataTypes.TEXT, field: 'per%cent $1 ?' }) declare signs: string
  @Column({ type: DataTypes.TEXT, field: 'a' })
  declare a_name_so_long_that_an_alias_made_of_it_cannot_be_kept_by_the_server_1: string
  @Column({ type: DataTypes.TEXT, field: 'b' })
  declare a_name_so_long_that_an_alias_made_of_it_cannot_be_kept_by_the_server_2: string
  @Column({ type: DataTypes.TEXT, field: 'toString' }) declare text: string
}

export const goods: Setting = {
  models: [Good, Odd] as readonly ModelStatic<Model>[],
  tables: `
create extension if not exists citext;
create type mood as enum ('dim', 'bright', 'a "b", ''c''');
create type enum_goods_moods as enum ('dim', 'bright');
create table goods (id int primary key, text text, short varchar(20), fixed char(4), folded citext, flag boolean, small smallint,
  big bigint, exact numeric, single real, double double precision, moment timestamptz, local timestamp, day date, time time,
  uuid uuid, bytes bytea, json json, jsonb jsonb, mood mood, moods enum_goods_moods[], tags text[], numbers int[], moments timestamptz[],
  docs jsonb[], grid int[][], span int4range, period tstzrange, days daterange, host inet, net cidr, card macaddr,
  words tsvector);
create table "User Name" ("select" int primary key, "order" text, "Größe 🦊" text, "it's" text, "per%cent $1 ?" text, a text,
  b text, "toString" text);
`,
}
