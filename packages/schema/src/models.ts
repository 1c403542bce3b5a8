/** Every model of the shop, in one list (SQLAlchemy's `Base.metadata`). */
import { OrderProduct } from './order-product.ts'
import { Order } from './order.ts'
import { Product } from './product.ts'
import { User } from './user.ts'

/** To be handed to an engine, or to a Sequelize instance. */
export const models = [User, Product, Order, OrderProduct] as const
