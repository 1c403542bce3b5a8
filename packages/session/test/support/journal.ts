/** Authors and what they write: scopes, deleted rows, getters and setters, a table without a key, and one in another schema. */
import { DataTypes, Op } from 'sequelize'
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute } from 'sequelize'
import {
  BelongsTo,
  BelongsToMany,
  Column,
  DefaultScope,
  ForeignKey,
  HasMany,
  Model as Base,
  Scopes,
  Table,
} from 'sequelize-typescript'
import type { AnySession, Setting } from './worlds.ts'

@Table({ tableName: 'authors', timestamps: false })
export class Author extends Base<InferAttributes<Author>, InferCreationAttributes<Author>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @Column({
    type: DataTypes.TEXT,
    field: 'full name',
    set(this: Author, value: string) {
      this.setDataValue('name', value.trim())
    },
  })
  declare name: string
  @Column({
    type: DataTypes.TEXT,
    get(this: Author) {
      return (this.getDataValue('email') as string | null)?.toLowerCase() ?? null
    },
    set(this: Author, value: string) {
      this.dataValues.email = value.trim()
    },
  })
  declare email: CreationOptional<string | null>
  @Column({
    type: new DataTypes.VIRTUAL(DataTypes.TEXT, ['name', 'email']),
    get(this: Author) {
      return `${this.name} <${this.email}>`
    },
  })
  declare address: CreationOptional<string>
  @HasMany(() => Entry, { foreignKey: 'authorId' }) declare entries?: NonAttribute<Entry[]>
  @HasMany(() => Visit, { foreignKey: 'authorId' }) declare visits?: NonAttribute<Visit[]>
  @HasMany(() => Crate, { foreignKey: 'authorId' }) declare crates?: NonAttribute<Crate[]>
}

@DefaultScope(() => ({ where: { hidden: false } }))
@Scopes(() => ({
  good: { where: { rating: { [Op.gte]: 4 } }, order: [['rating', 'DESC']] },
  by: (authorId: number) => ({ where: { authorId } }),
  brief: { attributes: ['title'] },
  firstTwo: { order: [['id', 'ASC']], limit: 2 },
}))
@Table({ tableName: 'entries', underscored: true, timestamps: true, paranoid: true })
export class Entry extends Base<InferAttributes<Entry>, InferCreationAttributes<Entry>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true })
  declare id: CreationOptional<number>
  @Column({ type: DataTypes.TEXT, allowNull: false }) declare title: string
  @Column({ type: DataTypes.INTEGER }) declare rating: CreationOptional<number | null>
  @Column({ type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false })
  declare hidden: CreationOptional<boolean>
  @ForeignKey(() => Author) @Column({ type: DataTypes.INTEGER }) declare authorId: CreationOptional<
    number | null
  >
  @Column({ type: DataTypes.DATE }) declare createdAt: CreationOptional<Date>
  @Column({ type: DataTypes.DATE }) declare updatedAt: CreationOptional<Date>
  @Column({ type: DataTypes.DATE }) declare deletedAt: CreationOptional<Date | null>
  @BelongsTo(() => Author, { foreignKey: 'authorId' }) declare author?: NonAttribute<Author | null>
  @BelongsToMany(() => Label, { through: () => Labelling, foreignKey: 'entryId', otherKey: 'labelId' })
  declare labels?: NonAttribute<Label[]>
}

@Table({ tableName: 'labels', timestamps: false })
export class Label extends Base<InferAttributes<Label>, InferCreationAttributes<Label>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @Column({ type: DataTypes.TEXT }) declare name: string
  @BelongsToMany(() => Entry, { through: () => Labelling, foreignKey: 'labelId', otherKey: 'entryId' })
  declare entries?: NonAttribute<Entry[]>
}

@Table({ tableName: 'labellings', timestamps: false })
export class Labelling extends Base<InferAttributes<Labelling>, InferCreationAttributes<Labelling>> {
  @ForeignKey(() => Entry)
  @Column({ type: DataTypes.INTEGER, primaryKey: true, field: 'entry_id' })
  declare entryId: number
  @ForeignKey(() => Label)
  @Column({ type: DataTypes.INTEGER, primaryKey: true, field: 'label_id' })
  declare labelId: number
}

/** A table without a primary key. */
@Table({ tableName: 'visits', timestamps: false })
export class Visit extends Base<InferAttributes<Visit>, InferCreationAttributes<Visit>> {
  @ForeignKey(() => Author) @Column({ type: DataTypes.INTEGER, field: 'author_id' }) declare authorId: number
  @Column({ type: DataTypes.TEXT }) declare page: string
  @BelongsTo(() => Author, { foreignKey: 'authorId' }) declare author?: NonAttribute<Author | null>
}

@Table({ tableName: 'crates', schema: 'depot', timestamps: false })
export class Crate extends Base<InferAttributes<Crate>, InferCreationAttributes<Crate>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true })
  declare id: CreationOptional<number>
  @Column({ type: DataTypes.TEXT }) declare content: string
  @ForeignKey(() => Author) @Column({ type: DataTypes.INTEGER }) declare authorId: CreationOptional<
    number | null
  >
}

/** The journal's models and the SQL of their tables; crates are in two schemas. */
export const journal: Setting = {
  models: [Author, Entry, Label, Labelling, Visit, Crate],
  tables: `
create table authors (id int primary key, "full name" text, email text);
create table entries (id serial primary key, title text not null, rating int, hidden boolean not null default false,
  author_id int references authors, created_at timestamptz not null, updated_at timestamptz not null, deleted_at timestamptz);
create table labels (id int primary key, name text);
create table labellings (entry_id int references entries, label_id int references labels, primary key (entry_id, label_id));
create table visits (author_id int, page text);
create schema depot;
create table depot.crates (id serial primary key, content text, "authorId" int);
create schema attic;
create table attic.crates (id serial primary key, content text, "authorId" int);
`,
}

/** Ada wrote four entries (one hidden, one deleted), Bea one, Cy none; labels are on the first three. */
export async function writers(session: AnySession): Promise<void> {
  if ('id' in Visit.getAttributes()) Visit.removeAttribute('id')
  await session.insert(Author, [
    { id: 1, name: 'Ada', email: 'ADA@example.org' },
    { id: 2, name: 'Bea' },
    { id: 3, name: 'Cy' },
  ])
  await session.insert(Entry, [
    { title: 'one', rating: 5, authorId: 1 },
    { title: 'two', rating: 3, authorId: 1 },
    { title: 'hidden', rating: 4, authorId: 1, hidden: true },
    { title: 'gone', rating: 2, authorId: 1, deletedAt: new Date('2024-01-01T00:00:00Z') },
    { title: 'five', rating: 4, authorId: 2 },
  ])
  await session.insert(Label, [
    { id: 1, name: 'red' },
    { id: 2, name: 'blue' },
  ])
  await session.insert(Labelling, [
    { entryId: 1, labelId: 1 },
    { entryId: 1, labelId: 2 },
    { entryId: 2, labelId: 1 },
    { entryId: 4, labelId: 2 },
  ])
  await session.insert(Visit, [
    { authorId: 1, page: '/' },
    { authorId: 1, page: '/' },
    { authorId: 2, page: '/about' },
  ])
  await session.commit()
}
