/** A small shop for the session's own tests, with every kind of relation, a self-reference and a composite key. */
import { DataTypes, literal } from 'sequelize'
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute } from 'sequelize'
import { BelongsTo, BelongsToMany, Column, ForeignKey, HasMany, HasOne, Table } from 'sequelize-typescript'
import { Model as Base } from 'sequelize-typescript'

const now = { type: DataTypes.DATE, allowNull: false, defaultValue: literal('now()') }

@Table({ tableName: 'users', underscored: true, timestamps: true })
export class User extends Base<InferAttributes<User>, InferCreationAttributes<User>> {
  @Column({ type: DataTypes.BIGINT, primaryKey: true }) declare telegramId: string
  @Column({ type: DataTypes.STRING(255), allowNull: false }) declare fullName: string
  @Column({ type: DataTypes.STRING(255) }) declare username: CreationOptional<string | null>
  @ForeignKey(() => User) @Column({ type: DataTypes.BIGINT }) declare referrerId: CreationOptional<
    string | null
  >
  @Column(now) declare createdAt: CreationOptional<Date>
  @Column(now) declare updatedAt: CreationOptional<Date>
  @BelongsTo(() => User, { foreignKey: 'referrerId', onDelete: 'SET NULL' })
  declare referrer?: NonAttribute<User | null>
  @HasMany(() => User, { foreignKey: 'referrerId', onDelete: 'SET NULL' }) declare referrals?: NonAttribute<
    User[]
  >
  @HasMany(() => Order, { foreignKey: 'userId', onDelete: 'CASCADE' }) declare orders?: NonAttribute<Order[]>
  @HasOne(() => Profile, { foreignKey: 'userId', onDelete: 'CASCADE' })
  declare profile?: NonAttribute<Profile | null>
}

@Table({ tableName: 'profiles', timestamps: false })
export class Profile extends Base<InferAttributes<Profile>, InferCreationAttributes<Profile>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true })
  declare id: CreationOptional<number>
  @ForeignKey(() => User)
  @Column({ type: DataTypes.BIGINT, field: 'user_id', allowNull: false })
  declare userId: string
  @Column({ type: DataTypes.JSONB }) declare settings: CreationOptional<object | null>
  @BelongsTo(() => User, { foreignKey: 'userId', onDelete: 'CASCADE' }) declare user?: NonAttribute<User>
}

@Table({ tableName: 'order', underscored: true, timestamps: true })
export class Order extends Base<InferAttributes<Order>, InferCreationAttributes<Order>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true })
  declare orderId: CreationOptional<number>
  @ForeignKey(() => User)
  @Column({ type: DataTypes.BIGINT, allowNull: false })
  declare userId: CreationOptional<string>
  @Column(now) declare createdAt: CreationOptional<Date>
  @Column(now) declare updatedAt: CreationOptional<Date>
  @BelongsTo(() => User, { foreignKey: 'userId', onDelete: 'CASCADE' }) declare user?: NonAttribute<User>
  @HasMany(() => Line, { foreignKey: 'orderId', onDelete: 'CASCADE' }) declare lines?: NonAttribute<Line[]>
  @BelongsToMany(() => Product, { through: () => Line, foreignKey: 'orderId', otherKey: 'productId' })
  declare products?: NonAttribute<Product[]>
}

@Table({ tableName: 'Product List', timestamps: false })
export class Product extends Base<InferAttributes<Product>, InferCreationAttributes<Product>> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true, field: 'Product Id' })
  declare productId: CreationOptional<number>
  @Column({ type: DataTypes.STRING(255), allowNull: false }) declare title: string
  @Column({ type: DataTypes.DECIMAL(16, 4), allowNull: false }) declare price: string
  @HasMany(() => Line, { foreignKey: 'productId', onDelete: 'RESTRICT' }) declare lines?: NonAttribute<Line[]>
}

@Table({ tableName: 'lines', timestamps: false })
export class Line extends Base<InferAttributes<Line>, InferCreationAttributes<Line>> {
  @ForeignKey(() => Order)
  @Column({ type: DataTypes.INTEGER, primaryKey: true, field: 'order_id' })
  declare orderId: CreationOptional<number>
  @ForeignKey(() => Product)
  @Column({ type: DataTypes.INTEGER, primaryKey: true, field: 'product_id' })
  declare productId: CreationOptional<number>
  @Column({ type: DataTypes.INTEGER, allowNull: false }) declare quantity: number
  @BelongsTo(() => Order, { foreignKey: 'orderId', onDelete: 'CASCADE' }) declare order?: NonAttribute<Order>
  @BelongsTo(() => Product, { foreignKey: 'productId', onDelete: 'RESTRICT' })
  declare product?: NonAttribute<Product>
}

export const models = [User, Profile, Order, Product, Line]

/** The tables, in SQL of their own so that nothing of what is tested makes them. */
export const tables = `
create table users (telegram_id bigint primary key, full_name varchar(255) not null, username varchar(255),
  referrer_id bigint references users on delete set null,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now());
create table profiles (id serial primary key, user_id bigint not null unique references users on delete cascade, settings jsonb);
create table "order" (order_id serial primary key, user_id bigint not null references users on delete cascade,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now());
create table "Product List" ("Product Id" serial primary key, title varchar(255) not null, price numeric(16,4) not null);
create table lines (order_id int references "order" on delete cascade,
  product_id int references "Product List" on delete restrict, quantity int not null, primary key (order_id, product_id));
`
