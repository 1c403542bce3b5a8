/** Everybody who takes part does the same work: answers alike, and leaves the tables alike. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import type { ContenderName } from '../src/contender/catalogue.ts'
import { bar, catalogue, contenderNames } from '../src/contender/catalogue.ts'
import { ContenderProcess } from '../src/contender/process.ts'
import { Unavailable } from '../src/contender/program.ts'
import type { Reply, Task } from '../src/contender/protocol.ts'
import { questionsOf } from '../src/workload/questions.ts'
import { fillShop, shopOf } from '../src/workload/shop.ts'
import { sizes } from '../src/workload/size.ts'
import type { WorkloadName } from '../src/workload/workload.ts'
import type { Tables } from './support/shop-tables.ts'
import { ShopTables, tablesOf, withProducts, withUnit } from './support/shop-tables.ts'

const size = sizes.quick
const shop = shopOf(size)
const questions = questionsOf(shop, size)
const workloads = Object.keys(questions) as readonly WorkloadName[]

/** How much each answer has to find. */
const found: Readonly<Record<WorkloadName, number>> = {
  W1: size.pointReads,
  W2: size.usersWithOrders * 10,
  W3: size.usersWithProducts * 10 * 3,
  W4: size.ordersWithUsers,
  W5: size.bulkRows,
  W6: size.singleRows,
  W7: size.concurrentReads,
  W8: size.firstUsersWithProducts * 10 * 3,
  flush: size.unit,
}

const asBefore = tablesOf(shop)

/** The tables after each workload that writes. */
const afterwards: Readonly<Partial<Record<WorkloadName, Tables>>> = {
  W5: withProducts(shop, questions.W5[0] ?? []),
  W6: withProducts(shop, questions.W6[0] ?? []),
  ...(questions.flush[0] === undefined ? {} : { flush: withUnit(shop, questions.flush[0]) }),
}

/** Who may be missing where there is no compiler, or no SQLAlchemy. */
const mayBeMissing: readonly ContenderName[] = ['pg-native', 'retort-blocking', 'sqlalchemy']

const { url } = await emptyDatabase()
let tables: ShopTables
let digests: Readonly<Partial<Record<WorkloadName, string>>> = {}

beforeAll(async () => {
  await fillShop(url, shop)
  tables = await ShopTables.keep(url, shop)
  expect(await tables.read()).toEqual(asBefore)
  digests = await digestsOfBar()
})

afterAll(() => tables.close())

describe.each(contenderNames)('%s', (name) => {
  let contender: ContenderProcess | undefined
  let opened: Opened | Error
  beforeAll(async () => {
    try {
      contender = await ContenderProcess.start(name, catalogue[name])
      opened = await contender.ask<'open'>({ kind: 'open', url })
    } catch (error) {
      opened = error as Error
    }
  })
  afterAll(() => contender?.[Symbol.asyncDispose]())

  test('takes part', (context) => {
    if (opened instanceof Unavailable) {
      expect(mayBeMissing, opened.message).toContain(name)
      console.warn(`${name} cannot take part: ${opened.message}`)
      context.skip(opened.message)
    }
    if (opened instanceof Error) throw opened
    expect(opened.version).toMatch(/ \d+\.\d+/)
  })

  test.for(workloads)('%s: answers as pg does', async (workload, context) => {
    const ways = waysOf(opened, workload)
    if (contender === undefined || ways.length === 0) return context.skip(`has no way for ${workload}`)
    const replies: Record<string, unknown> = {}
    for (const way of ways) {
      replies[way] = await answerOf(contender, taskOf(workload, way))
      await expectTables(workload, way)
    }
    const expected = { kind: 'answered', digest: digests[workload], found: found[workload] }
    expect(replies).toEqual(Object.fromEntries(ways.map((way) => [way, expected])))
  })
})

type Opened = Extract<Reply, { kind: 'opened' }>

async function digestsOfBar(): Promise<Readonly<Partial<Record<WorkloadName, string>>>> {
  await using contender = await ContenderProcess.start(bar, catalogue[bar])
  const opened = await contender.ask<'open'>({ kind: 'open', url })
  const digests: Partial<Record<WorkloadName, string>> = {}
  for (const workload of workloads) {
    const [way = ''] = waysOf(opened, workload)
    const { digest } = await contender.ask<'answer'>({ kind: 'answer', task: taskOf(workload, way) })
    digests[workload] = digest
    if (afterwards[workload] !== undefined) await tables.reset()
  }
  return digests
}

/** What it answers, or why it does not: its other ways are asked all the same. */
function answerOf(contender: ContenderProcess, task: Task): Promise<unknown> {
  return contender.ask<'answer'>({ kind: 'answer', task }).catch(({ message }: Error) => message)
}

function waysOf(opened: Opened | Error, workload: WorkloadName): readonly string[] {
  return opened instanceof Error ? [] : (opened.ways[workload] ?? [])
}

function taskOf(workload: WorkloadName, way: string): Task {
  return { workload, way, questions: questions[workload] } as Task
}

/** Looks at the tables where the workload writes, and makes them what they were. */
async function expectTables(workload: WorkloadName, way: string): Promise<void> {
  const after = afterwards[workload]
  if (after === undefined) return
  expect.soft(await tables.read(), `the tables after ${way}`).toEqual(after)
  await tables.reset()
}
