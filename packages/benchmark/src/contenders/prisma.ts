/** Prisma on `pg`, by its adapter: relations joined by the server, or read by a query a level. */
import { PrismaPg } from '@prisma/adapter-pg'
import type { Opened, Program } from '../contender/program.ts'
import { versionOf } from '../contender/version.ts'
import type { Ways } from '../workload/workload.ts'
import type { PrismaClient } from './prisma/client.ts'
import { prismaClient } from './prisma/client.ts'
import { flushByNesting, flushInBulk } from './prisma/flush.ts'
import { insertMany, insertOneByOne } from './prisma/inserts.ts'
import { first, unique, usersAtOnce, usersInTurn } from './prisma/point-reads.ts'
import { byKey, byName, ordersWithUsers, usersWithOrders, usersWithProducts } from './prisma/relations.ts'
import { statementNames } from './prisma/statement-names.ts'

export const program: Program = {
  version: `${versionOf('@prisma/client')}, ${versionOf('@prisma/adapter-pg')}`,
  async open(url): Promise<Opened> {
    const options = { statementNameGenerator: statementNames() }
    const adapter = new PrismaPg({ connectionString: url, max: 10 }, options)
    const prisma = prismaClient({ adapter, transactionOptions: { timeout: patience } })
    await prisma.$connect()
    return { ways: { ...reads(prisma), ...writes(prisma) }, close: () => prisma.$disconnect() }
  },
}

/** What a transaction may take, in milliseconds: a busy machine is no reason to give up. */
const patience = 60_000

/** `join` and `query` are Prisma's own names for its strategies. */
function reads(prisma: PrismaClient): Ways {
  return {
    W1: { findUnique: (keys) => usersInTurn(keys, unique(prisma)) },
    W2: {
      join: (count) => usersWithOrders(prisma, 'join', count),
      query: (count) => usersWithOrders(prisma, 'query', count),
    },
    W3: {
      join: (count) => usersWithProducts(prisma, 'join', count, byKey),
      query: (count) => usersWithProducts(prisma, 'query', count, byKey),
    },
    W4: {
      join: (count) => ordersWithUsers(prisma, 'join', count),
      query: (count) => ordersWithUsers(prisma, 'query', count),
    },
    // What findUnique asks for at the same time becomes one statement; findFirst is not gathered.
    W7: {
      findUnique: (keys) => usersAtOnce(keys, unique(prisma)),
      findFirst: (keys) => usersAtOnce(keys, first(prisma)),
    },
    W8: {
      join: (count) => usersWithProducts(prisma, 'join', count, byName),
      query: (count) => usersWithProducts(prisma, 'query', count, byName),
    },
  }
}

function writes(prisma: PrismaClient): Ways {
  return {
    W5: { createManyAndReturn: (rows) => insertMany(prisma, rows) },
    W6: { create: (rows) => insertOneByOne(prisma, rows) },
    flush: {
      'nested create': (unit) => flushByNesting(prisma, unit),
      createMany: (unit) => flushInBulk(prisma, unit),
    },
  }
}
