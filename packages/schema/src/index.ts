/** What the shop's database should look like. */
import { OrderProduct } from './order-product.ts'
import { Order } from './order.ts'
import { Product } from './product.ts'
import { User } from './user.ts'

/** Every model, to be handed to an engine. */
export const models = [User, Product, Order, OrderProduct] as const

export { Order, OrderProduct, Product, User }
