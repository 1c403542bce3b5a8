/** Instances of what a unit of work adds, and the new names of those whom it renames. */
import { Order, OrderProduct, Product, User } from '@retort/schema'
import type { SampleProduct } from '@retort/story'
import type { UnitOfWork } from '../../workload/workload.ts'

/** Users with their orders and the lines of those: a session inserts what its instances lead to. */
export function usersOf({ added }: UnitOfWork): readonly User[] {
  return added.map(({ user: values, orders }) => {
    const user = User.build(values)
    user.orders = orders.map(({ lines }) => orderOf(lines))
    return user
  })
}

export function productsOf(products: readonly SampleProduct[]): readonly Product[] {
  return products.map((values) => Product.build(values))
}

export function keysOf(products: readonly Pick<Product, 'productId'>[]): readonly number[] {
  return products.map(({ productId }) => productId)
}

/** New names by key. */
export function namesOf({ renamed }: UnitOfWork): ReadonlyMap<string, string> {
  return new Map(renamed.map(({ telegramId, fullName }) => [telegramId, fullName]))
}

type Line = { readonly productId: number; readonly quantity: number }

/** Its key, and that of its user, are known to nobody yet. */
function orderOf(lines: readonly Line[]): Order {
  const order = new Order()
  order.lines = lines.map((line) => Object.assign(new OrderProduct(), line))
  return order
}
