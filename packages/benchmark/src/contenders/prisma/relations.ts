/** What `include` reads, by either of Prisma's strategies. */
import type { Answer } from '../../workload/workload.ts'
import type { PrismaClient, Strategy, UserSort as Sort } from './client.ts'

export const byKey: Sort = [{ telegramId: 'asc' }]
export const byName: Sort = [{ fullName: 'asc' }, { telegramId: 'asc' }]

export function usersWithOrders(prisma: PrismaClient, strategy: Strategy, count: number): Promise<Answer> {
  return prisma.user.findMany({
    include: { orders: true },
    orderBy: byKey,
    take: count,
    relationLoadStrategy: strategy,
  })
}

export async function usersWithProducts(
  prisma: PrismaClient,
  strategy: Strategy,
  count: number,
  sort: Sort,
): Promise<Answer> {
  const users = await prisma.user.findMany({
    include: { orders: { include: { lines: { select: { product: true } } } } },
    orderBy: sort,
    take: count,
    relationLoadStrategy: strategy,
  })
  return users.map((user) => ({
    ...user,
    orders: user.orders.map(({ lines, ...order }) => ({
      ...order,
      products: lines.map(({ product }) => product),
    })),
  }))
}

export function ordersWithUsers(prisma: PrismaClient, strategy: Strategy, count: number): Promise<Answer> {
  return prisma.order.findMany({
    include: { user: true },
    orderBy: [{ userId: 'asc' }, { orderId: 'asc' }],
    take: count,
    relationLoadStrategy: strategy,
  })
}
