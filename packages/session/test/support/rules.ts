/** Models with rules of their own, for the tests of hooks and of validators. */
import { setImmediate } from 'node:timers/promises'
import { DataTypes, literal } from 'sequelize'
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute } from 'sequelize'
import {
  BeforeCreate,
  BelongsTo,
  Column,
  ForeignKey,
  HasMany,
  Model as Base,
  Scopes,
  Table,
} from 'sequelize-typescript'
import type { ModelCtor } from 'sequelize-typescript'

const now = { type: DataTypes.DATE, allowNull: false, defaultValue: literal('now()') }
const key = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }

@Scopes(() => ({ named: (name: string) => ({ where: { name } }) }))
@Table({ tableName: 'authors', underscored: true, timestamps: true })
export class Author extends Base<InferAttributes<Author>, InferCreationAttributes<Author>> {
  @Column(key) declare id: CreationOptional<number>
  @Column({ type: DataTypes.STRING(60), allowNull: false, validate: { len: [2, 20] } }) declare name: string
  @Column({ type: DataTypes.TEXT }) declare slug: CreationOptional<string | null>
  @Column(now) declare createdAt: CreationOptional<Date>
  @Column(now) declare updatedAt: CreationOptional<Date>
  @HasMany(() => Book, { foreignKey: 'authorId', onDelete: 'CASCADE' }) declare books?: NonAttribute<Book[]>
}

@Table({ tableName: 'books', underscored: true, timestamps: false })
export class Book extends Base<InferAttributes<Book>, InferCreationAttributes<Book>> {
  @Column(key) declare id: CreationOptional<number>
  @Column({ type: DataTypes.TEXT, allowNull: false }) declare title: string
  @ForeignKey(() => Author)
  @Column({ type: DataTypes.INTEGER, allowNull: false })
  declare authorId: CreationOptional<number>
  @BelongsTo(() => Author, { foreignKey: 'authorId', onDelete: 'CASCADE' })
  declare author?: NonAttribute<Author>
}

/** Rows of it are marked as deleted. */
@Table({
  tableName: 'drafts',
  underscored: true,
  timestamps: true,
  paranoid: true,
  createdAt: false,
  updatedAt: false,
})
export class Draft extends Base<InferAttributes<Draft>, InferCreationAttributes<Draft>> {
  @Column(key) declare id: CreationOptional<number>
  @Column({ type: DataTypes.TEXT, allowNull: false }) declare body: string
  @Column({ type: DataTypes.TEXT }) declare deletedBy: CreationOptional<string | null>
  @Column({ type: DataTypes.DATE }) declare deletedAt: CreationOptional<Date | null>
}

/** Its hooks are decorated methods, one of them under a name. */
@Table({ tableName: 'badges', timestamps: false })
export class Badge extends Base<InferAttributes<Badge>, InferCreationAttributes<Badge>> {
  @Column(key) declare id: CreationOptional<number>
  @Column({ type: DataTypes.TEXT, defaultValue: '' }) declare stamps: CreationOptional<string>

  @BeforeCreate static stampOnce(badge: Badge): void {
    badge.stamps += 'once,'
  }

  @BeforeCreate({ name: 'second stamp' }) static stampTwice(badge: Badge): void {
    badge.stamps += 'twice'
  }
}

const setPassword = {
  set(this: Base, value: string) {
    this.setDataValue('password' as never, value as never)
    this.setDataValue('passwordHash' as never, `hash of ${value}` as never)
  },
}

