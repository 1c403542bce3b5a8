/** Crates of things that have a value of every type, their labels, and a table wider than PostgreSQL's functions take arguments. */
import { DataTypes } from 'sequelize'
import type { Model, ModelStatic, NonAttribute } from 'sequelize'
import { BelongsTo, BelongsToMany, Column, ForeignKey, HasMany, HasOne, Table } from 'sequelize-typescript'
import { Model as Base } from 'sequelize-typescript'
import type { Setting } from './worlds.ts'

type Values = Record<string, unknown>

@Table({ tableName: 'crates', timestamps: false })
export class Crate extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @HasMany(() => Thing, { foreignKey: 'crateId' }) declare things: NonAttribute<Thing[]>
  @HasOne(() => Lid, { foreignKey: 'crateId' }) declare lid: NonAttribute<Lid | null>
  @BelongsToMany(() => Label, { through: () => Sticker, foreignKey: 'crateId', otherKey: 'labelId' })
  declare labels: NonAttribute<Label[]>
  @HasMany(() => Wide, { foreignKey: 'crateId' }) declare wides: NonAttribute<Wide[]>
}

@Table({ tableName: 'things', timestamps: false })
export class Thing extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @ForeignKey(() => Crate) @Column({ type: DataTypes.INTEGER }) declare crateId: number
  @BelongsTo(() => Crate, { foreignKey: 'crateId' }) declare crate: NonAttribute<Crate>
}

@Table({ tableName: 'lids', timestamps: false })
export class Lid extends Base<Values, Values> {
  @Column({ type: DataTypes.UUID, primaryKey: true }) declare id: string
  @ForeignKey(() => Crate) @Column({ type: DataTypes.INTEGER }) declare crateId: number
  @Column({ type: DataTypes.JSON }) declare json: unknown
}

@Table({ tableName: 'labels', timestamps: false })
export class Label extends Base<Values, Values> {
  @Column({ type: DataTypes.BIGINT, primaryKey: true }) declare id: string
  @Column({ type: DataTypes.TEXT }) declare text: string | null
}

@Table({ tableName: 'stickers', timestamps: false })
export class Sticker extends Base<Values, Values> {
  @ForeignKey(() => Crate) @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare crateId: number
  @ForeignKey(() => Label) @Column({ type: DataTypes.BIGINT, primaryKey: true }) declare labelId: string
  @Column({ type: DataTypes.DECIMAL(12, 4) }) declare width: string | null
  @Column({ type: DataTypes.DATE }) declare since: Date | null
  @Column({ type: DataTypes.JSONB }) declare data: unknown
}

@Table({ tableName: 'wide', timestamps: false })
export class Wide extends Base<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @ForeignKey(() => Crate) @Column({ type: DataTypes.INTEGER }) declare crateId: number
  @BelongsTo(() => Crate, { foreignKey: 'crateId' }) declare crate: NonAttribute<Crate>
}

type Values3 = readonly [sql: string, other: string]
type Described = { readonly type: unknown; readonly sql: string; readonly values: Values3 }

const of = (type: unknown, sql: string, ...values: Values3): Described => ({ type, sql, values })

