/** The shop as models of Objection, which names everything as the tables do unless it is told otherwise. */
import type { RelationMappings } from 'objection'
import { Model } from 'objection'

/** What the models are of; it is this that is bound to a connection. */
export class Row extends Model {}

class Timestamped extends Row {
  declare created_at: Date
  declare updated_at: Date

  override $beforeUpdate(): void {
    this.updated_at = new Date()
  }
}

export class User extends Timestamped {
  static override tableName = 'users'
  static override idColumn = 'telegram_id'
  static override relationMappings = (): RelationMappings => ({
    orders: {
      relation: Model.HasManyRelation,
      modelClass: Order,
      join: { from: 'users.telegram_id', to: 'orders.user_id' },
    },
  })

  declare telegram_id: string
  declare full_name: string
  declare username: string | null
  declare language_code: string
  declare referrer_id: string | null
  declare orders?: Order[]
}

export class Order extends Timestamped {
  static override tableName = 'orders'
  static override idColumn = 'order_id'
  static override relationMappings = (): RelationMappings => ({
    user: {
      relation: Model.BelongsToOneRelation,
      modelClass: User,
      join: { from: 'orders.user_id', to: 'users.telegram_id' },
    },
    lines: {
      relation: Model.HasManyRelation,
      modelClass: OrderProduct,
      join: { from: 'orders.order_id', to: 'order_products.order_id' },
    },
    products: {
      relation: Model.ManyToManyRelation,
      modelClass: Product,
      join: {
        from: 'orders.order_id',
        through: { from: 'order_products.order_id', to: 'order_products.product_id' },
        to: 'products.product_id',
      },
    },
  })

  declare order_id: number
  declare user_id: string
  declare user?: User
  declare lines?: OrderProduct[]
  declare products?: Product[]
}

export class Product extends Timestamped {
  static override tableName = 'products'
  static override idColumn = 'product_id'

  declare product_id: number
  declare title: string
  declare description: string | null
  declare price: string
}

export class OrderProduct extends Row {
  static override tableName = 'order_products'
  static override idColumn = ['order_id', 'product_id']

  declare order_id: number
  declare product_id: number
  declare quantity: number
}
