/** What is to be written, one array a column, as `unnest` takes it. */
import type { SampleProduct } from '@retort/story'
import type { UnitOfWork } from '../workload/workload.ts'

type Column<T> = readonly T[]

/** Title, description, price. */
export function productColumnsOf(
  products: readonly SampleProduct[],
): readonly [Column<string>, Column<string | null>, Column<string>] {
  return [
    products.map(({ title }) => title),
    products.map(({ description }) => description),
    products.map(({ price }) => price),
  ]
}

/** Key, full name, username, language, and who referred them. */
export function userColumnsOf({
  added,
}: UnitOfWork): readonly [
  Column<string>,
  Column<string>,
  Column<string | null>,
  Column<string>,
  Column<string | null>,
] {
  return [
    added.map(({ user }) => user.telegramId),
    added.map(({ user }) => user.fullName),
    added.map(({ user }) => user.username),
    added.map(({ user }) => user.languageCode),
    added.map(({ user }) => user.referrerId),
  ]
}

/** Whose the new orders are. */
export function orderColumnsOf({ added }: UnitOfWork): readonly [Column<string>] {
  return [added.flatMap(({ user, orders }) => orders.map(() => user.telegramId))]
}

/** Order, product and quantity, where the new orders got these keys. */
export function lineColumnsOf(
  { added }: UnitOfWork,
  keys: readonly number[],
): readonly [Column<number>, Column<number>, Column<number>] {
  const lines = added
    .flatMap(({ orders }) => orders)
    .flatMap(({ lines }, order) => lines.map((line) => ({ ...line, orderId: keys[order] ?? 0 })))
  return [
    lines.map(({ orderId }) => orderId),
    lines.map(({ productId }) => productId),
    lines.map(({ quantity }) => quantity),
  ]
}

/** Key and new name. */
export function nameColumnsOf({ renamed }: UnitOfWork): readonly [Column<string>, Column<string>] {
  return [renamed.map(({ telegramId }) => telegramId), renamed.map(({ fullName }) => fullName)]
}
