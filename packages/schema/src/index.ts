/** What the shop's database should look like. */
export { models } from './models.ts'
export { OrderProduct } from './order-product.ts'
export { Order } from './order.ts'
export { Product } from './product.ts'
export { User } from './user.ts'
