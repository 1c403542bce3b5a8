/** Tables that refer to each other and to themselves, with every key free to be empty; and some with `references` only. */
import { DataTypes } from 'sequelize'
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute } from 'sequelize'
import { BelongsTo, Column, ForeignKey, Model as Base, Table } from 'sequelize-typescript'

const generated = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }

@Table({ tableName: 'authors', timestamps: false })
export class Author extends Base<InferAttributes<Author>, InferCreationAttributes<Author>> {
  @Column(generated) declare id: CreationOptional<number>
  @ForeignKey(() => Book)
  @Column({ type: DataTypes.INTEGER, field: 'best_id' })
  declare bestId: CreationOptional<number | null>
  @BelongsTo(() => Book, { foreignKey: 'bestId', constraints: false })
  declare best?: NonAttribute<Book | null>
}

@Table({ tableName: 'books', timestamps: false })
export class Book extends Base<InferAttributes<Book>, InferCreationAttributes<Book>> {
  @Column(generated) declare id: CreationOptional<number>
  @ForeignKey(() => Author)
  @Column({ type: DataTypes.INTEGER, field: 'author_id' })
  declare authorId: CreationOptional<number | null>
  @BelongsTo(() => Author, { foreignKey: 'authorId', constraints: false })
  declare author?: NonAttribute<Author | null>
}

@Table({ tableName: 'nodes', timestamps: false })
export class Node extends Base<InferAttributes<Node>, InferCreationAttributes<Node>> {
  @Column(generated) declare id: CreationOptional<number>
  @ForeignKey(() => Node)
  @Column({ type: DataTypes.INTEGER, field: 'next_id' })
  declare nextId: CreationOptional<number | null>
  @BelongsTo(() => Node, { foreignKey: 'nextId' }) declare next?: NonAttribute<Node | null>
}

@Table({ tableName: 'chapters', timestamps: false })
export class Chapter extends Base<InferAttributes<Chapter>, InferCreationAttributes<Chapter>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @Column({ type: DataTypes.INTEGER, references: { model: 'chapters', key: 'id' } })
  declare after: CreationOptional<number | null>
}

@Table({ tableName: 'notes', timestamps: false })
export class Note extends Base<InferAttributes<Note>, InferCreationAttributes<Note>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @Column({ type: DataTypes.INTEGER, field: 'chapter_id', references: { model: 'chapters', key: 'id' } })
  declare chapterId: number
}

export const rings = {
  models: [Author, Book, Node, Chapter, Note],
  tables: `
create table authors (id serial primary key, best_id int);
create table books (id serial primary key, author_id int references authors);
alter table authors add foreign key (best_id) references books;
create table nodes (id serial primary key, next_id int references nodes);
create table chapters (id int primary key, after int references chapters);
create table notes (id int primary key, chapter_id int not null references chapters);
`,
}
