/** Collections that are joined beside one another, whose rows multiply: told of by a watched read. */
import { joined, lateral, selectin } from '@retort/session/async'
import type { MultipliedRows, SessionOptions } from '@retort/session/async'
import { expect } from 'vitest'
import { Line, Order, Product, User } from './support/shop.ts'
import { inEveryWorld } from './support/worlds.ts'
import type { AnySession, Stage } from './support/worlds.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

/** Ann has 8 orders of 3 lines each and has invited 5; Bob has an order without lines. */
async function shop(session: AnySession): Promise<void> {
  await session.insert(User, [
    { telegramId: '1', fullName: 'Ann' },
    { telegramId: '2', fullName: 'Bob' },
    ...numbers(5).map((each) => ({ telegramId: `1${each}`, fullName: 'Guest', referrerId: '1' })),
  ])
  await session.insert(
    Product,
    numbers(3).map((each) => ({ title: `${each}`, price: '1' })),
  )
  await session.insert(Order, [...numbers(8).map(() => ({ userId: '1' })), { userId: '2' }])
  const lines = numbers(8).flatMap((orderId) =>
    numbers(3).map((productId) => ({ orderId, productId, quantity: 1 })),
  )
  await session.insert(Line, lines)
  await session.commit()
}

inEveryWorld((stage, it) => {
  /** A session whose findings are kept. */
  async function watched({ open }: Stage, options: SessionOptions = {}) {
    await shop(open())
    const findings: MultipliedRows[] = []
    const watch = (finding: unknown) => void findings.push(finding as MultipliedRows)
    return { session: open({ watch, ...options }), findings }
  }

  it('says how many rows came, and how many times too many', async () => {
    const { session, findings } = await watched(stage)
    const load = { orders: joined(), referrals: joined() }
    await session.findAll(User, { load })
    const rows = 8 * 5 + 1 + 5
    expect(findings).toEqual([
      {
        kind: 'multipliedRows',
        what: 'User',
        branches: ['orders', 'referrals'],
        rows,
        factor: rows / (8 + 1 + 5),
        suggestion: 'Keep joined() for one of them and load the others with selectin(): referrals',
      },
    ])
    await session.findAll(User, { load })
    expect(findings).toHaveLength(1)
  })

  it('counts as many rows as the server sends', async () => {
    const { session, findings } = await watched(stage)
    const load = {
      referrals: joined({ load: { profile: joined(), orders: joined() } }),
      orders: joined({ load: { lines: joined({ load: { product: joined() } }) } }),
      referrer: joined(),
    }
    const { statements } = await session.explain(User, { load })
    await session.findAll(User, { load, plain: true })
    const rows = 8 * 3 * 5 + 1 + 5
    expect(statements.map((statement) => statement.rows)).toEqual([rows])
    expect(findings).toMatchObject([
      { what: 'User', branches: ['referrals', 'orders'], rows, factor: rows / (8 * 3 + 1 + 5) },
    ])
  })

  it('tells of collections further down', async () => {
    const { session, findings } = await watched(stage)
    const below = { lines: joined(), products: joined() }
    await session.findAll(User, { load: { orders: selectin({ load: below }) } })
    expect((8 * 3 * 3 + 1) / (8 * (3 + 3))).toBeLessThan(2)
    expect(findings).toEqual([])
    await session.insert(
      Product,
      numbers(6).map((each) => ({ title: `more ${each}`, price: '1' })),
    )
    const others = numbers(6).map((each) => ({ orderId: 1, productId: 3 + each, quantity: 1 }))
    await session.insert(Line, others)
    const rows = 9 * 9 + 7 * 3 * 3 + 1
    const finding = { what: 'Order', branches: ['lines', 'products'], rows, factor: rows / (2 * (9 + 7 * 3)) }
    await session.findAll(User, { load: { orders: joined({ load: below }) } })
    expect(findings).toMatchObject([finding])
  })

  it('tells of them in a SELECT of their own', async () => {
    const { session, findings } = await watched(stage)
    await session.insert(Line, [{ orderId: 9, productId: 1, quantity: 1 }])
    const load = { lines: joined(), products: joined(), user: joined({ load: { referrals: joined() } }) }
    await session.findAll(User, { load: { orders: selectin({ load }) } })
    expect(findings).toMatchObject([
      { what: 'Order', branches: ['lines', 'products', 'user'], rows: 8 * 3 * 3 * 5 + 1 },
    ])
  })

  it('tells of a collection beside one that is joined to a parent', async () => {
    const { session, findings } = await watched(stage)
    const load = { user: joined({ load: { referrals: joined() } }), lines: joined(), products: joined() }
    await session.findAll(Order, { load })
    const rows = 8 * 5 * 3 * 3 + 1
    const factor = rows / (8 * (5 + 3 + 3) + 1)
    expect(findings).toMatchObject([{ what: 'Order', branches: ['user', 'lines', 'products'], rows, factor }])
  })

  it('says nothing of a chain, of one collection, of few rows, of other strategies', async () => {
    const { session, findings } = await watched(stage)
    const loads = [
      { orders: joined({ load: { lines: joined({ load: { product: joined() } }) } }), profile: joined() },
      { orders: joined(), referrals: selectin() },
      { orders: joined(), referrals: lateral() },
      { orders: lateral({ load: { lines: joined() } }), referrals: lateral() },
    ]
    for (const load of loads) await session.findAll(User, { load })
    const few = { where: { orderId: [1, 2] }, load: { lines: joined(), products: joined() } }
    await session.findAll(Order, few)
    await session.findAll(User, {
      where: { telegramId: '2' },
      load: { orders: joined(), referrals: joined() },
    })
    expect(findings).toEqual([])
  })

  it('says nothing where nobody watches', async () => {
    const { session } = await watched(stage, { watch: 'off' })
    const heard: unknown[] = []
    const hear = (warning: unknown) => void heard.push(warning)
    process.on('warning', hear)
    await session.findAll(User, { load: { orders: joined(), referrals: joined() } })
    process.off('warning', hear)
    expect(heard).toEqual([])
  })
})