/** Columns of every type: as Sequelize knows them, as PostgreSQL does, and two values each beside NULL. */
export const described: Readonly<Record<string, Described>> = {
  small: of(DataTypes.SMALLINT, 'smallint', '-32768', '7'),
  int: of(DataTypes.INTEGER, 'int', '2147483647', '0'),
  big: of(DataTypes.BIGINT, 'bigint', '9223372036854775807', '-1'),
  exact: of(DataTypes.DECIMAL, 'numeric', '1.500', `'NaN'`),
  scaled: of(DataTypes.DECIMAL(30, 10), 'numeric(30,10)', '12345678901234567890.0000000010', '0'),
  single: of(DataTypes.REAL, 'real', '0.1', `'-Infinity'`),
  double: of(DataTypes.DOUBLE, 'double precision', '0.1', `'NaN'`),
  endless: of(DataTypes.DOUBLE, 'double precision', `'Infinity'`, '1e300'),
  text: of(DataTypes.TEXT, 'text', `E'Größe "🦊"\\n\\\\ it''s'`, `''`),
  short: of(DataTypes.STRING(10), 'varchar(10)', `'a  '`, `''`),
  fixed: of(DataTypes.CHAR(6), 'char(6)', `'ab'`, `''`),
  folded: of(DataTypes.CITEXT, 'citext', `'AbC'`, `''`),
  flag: of(DataTypes.BOOLEAN, 'boolean', 'true', 'false'),
  bytes: of(DataTypes.BLOB, 'bytea', `'\\x00ff5c22'`, `''`),
  day: of(DataTypes.DATEONLY, 'date', `'2024-02-29'`, `'infinity'`),
  moment: of(DataTypes.DATE, 'timestamptz', `'2024-02-29 12:34:56.789123+02'`, `'infinity'`),
  local: of(DataTypes.DATE, 'timestamp', `'2024-02-29 12:34:56.789123'`, `'-infinity'`),
  time: of(DataTypes.TIME, 'time', `'12:34:56.789123'`, `'00:00'`),
  zoned: of('TIME WITH TIME ZONE', 'timetz', `'12:34:56+02'`, `'00:00-11'`),
  span: of('INTERVAL', 'interval', `'1 year 2 days -03:04:05.006'`, `'0'`),
  uuid: of(
    DataTypes.UUID,
    'uuid',
    `'0000000A-0000-4000-8000-000000000001'`,
    `'ffffffff-ffff-4fff-bfff-ffffffffffff'`,
  ),
  json: of(DataTypes.JSON, 'json', `'{ "a" : [1, 1.50, null], "a": "😀" }'`, `'null'`),
  jsonb: of(DataTypes.JSONB, 'jsonb', `'{"big": 12345678901234567890, "s": "q\\"\\\\"}'`, `'"text"'`),
  number: of(DataTypes.JSONB, 'jsonb', `'1.5'`, `'null'`),
  stamp: of(DataTypes.JSON, 'json', `'"2024-02-29T12:00:00.000Z"'`, 'null'),
  iso: of(DataTypes.TEXT, 'text', `'2024-02-29T12:00:00.000Z'`, `'null'`),
  mood: of(DataTypes.ENUM('dim', 'a "b", c'), 'enum_things_mood', `'dim'`, `'a "b", c'`),
  moods: of(
    DataTypes.ARRAY(DataTypes.ENUM('dim', 'a "b", c')),
    'enum_things_mood[]',
    `array['dim', 'a "b", c']::enum_things_mood[]`,
    `'{}'`,
  ),
  ints: of(DataTypes.ARRAY(DataTypes.INTEGER), 'int[]', `'{1,NULL,-3}'`, `'{}'`),
  bigs: of(DataTypes.ARRAY(DataTypes.BIGINT), 'bigint[]', `'{9223372036854775807}'`, `'{NULL}'`),
  flags: of(DataTypes.ARRAY(DataTypes.BOOLEAN), 'boolean[]', `'{t,f,NULL}'`, `'{}'`),
  texts: of(
    DataTypes.ARRAY(DataTypes.TEXT),
    'text[]',
    `array['a "q"', 'b,c', null, '', 'NULL', E'\\\\']`,
    `'{}'`,
  ),
  exacts: of(DataTypes.ARRAY(DataTypes.DECIMAL), 'numeric[]', `'{1.50,NaN,NULL}'`, `'{}'`),
  moments: of(
    DataTypes.ARRAY(DataTypes.DATE),
    'timestamptz[]',
    `'{2024-02-29 12:34:56.789123+02,NULL}'`,
    `'{}'`,
  ),
  uuids: of(DataTypes.ARRAY(DataTypes.UUID), 'uuid[]', `'{0000000A-0000-4000-8000-000000000001}'`, `'{}'`),
  docs: of(DataTypes.ARRAY(DataTypes.JSONB), 'jsonb[]', `array['{"a": "x,y"}', 'null']::jsonb[]`, `'{}'`),
  grid: of(DataTypes.ARRAY(DataTypes.ARRAY(DataTypes.INTEGER)), 'int[][]', `'{{1,2},{3,4}}'`, `'{}'`),
  range: of(DataTypes.RANGE(DataTypes.INTEGER), 'int4range', `'[1,5]'`, `'empty'`),
  period: of(DataTypes.RANGE(DataTypes.DATE), 'tstzrange', `'[2024-01-01 00:00:00.5+00,)'`, `'(,)'`),
  days: of(DataTypes.RANGE(DataTypes.DATEONLY), 'daterange', `'[2024-01-01,2024-02-01)'`, `'empty'`),
  between: of(DataTypes.RANGE(DataTypes.DECIMAL), 'numrange', `'(1.50,2.500]'`, `'(,)'`),
  host: of(DataTypes.INET, 'inet', `'10.0.0.1'`, `'::1/64'`),
  net: of(DataTypes.CIDR, 'cidr', `'10.0.0.0/8'`, `'::/0'`),
  card: of(DataTypes.MACADDR, 'macaddr', `'08:00:2b:01:02:03'`, `'00:00:00:00:00:00'`),
  price: of('MONEY', 'money', `'1234.56'`, `'-0.01'`),
  words: of(DataTypes.TSVECTOR, 'tsvector', `'a fat:2 cat''s'`, `''`),
  place: of('POINT', 'point', `'(1.5,-2)'`, `'(0,0)'`),
  bits: of('BIT(3)', 'bit(3)', `'101'`, `'000'`),
  positive: of(DataTypes.INTEGER, 'positive', '5', '1'),
  exactly: of(DataTypes.DECIMAL(8, 3), 'exactly', '1.5', '0'),
  pair: of('PAIR', 'pair', `row(1, 'a "b", c')`, 'row(null, null)'),
  id_of: of('OID', 'oid', '4294967295', '0'),
}

