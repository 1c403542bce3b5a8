/** Statements of the programs by hand that read one table at a time, and of those that write; each is prepared under its name. */

export type Statement = { readonly name: string; readonly text: string }

/** What users are ordered by. */
export type Ordering = 'telegram_id' | 'full_name, telegram_id'

export const userByKey: Statement = {
  name: 'user by key',
  text: 'select * from users where telegram_id = $1',
}

export const firstUsers: Readonly<Record<Ordering, Statement>> = {
  telegram_id: {
    name: 'users by key',
    text: 'select * from users order by telegram_id limit $1',
  },
  'full_name, telegram_id': {
    name: 'users by name',
    text: 'select * from users order by full_name, telegram_id limit $1',
  },
}

export const firstOrders: Statement = {
  name: 'first orders',
  text: 'select * from orders order by user_id, order_id limit $1',
}

export const usersOfKeys: Statement = {
  name: 'users of keys',
  text: 'select * from users where telegram_id = any($1)',
}

export const ordersOfKeys: Statement = {
  name: 'orders of keys',
  text: 'select * from orders where order_id = any($1)',
}

export const ordersOfUsers: Statement = {
  name: 'orders of users',
  text: 'select * from orders where user_id = any($1)',
}

/** A row for each line: a product that many ordered comes as often. */
export const productsOfOrders: Statement = {
  name: 'products of orders',
  text: `select p.*, l.order_id from order_products l join products p using (product_id)
    where l.order_id = any($1)`,
}

export const linesOfOrders: Statement = {
  name: 'lines of orders',
  text: 'select order_id, product_id from order_products where order_id = any($1)',
}

export const productsOfKeys: Statement = {
  name: 'products of keys',
  text: 'select * from products where product_id = any($1)',
}

export const insertProduct: Statement = {
  name: 'insert product',
  text: 'insert into products (title, description, price) values ($1, $2, $3) returning product_id',
}

/** One array a column. */
export const insertProducts: Statement = {
  name: 'insert products',
  text: `insert into products (title, description, price)
    select * from unnest($1::text[], $2::text[], $3::numeric[]) returning product_id`,
}

export const insertUsers: Statement = {
  name: 'insert users',
  text: `insert into users (telegram_id, full_name, username, language_code, referrer_id)
    select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[]) returning *`,
}

export const insertOrders: Statement = {
  name: 'insert orders',
  text: 'insert into orders (user_id) select * from unnest($1::bigint[]) returning order_id',
}

export const insertLines: Statement = {
  name: 'insert lines',
  text: `insert into order_products (order_id, product_id, quantity)
    select * from unnest($1::int[], $2::int[], $3::int[])`,
}

export const renameUsers: Statement = {
  name: 'rename users',
  text: `update users set full_name = new.full_name, updated_at = now()
    from unnest($1::bigint[], $2::text[]) new (telegram_id, full_name)
    where users.telegram_id = new.telegram_id`,
}

export const deleteOrders: Statement = {
  name: 'delete orders',
  text: 'delete from orders where order_id = any($1)',
}
