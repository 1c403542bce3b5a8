/**
 * A town for the session's hardest cases: generated, assigned and composite keys, keys that are foreign keys too, a
 * self-reference, a cycle between two tables, a has-one, a many-to-many, and every ON DELETE there is.
 */
import { DataTypes } from 'sequelize'
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute } from 'sequelize'
import { BelongsTo, BelongsToMany, Column, ForeignKey, HasMany, HasOne, Table } from 'sequelize-typescript'
import { Model as Base } from 'sequelize-typescript'

/** What the session reads of an association, which Sequelize's types do not know. */
const owned = { cascade: 'delete-orphan' } as object

@Table({ tableName: 'regions', timestamps: false })
export class Region extends Base<InferAttributes<Region>, InferCreationAttributes<Region>> {
  @Column({ type: DataTypes.TEXT, primaryKey: true }) declare code: string
  @Column({ type: DataTypes.TEXT }) declare name: CreationOptional<string | null>
  @HasMany(() => Person, { foreignKey: 'regionCode', onDelete: 'RESTRICT' })
  declare people?: NonAttribute<Person[]>
  @HasMany(() => Stay, { foreignKey: 'regionCode' }) declare stays?: NonAttribute<Stay[]>
}

@Table({ tableName: 'people', timestamps: false, underscored: true })
export class Person extends Base<InferAttributes<Person>, InferCreationAttributes<Person>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true })
  declare id: CreationOptional<number>
  @Column({ type: DataTypes.TEXT }) declare name: CreationOptional<string | null>
  @ForeignKey(() => Person) @Column({ type: DataTypes.INTEGER }) declare bossId: CreationOptional<
    number | null
  >
  @ForeignKey(() => Region) @Column({ type: DataTypes.TEXT }) declare regionCode: CreationOptional<
    string | null
  >
  @ForeignKey(() => Item) @Column({ type: DataTypes.INTEGER }) declare favouriteId: CreationOptional<
    number | null
  >
  @BelongsTo(() => Person, { foreignKey: 'bossId', onDelete: 'SET NULL' })
  declare boss?: NonAttribute<Person | null>
  @HasMany(() => Person, { foreignKey: 'bossId', onDelete: 'SET NULL' })
  declare reports?: NonAttribute<Person[]>
  @BelongsTo(() => Region, { foreignKey: 'regionCode', onDelete: 'RESTRICT' })
  declare region?: NonAttribute<Region | null>
  @BelongsTo(() => Item, { foreignKey: 'favouriteId', onDelete: 'SET NULL', constraints: false })
  declare favourite?: NonAttribute<Item | null>
  @HasMany(() => Item, { foreignKey: 'ownerId', onDelete: 'CASCADE', ...owned })
  declare items?: NonAttribute<Item[]>
  @HasOne(() => Card, { foreignKey: 'personId', onDelete: 'SET NULL' })
  declare card?: NonAttribute<Card | null>
  @HasMany(() => Stay, { foreignKey: 'personId', onDelete: 'CASCADE', ...owned })
  declare stays?: NonAttribute<Stay[]>
  @BelongsToMany(() => Tag, { through: () => PersonTag, foreignKey: 'personId', otherKey: 'tagId' })
  declare tags?: NonAttribute<Tag[]>
}

@Table({ tableName: 'items', timestamps: false, underscored: true })
export class Item extends Base<InferAttributes<Item>, InferCreationAttributes<Item>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true })
  declare id: CreationOptional<number>
  @Column({ type: DataTypes.TEXT }) declare name: CreationOptional<string | null>
  @ForeignKey(() => Person)
  @Column({ type: DataTypes.INTEGER, allowNull: false })
  declare ownerId: CreationOptional<number>
  @BelongsTo(() => Person, { foreignKey: 'ownerId', onDelete: 'CASCADE' })
  declare owner?: NonAttribute<Person>
  @HasMany(() => Person, { foreignKey: 'favouriteId', onDelete: 'SET NULL', constraints: false })
  declare fans?: NonAttribute<Person[]>
}

@Table({ tableName: 'cards', timestamps: false, underscored: true })
export class Card extends Base<InferAttributes<Card>, InferCreationAttributes<Card>> {
  @Column({ type: DataTypes.TEXT, primaryKey: true }) declare series: string
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare number: number
  @Column({ type: DataTypes.TEXT }) declare name: CreationOptional<string | null>
  @ForeignKey(() => Person) @Column({ type: DataTypes.INTEGER }) declare personId: CreationOptional<
    number | null
  >
  @BelongsTo(() => Person, { foreignKey: 'personId', onDelete: 'SET NULL' })
  declare person?: NonAttribute<Person | null>
}

@Table({ tableName: 'stays', timestamps: false, underscored: true })
export class Stay extends Base<InferAttributes<Stay>, InferCreationAttributes<Stay>> {
  @ForeignKey(() => Person)
  @Column({ type: DataTypes.INTEGER, primaryKey: true })
  declare personId: CreationOptional<number>
  @ForeignKey(() => Region)
  @Column({ type: DataTypes.TEXT, primaryKey: true })
  declare regionCode: CreationOptional<string>
  @Column({ type: DataTypes.TEXT }) declare name: CreationOptional<string | null>
  @BelongsTo(() => Person, { foreignKey: 'personId', onDelete: 'CASCADE' })
  declare person?: NonAttribute<Person>
  @BelongsTo(() => Region, { foreignKey: 'regionCode' }) declare region?: NonAttribute<Region>
}

@Table({ tableName: 'tags', timestamps: false })
export class Tag extends Base<InferAttributes<Tag>, InferCreationAttributes<Tag>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @Column({ type: DataTypes.TEXT }) declare name: CreationOptional<string | null>
  @BelongsToMany(() => Person, { through: () => PersonTag, foreignKey: 'tagId', otherKey: 'personId' })
  declare people?: NonAttribute<Person[]>
}

@Table({ tableName: 'people_tags', timestamps: false, underscored: true })
export class PersonTag extends Base<InferAttributes<PersonTag>, InferCreationAttributes<PersonTag>> {
  @ForeignKey(() => Person) @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare personId: number
  @ForeignKey(() => Tag) @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare tagId: number
}

export const models = [Region, Person, Item, Card, Stay, Tag, PersonTag]

/** ON DELETE is CASCADE, SET NULL, RESTRICT, and NO ACTION where none is named: then the session does it. */
export const tables = `
create table regions (code text primary key, name text);
create table people (id serial primary key, name text, boss_id int references people on delete set null,
  region_code text references regions on delete restrict, favourite_id int);
create table items (id serial primary key, name text, owner_id int not null references people on delete cascade);
alter table people add constraint people_favourite foreign key (favourite_id) references items;
create table cards (series text, number int, name text, person_id int references people, primary key (series, number));
create table stays (person_id int references people on delete cascade, region_code text references regions, name text,
  primary key (person_id, region_code));
create table tags (id int primary key, name text);
create table people_tags (person_id int references people, tag_id int references tags, primary key (person_id, tag_id));
`

export const town = { models, tables }