/** Every kind of validator, none of which waits. */
@Table({
  tableName: 'accounts',
  underscored: true,
  timestamps: true,
  createdAt: false,
  validate: {
    isConsistent(this: Base) {
      const account = this as Account
      if (account.age === 5 && account.email !== null) throw new Error('A child has no address.')
    },
    isConsistentToo(this: Base, next: (error?: unknown) => void) {
      next((this as Account).age === 5 ? 'Five is too young.' : undefined)
    },
  },
})
export class Account extends Base<InferAttributes<Account>, InferCreationAttributes<Account>> {
  @Column({ ...key, allowNull: false }) declare id: CreationOptional<number>
  @Column({ type: DataTypes.UUID, allowNull: false, defaultValue: literal('gen_random_uuid()') })
  declare token: CreationOptional<string>
  @Column({
    type: DataTypes.STRING(60),
    allowNull: false,
    validate: {
      notNull: { msg: 'Who is it?' },
      notEmpty: true,
      len: { args: [2, 20], msg: 'From 2 to 20.' },
    },
  })
  declare name: string
  @Column({
    type: DataTypes.TEXT,
    validate: {
      isEmail: { msg: 'That is no address.' },
      isLowercase: true,
      hasNoPlus(value: string) {
        if (value.includes('+')) throw new Error('No plus, please.')
      },
    },
  })
  declare email: CreationOptional<string | null>
  @Column({ type: DataTypes.TEXT, validate: { isUrl: true } }) declare site: CreationOptional<string | null>
  @Column({
    type: DataTypes.INTEGER,
    validate: { isInt: true, min: 5, max: { args: [99], msg: 'Too old.' } },
  })
  declare age: CreationOptional<number | null>
  @Column({
    type: DataTypes.TEXT,
    validate: { is: /^[a-z]+$/i, not: /^x/i, isIn: [['ink', 'pen', 'x1']], notIn: [['pen']] },
  })
  declare kind: CreationOptional<string | null>
  @Column({ type: DataTypes.TEXT, validate: { isImmutable: true } }) declare origin: CreationOptional<
    string | null
  >
  @Column({
    type: DataTypes.TEXT,
    allowNull: true,
    validate: {
      isGivenToAdults(this: Base, value: unknown) {
        if (value === null && ((this as Account).age ?? 0) > 60) throw new Error('Say something.')
      },
      isNotBad(value: unknown, next: (error?: unknown) => void) {
        next(value === 'bad' ? new Error('Bad.') : undefined)
      },
    },
  })
  declare remark: CreationOptional<string | null>
  @Column({ type: DataTypes.TEXT }) declare passwordHash: CreationOptional<string | null>
  @Column({ type: DataTypes.VIRTUAL, validate: { len: [4, 20] }, ...setPassword })
  declare password: CreationOptional<string>
  @Column({ type: DataTypes.DATE, allowNull: false }) declare updatedAt: CreationOptional<Date>
}

/** Its validators wait. */
@Table({
  tableName: 'visitors',
  timestamps: false,
  validate: {
    async isWelcome(this: Base) {
      await setImmediate()
      if ((this as Visitor).name === 'Mallory') throw new Error('Not you.')
    },
  },
})
export class Visitor extends Base<InferAttributes<Visitor>, InferCreationAttributes<Visitor>> {
  @Column(key) declare id: CreationOptional<number>
  @Column({
    type: DataTypes.TEXT,
    validate: {
      async isNotMallory(value: string) {
        await setImmediate()
        if (value === 'Mallory') throw new Error('No Mallory.')
      },
      isCalledBack(value: string, next: (error?: unknown) => void) {
        setTimeout(() => next(value === 'Mallory' ? 'Mallory again.' : undefined), 1)
      },
    },
  })
  declare name: CreationOptional<string | null>
}

export const models = [Author, Book, Draft, Badge, Account, Visitor] as ModelCtor[]

/** The tables, in SQL of their own so that nothing of what is tested makes them. */
export const tables = `
create table authors (id serial primary key, name varchar(60) not null, slug text,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now());
create table books (id serial primary key, title text not null, author_id int not null references authors on delete cascade);
create table drafts (id serial primary key, body text not null, deleted_by text, deleted_at timestamptz);
create table badges (id serial primary key, stamps text);
create table accounts (id serial primary key, token uuid not null default gen_random_uuid(), name varchar(60) not null,
  email text, site text, age int, kind text, origin text, remark text, password_hash text, updated_at timestamptz not null);
create table visitors (id serial primary key, name text);
`
