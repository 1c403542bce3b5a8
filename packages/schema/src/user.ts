/** A customer, known by the number that Telegram gave them; customers refer each other. */
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute } from 'sequelize'
import { BelongsTo, HasMany } from 'sequelize-typescript'
import { BigIntPk, Entity, foreignKey, Str255, Timestamped, varchar } from '@retort/model'
import { Order } from './order.ts'

const Str15 = varchar(15)

@Entity()
export class User extends Timestamped<InferAttributes<User>, InferCreationAttributes<User>> {
  @BigIntPk declare telegramId: string
  @Str255 declare fullName: string
  @Str255({ optional: true }) declare username: CreationOptional<string | null>
  @Str15 declare languageCode: string

  @foreignKey(() => User, { onDelete: 'SET NULL', optional: true })
  declare referrerId: CreationOptional<string | null>

  @BelongsTo(() => User, 'referrerId') declare referrer?: NonAttribute<User | null>
  @HasMany(() => User, 'referrerId') declare referrals?: NonAttribute<User[]>
  @HasMany(() => Order, 'userId') declare orders?: NonAttribute<Order[]>
}