for (const [name, { type }] of Object.entries(described))
  Column({ type: type as string })(Thing.prototype, name)

export const wideColumns = Array.from({ length: 118 }, (_value, index) => `c${index}`)
const wideTypes = [DataTypes.INTEGER, DataTypes.TEXT, DataTypes.BIGINT, DataTypes.JSONB]
const wideSql = ['int', 'text', 'bigint', 'jsonb']
for (const [index, name] of wideColumns.entries())
  Column({ type: wideTypes[index % 4] as never })(Wide.prototype, name)

const names = Object.keys(described)
const quoted = names.map((name) => `"${name}"`).join(', ')

const rows = [0, 1].map((which) =>
  Object.values(described).map(({ values, sql }) => `(${values[which]})::${sql}`),
)

/** Crate 1 has a full thing, another full one and an empty one; crate 2 a full one; crate 3 nothing. */
export const filled = `
insert into crates values (1), (2), (3);
insert into things (id, "crateId", ${quoted}) values (1, 1, ${rows[0]?.join(', ')}), (2, 1, ${rows[1]?.join(', ')}),
  (4, 2, ${rows[0]?.join(', ')});
insert into things (id, "crateId") values (3, 1);
insert into lids values ('0000000a-0000-4000-8000-000000000001', 1, '{"a": 1.50}'), ('0000000a-0000-4000-8000-000000000002', 2, 'null');
insert into labels values (9007199254740993, 'fragile'), (9007199254740994, '');
insert into stickers values (1, 9007199254740993, 1.5, '2024-02-29 12:00:00.123456+00', '"x"'), (1, 9007199254740994, null, null, 'null'),
  (2, 9007199254740993, 2, 'infinity', null);
insert into wide values (1, 1${wideColumns.map((_name, index) => `, ${[index, `'t${index}'`, index, `'[${index}]'`][index % 4]}`).join('')});
insert into wide (id, "crateId") values (2, 1), (3, 2);
`

export const crates: Setting = {
  models: [Crate, Thing, Lid, Label, Sticker, Wide] as readonly ModelStatic<Model>[],
  tables: `
create extension if not exists citext;
create type enum_things_mood as enum ('dim', 'a "b", c');
create domain positive as int check (value > 0);
create domain exactly as numeric(8,3);
create type pair as (one int, other text);
create table crates (id int primary key);
create table things (id int primary key, "crateId" int references crates,
  ${names.map((name) => `"${name}" ${described[name]?.sql}`).join(', ')});
create table lids (id uuid primary key, "crateId" int references crates, json json);
create table labels (id bigint primary key, text text);
create table stickers ("crateId" int references crates, "labelId" bigint references labels, width numeric(12,4), since timestamptz,
  data jsonb, primary key ("crateId", "labelId"));
create table wide (id int primary key, "crateId" int references crates,
  ${wideColumns.map((name, index) => `${name} ${wideSql[index % 4]}`).join(', ')});
`,
}
