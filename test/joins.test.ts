/** What the sixth chapter says it sent is what reached the server. */
import { spawn } from 'node:child_process'
import { afterAll, expect, test } from 'vitest'
import { seedShop } from '@retort/async-demo'
import { sample, silent } from '@retort/story'
import { testDatabase } from './support/database.ts'
import { root } from './support/house.ts'
import { CountingProxy } from '../packages/benchmark/src/method/counting-proxy.ts'

const database = await testDatabase()
const proxy = await CountingProxy.open(database.url)
const size = { users: 60, products: 20, orders: 240 }
await seedShop({ url: database.url, narrator: silent, sample: sample(size) })
afterAll(() => proxy[Symbol.asyncDispose]())

/** 50 users with 4 orders each: lazily one SELECT, one for each user, one for each order; then one a level, or one for all. */
const promised = { lazy: 1 + 50 + 200, selectin: 3, joined: 1, subquery: 3, lateral: 1, plain: 3 }
/** What is read besides: a user whose orders raise, orders and products of three, and orders and lines loaded later. */
const besides = [1, 3, 3]
/** What the connections of one engine set up at most: time zone, types, version. */
const settings = 12

test.each(['@retort/sync-demo', '@retort/async-demo'])('%s counts as the server does', async (name) => {
  const before = proxy.traffic.statements
  const costs = await chapter(name)
  const counted = proxy.traffic.statements - before
  expect(Object.fromEntries(costs.map(({ strategy, statements }) => [strategy, statements]))).toEqual(
    promised,
  )
  // Each way is run twice, a transaction of its own each time, with a statement that begins it: BEGIN, select 1, ROLLBACK.
  const ways = Object.values(promised).map((statements) => 2 * (statements + 3))
  const sent = [...ways, ...besides.map((statements) => statements + 2)].reduce((sum, each) => sum + each, 0)
  expect(counted).toBeGreaterThanOrEqual(sent)
  expect(counted).toBeLessThanOrEqual(sent + settings)
})

type Cost = { readonly strategy: string; readonly statements: number }

/** Tells the chapter in a process of its own: a blocking one would block the proxy too. */
function chapter(name: string): Promise<readonly Cost[]> {
  const program = `
    import { joins } from '${name}'
    import { sample, silent } from '@retort/story'
    const stage = { url: '${proxy.url}', narrator: silent, sample: sample(${JSON.stringify(size)}) }
    console.log(JSON.stringify((await joins(stage)).costs))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (data: Buffer) => (output += data.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve(JSON.parse(output) as readonly Cost[]))
  })
}
