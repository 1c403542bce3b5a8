/** What each workload asks with, made from the rows of the shop. */
import type { Sample, SampleUser } from '@retort/story'
import { sample } from '@retort/story'
import { scattered } from './scattered.ts'
import type { Size } from './size.ts'
import type { Questions, UnitOfWork, WorkloadName } from './workload.ts'

/** Questions to be asked in turn, one a call. */
export type QuestionsInTurn = { readonly [W in WorkloadName]: readonly Questions[W][] }

/** How many calls have keys of their own. */
const keySets = 10

/** The questions to a shop that was filled with these rows. */
export function questionsOf(shop: Sample, size: Size): QuestionsInTurn {
  const keys = (count: number) => inSets(scattered(shop.users, count * keySets), count)
  return {
    W1: keys(size.pointReads),
    W2: [size.usersWithOrders],
    W3: [size.usersWithProducts],
    W4: [size.ordersWithUsers],
    W5: [sample({ users: 0, products: size.bulkRows, orders: 0 }).products],
    W6: [sample({ users: 0, products: size.singleRows, orders: 0 }).products],
    W7: keys(size.concurrentReads),
    W8: [size.firstUsersWithProducts],
    flush: [unitOfWork(shop, size)],
  }
}

/** How many operations a call is; times are given for one. */
export function operationsOf<W extends WorkloadName>(workload: W, question: Questions[W]): number {
  return (workload === 'W1' || workload === 'W6') && Array.isArray(question) ? question.length : 1
}

function inSets(users: readonly SampleUser[], size: number): readonly (readonly string[])[] {
  const keys = users.map(({ telegramId }) => telegramId)
  return Array.from({ length: keySets }, (_, set) => keys.slice(set * size, (set + 1) * size))
}

/** Orders, and lines, of each user that is added. */
const ordersOfNew = 5
const linesOfNew = 3

function unitOfWork({ users, products, orders }: Sample, { unit }: Size): UnitOfWork {
  const fresh = sample({ users: users.length + unit, products: 0, orders: 0 }).users.slice(users.length)
  const line = (position: number) => ({
    productId: (position % products.length) + 1,
    quantity: (position % 9) + 1,
  })
  return {
    added: fresh.map((user, index) => ({
      user: { ...user, referrerId: users[index]?.telegramId ?? null },
      orders: Array.from({ length: ordersOfNew }, (_, order) => ({
        lines: Array.from({ length: linesOfNew }, (_, place) =>
          line((index * ordersOfNew + order) * linesOfNew + place),
        ),
      })),
    })),
    renamed: users
      .slice(0, unit)
      .map(({ telegramId, fullName }) => ({ telegramId, fullName: `${fullName} the second` })),
    removed: Array.from({ length: unit }, (_, index) => orders.length - index),
  }
}
