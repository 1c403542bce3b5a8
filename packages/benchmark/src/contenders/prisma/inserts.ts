/** Products inserted, many at once and one by one; their keys come back. */
import type { SampleProduct } from '@retort/story'
import type { Answer } from '../../workload/workload.ts'
import type { PrismaClient } from './client.ts'

/** It is one transaction, however many statements Prisma makes of it. */
export async function insertMany(prisma: PrismaClient, rows: readonly SampleProduct[]): Promise<Answer> {
  const inserted = await prisma.product.createManyAndReturn({ data: [...rows], select: key })
  return inserted.map(({ productId }) => productId)
}

export async function insertOneByOne(prisma: PrismaClient, rows: readonly SampleProduct[]): Promise<Answer> {
  const keys: number[] = []
  for (const row of rows) keys.push((await prisma.product.create({ data: row, select: key })).productId)
  return keys
}

const key = { productId: true } as const
