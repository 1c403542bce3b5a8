import {
  BigIntPk,
  column,
  createStatements,
  Entity,
  Int,
  IntPk,
  numeric,
  Str255,
  Text,
  varchar,
} from '@retort/model'
import type { CreationOptional, InferAttributes, InferCreationAttributes } from 'sequelize'
import { DataType, Model } from 'sequelize-typescript'
import { describe, expect, it } from 'vitest'
import { created } from './support/tables.ts'

const Str15 = varchar(15)
const Price = numeric(16, 4)
const Score = column({ type: DataType.INTEGER, allowNull: true })
const Flag = column({ type: DataType.BOOLEAN, defaultValue: false })

@Entity()
class Sample extends Model<InferAttributes<Sample>, InferCreationAttributes<Sample>> {
  @IntPk declare sampleId: CreationOptional<number>
  @Str255 declare title: string
  @Str255({ optional: true }) declare subtitle: CreationOptional<string | null>
  @Str255({}) declare author: string
  @Str15({ field: 'lang' }) declare language: string
  @Text({ optional: true }) declare body: CreationOptional<string | null>
  @Int declare pages: number
  @Price declare price: string
  @Flag declare soldOut: CreationOptional<boolean>
  @Score declare score: CreationOptional<number | null>
  @Score({ optional: false }) declare rank: number
}

@Entity()
class Account extends Model<InferAttributes<Account>, InferCreationAttributes<Account>> {
  @BigIntPk declare accountId: string
}

describe('the building blocks', () => {
  it('make the columns they are named after, with and without arguments', async () => {
    const { columns } = await created([Sample])
    expect(await columns('samples')).toEqual([
      'sample_id integer not null identity',
      'title character varying(255) not null',
      'subtitle character varying(255)',
      'author character varying(255) not null',
      'lang character varying(15) not null',
      'body text',
      'pages integer not null',
      'price numeric(16,4) not null',
      'sold_out boolean not null default false',
      'score integer',
      'rank integer not null',
    ])
  })

  it('declare attributes that a legacy-decorator compiler has not dropped', async () => {
    await created([Sample])
    expect(Object.keys(Sample.getAttributes())).toEqual([
      'sampleId',
      'title',
      'subtitle',
      'author',
      'language',
      'body',
      'pages',
      'price',
      'soldOut',
      'score',
      'rank',
    ])
  })

  it('keep every digit of numeric and bigint', async () => {
    await created([Sample, Account])
    const values = { title: 'a', author: 'b', language: 'en', pages: 1, rank: 1 }
    const sample = await Sample.create({ ...values, price: '123456789012.3456' })
    expect(sample.price).toBe('123456789012.3456')
    const account = await Account.create({ accountId: '9007199254740993' })
    expect(account.accountId).toBe('9007199254740993')
  })

  it('take an integer key from outside as well as from the database', async () => {
    await created([Sample])
    const values = { title: 'a', author: 'b', language: 'en', pages: 1, rank: 1, price: '1' }
    await Sample.create({ ...values, sampleId: 41 })
    const generated = await Sample.create(values)
    expect(generated.sampleId).toBe(1)
    expect(await Sample.count()).toBe(2)
  })

  it('do not generate a bigint key', async () => {
    const { columns } = await created([Account])
    expect(await columns('accounts')).toEqual(['account_id bigint not null'])
  })
})

describe('the types of Sequelize', () => {
  it('are spelled the short way', async () => {
    @Entity()
    class Everything extends Model {
      @IntPk declare id: number
      @column({ type: DataType.DATE }) declare at: Date
      @column({ type: DataType.DATEONLY }) declare day: string
      @column({ type: DataType.TIME }) declare time: string
      @column({ type: DataType.UUID }) declare uuid: string
      @column({ type: DataType.JSONB }) declare data: object
      @column({ type: DataType.JSON }) declare text: object
      @column({ type: DataType.BLOB }) declare bytes: Uint8Array
      @column({ type: DataType.DOUBLE }) declare ratio: number
      @column({ type: DataType.REAL }) declare half: number
      @column({ type: DataType.SMALLINT }) declare small: number
      @column({ type: DataType.DECIMAL }) declare amount: string
      @column({ type: DataType.CHAR(2) }) declare country: string
      @column({ type: DataType.INET }) declare address: string
      @column({ type: DataType.RANGE(DataType.DATE) }) declare during: unknown
      @column({ type: DataType.ARRAY(DataType.STRING(20)) }) declare tags: string[]
      @column({ type: DataType.TSVECTOR }) declare words: string
      @column({ type: 'point' }) declare place: string
      @column({ type: DataType.VIRTUAL }) declare nothing: string
    }
    const { columns, statements } = await created([Everything])
    expect(await columns('everythings')).toEqual([
      'id integer not null identity',
      'at timestamp with time zone not null',
      'day date not null',
      'time time without time zone not null',
      'uuid uuid not null',
      'data jsonb not null',
      'text json not null',
      'bytes bytea not null',
      'ratio double precision not null',
      'half real not null',
      'small smallint not null',
      'amount numeric not null',
      'country character(2) not null',
      'address inet not null',
      'during tstzrange not null',
      'tags character varying(20)[] not null',
      'words tsvector not null',
      'place point not null',
    ])
    expect(statements[0]).toContain('  at      timestamptz      NOT NULL,\n')
    expect(createStatements([Everything])).toEqual(statements)
  })
})
