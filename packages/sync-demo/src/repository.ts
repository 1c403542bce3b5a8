/** What the shop does with its database: every function takes a session and sends its statements through it. */
import { joined } from '@retort/session/sync'
import type { NewRow, Session } from '@retort/session/sync'
import { Order, OrderProduct, Product, User } from '@retort/schema'

/** Who was invited by whom. */
export type Invitation = { readonly referrer: string; readonly invited: string }
/** How many orders a user has. */
export type OrderCount = { readonly fullName: string; readonly orders: number }
/** How many pieces a user has ordered. */
export type QuantityOrdered = { readonly fullName: string; readonly quantity: number }
/** One line of one order of a user. */
export type UserOrderLine = {
  readonly user: string
  readonly order: number
  readonly product: string
  readonly quantity: number
}

// #region addUser
/** Adds a user; one that is there already gets the new name and user name. */
export function addUser(session: Session, user: NewRow<User>): User | undefined {
  const onConflict = { target: ['telegramId'], update: ['fullName', 'username'] } as const
  const added = session.insert(User, [user], { onConflict, returning: true })
  return added[0]
}
// #endregion

// #region getUserById
/** The user of a telegram id. */
export function getUserById(session: Session, telegramId: string): User | null {
  return session.get(User, telegramId)
}
// #endregion

/** Every user, in the order of their ids. */
export function getUsers(session: Session): User[] {
  return session.findAll(User, { order: ['telegramId'] })
}

/** Adds an empty order. */
export function addOrder(session: Session, userId: string): Order | undefined {
  const added = session.insert(Order, [{ userId }], { returning: true })
  return added[0]
}

/** Adds a product. */
export function addProduct(session: Session, product: NewRow<Product>): Product | undefined {
  const added = session.insert(Product, [product], { returning: true })
  return added[0]
}

/** Puts a product into an order. */
export function addProductToOrder(session: Session, line: NewRow<OrderProduct>): number {
  return session.insert(OrderProduct, [line])
}

// #region addProductsToOrder
/** Puts many products into an order: many rows, one statement. */
export function addProductsToOrder(session: Session, lines: readonly NewRow<OrderProduct>[]): number {
  return session.insert(OrderProduct, lines)
}
// #endregion

// #region allInvitedUsers
/** Who invited whom: the table joined with itself. */
export function allInvitedUsers(session: Session): Invitation[] {
  const referrer = joined({ attributes: ['fullName'] })
  const invited = session.findAll(User, { load: { referrer }, order: ['telegramId'] })
  return invited.flatMap((user) =>
    user.referrer ? [{ referrer: user.referrer.fullName, invited: user.fullName }] : [],
  )
}
// #endregion

// #region allUserOrders
/** Products, orders and the name of one user, through joins. */
export function allUserOrders(session: Session, telegramId: string): UserOrderLine[] {
  const lines = joined({ load: { product: joined() } })
  const user = session.findOne(User, { where: { telegramId }, load: { orders: joined({ load: { lines } }) } })
  return (user?.orders ?? []).flatMap((order) =>
    order.lines.map(({ product, quantity }) => ({
      user: user?.fullName ?? '',
      order: order.orderId,
      product: product.title,
      quantity,
    })),
  )
}
// #endregion

// #region numberOfOrders
/** How many orders each user has, most first. */
export function numberOfOrders(session: Session): readonly OrderCount[] {
  return session.execute<OrderCount>`
    select u.full_name as "fullName", count(o.order_id)::int as orders
    from users u join orders o on o.user_id = u.telegram_id
    group by u.telegram_id order by orders desc, u.telegram_id`
}
// #endregion

// #region quantityOrdered
/** How many pieces each user has ordered, of those with more than `least`, most first. */
export function quantityOrdered(session: Session, least: number): readonly QuantityOrdered[] {
  return session.execute<QuantityOrdered>`
    select u.full_name as "fullName", sum(op.quantity)::int as quantity
    from users u join orders o on o.user_id = u.telegram_id join order_products op using (order_id)
    group by u.telegram_id having sum(op.quantity) > ${least} order by quantity desc, u.telegram_id`
}
// #endregion

// #region setReferrer
/** Says who invited a user. */
export function setReferrer(session: Session, telegramId: string, referrerId: string): number {
  return session.update(User, { referrerId }, { where: { telegramId } })
}
// #endregion

/** Deletes a user, and with them their orders. */
export function deleteUserById(session: Session, telegramId: string): number {
  return session.destroy(User, { where: { telegramId } })
}
