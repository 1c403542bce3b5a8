/** A row that several parents share, since the key by which they have it is not their own, is one object all the same. */
import { joined, lateral, selectin, subquery } from '@retort/session/async'
import { DataTypes } from 'sequelize'
import type { NonAttribute } from 'sequelize'
import { BelongsTo, Column, HasMany, Model, Table } from 'sequelize-typescript'
import { expect } from 'vitest'
import { inEveryWorld } from './support/worlds.ts'

type Values = Record<string, unknown>

@Table({ tableName: 'invoices', timestamps: false })
class Invoice extends Model<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @Column(DataTypes.TEXT) declare currency: string
  @HasMany(() => Rate, { sourceKey: 'currency', foreignKey: 'currency', constraints: false })
  declare rates: NonAttribute<Rate[]>
}

@Table({ tableName: 'rates', timestamps: false })
class Rate extends Model<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @Column(DataTypes.TEXT) declare currency: string
  @Column(DataTypes.INTEGER) declare bankId: number
  @BelongsTo(() => Bank, { foreignKey: 'bankId', constraints: false }) declare bank: NonAttribute<Bank>
}

@Table({ tableName: 'banks', timestamps: false })
class Bank extends Model<Values, Values> {
  @Column({ type: DataTypes.INTEGER, primaryKey: true }) declare id: number
  @HasMany(() => Rate, { foreignKey: 'bankId', constraints: false }) declare rates: NonAttribute<Rate[]>
}

const setting = {
  models: [Invoice, Rate, Bank],
  tables: `create table invoices (id int primary key, currency text); create table banks (id int primary key);
    create table rates (id int primary key, currency text, "bankId" int)`,
}

inEveryWorld((_world, it) => {
  for (const [name, by] of Object.entries({ selectin, joined, subquery, lateral })) {
    it(`is one object by ${name}, with what lies beyond it`, async ({ open }) => {
      const session = open()
      await session.insert(Bank, [{ id: 1 }])
      await session.insert(Invoice, [{ id: 1, currency: 'EUR' }, { id: 2, currency: 'EUR' }]) // prettier-ignore
      await session.insert(Rate, [{ id: 1, currency: 'EUR', bankId: 1 }, { id: 2, currency: 'EUR', bankId: 1 }]) // prettier-ignore
      await session.commit()
      const order = [['id', 'ASC']]
      const load = { rates: by({ order, load: { bank: by({ load: { rates: by({ order }) } }) } }) }
      const [one, other] = (await open().findAll(Invoice, { order, load })) as Invoice[]
      const ids = (rates: readonly Rate[] | undefined) => rates?.map(({ id }) => id)
      expect([ids(one?.rates), ids(other?.rates), ids(one?.rates[0]?.bank.rates)]).toEqual([[1, 2], [1, 2], [1, 2]]) // prettier-ignore
      expect(one?.rates[0]).toBe(other?.rates[0])
      expect(one?.rates[1]).toBe(other?.rates[0]?.bank.rates[1])
    })
  }
}, setting)
