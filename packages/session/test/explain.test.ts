/** Reads that the server explains: its plan of each statement, and the foreign keys that have no index. */
import { inspect } from 'node:util'
import { containsEager, joined, lateral, selectin, sql, subquery } from '@retort/session/async'
import type { Explanation } from '@retort/session/async'
import { literal, Op } from 'sequelize'
import { expect } from 'vitest'
import { must } from './support/must.ts'
import { Box, Entry, odd, Thing } from './support/odd.ts'
import { people } from './support/people.ts'
import { Line, Order, Product, Profile, User } from './support/shop.ts'
import { inEveryWorld } from './support/worlds.ts'
import type { AnySession, Stage } from './support/worlds.ts'

const byKey = { order: ['telegramId'] }

/** A session over the customers. */
async function ready({ open, sent }: Stage): Promise<AnySession> {
  await people(open())
  const session = open()
  sent()
  return session
}

function suggestions({ findings }: Explanation): readonly string[] {
  return findings.map(({ suggestion }) => suggestion)
}

inEveryWorld((stage, it) => {
  it('asks for the plan of each statement with its own values, and then sends it', async () => {
    const session = await ready(stage)
    const options = { where: { telegramId: ['1', '2'] }, load: { orders: true, profile: joined() } }
    const { statements } = await session.explain(User, options)
    expect(statements.map(({ branch, strategy, rows }) => [branch, strategy, rows])).toEqual([
      ['', undefined, 2],
      ['orders', 'selectin', 3],
    ])
    const sent = statements.flatMap(({ sql, parameters }) => {
      const values = parameters.length === 0 ? '' : ` -- ${JSON.stringify(parameters)}`
      return [`EXPLAIN (FORMAT JSON, VERBOSE) ${sql}${values}`, `${sql}${values}`]
    })
    expect(
      stage
        .sent()
        .filter((text) => text !== 'BEGIN')
        .slice(0, 4),
    ).toEqual(sent)
    expect(statements[1]?.parameters).toEqual(['{"1","2"}'])
    for (const { plan, cost, milliseconds } of statements) {
      expect(cost).toBe(plan.Plan['Total Cost'])
      expect(plan.Plan).toMatchObject({ 'Node Type': expect.any(String), 'Plan Rows': expect.any(Number) })
      expect(milliseconds).toBeUndefined()
    }
  })

  it('sends the same statements as the read itself', async () => {
    const session = await ready(stage)
    const load = { orders: selectin({ limit: 1, load: { lines: subquery(), products: lateral() } }) }
    const { statements } = await session.explain(User, { ...byKey, load })
    stage.sent()
    await stage.open().findAll(User, { ...byKey, load })
    const sent = stage.sent().filter((text) => text !== 'BEGIN')
    expect(statements.map(({ branch }) => branch)).toEqual(['', 'orders', 'orders.lines'])
    expect(sent.map((text) => text.split(' -- ')[0]?.length)).toHaveLength(statements.length)
    expect(sent[0]).toBe(statements[0]?.sql)
  })

  it('names a branch by its path, also beyond joined ones', async () => {
    const session = await ready(stage)
    const load = { orders: joined({ load: { lines: selectin({ load: { product: true } }) } }) }
    const { statements } = await session.explain(User, { load })
    expect(statements.map(({ branch }) => branch)).toEqual(['', 'orders.lines', 'orders.lines.product'])
  })

  it('measures where it is to analyze', async () => {
    const session = await ready(stage)
    const explanation = await session.explain(User, { load: { orders: true } }, { analyze: true })
    for (const { milliseconds, plan } of explanation.statements) {
      expect(milliseconds).toBe(plan['Execution Time'])
      expect(milliseconds).toBeGreaterThanOrEqual(0)
      expect(plan.Plan).toMatchObject({ 'Actual Rows': 3, 'Shared Hit Blocks': expect.any(Number) })
    }
    expect(stage.sent()).toContainEqual(
      expect.stringMatching(/^EXPLAIN \(FORMAT JSON, VERBOSE, ANALYZE, BUFFERS\) /),
    )
    expect(String(explanation)).toMatch(/Seq Scan on users as "User" +3 rows +cost [\d.]+ +[\d.]+ ms/)
  })

  it('leaves nothing in the session', async () => {
    const session = await ready(stage)
    await session.explain(User, { load: { orders: true } })
    expect([session.new.size, session.dirty.size, session.deleted.size]).toEqual([0, 0, 0])
    stage.sent()
    await session.get(User, '1')
    await session.get(Order, 1)
    expect(stage.sent()).toHaveLength(2)
  })

  it('writes what is pending before, as the read would, and does not explain that', async () => {
    const session = await ready(stage)
    session.add(User.build({ telegramId: '4', fullName: 'Dot' }))
    const { statements } = await session.explain(User)
    expect(statements.map(({ rows }) => rows)).toEqual([4])
    expect(stage.sent().filter((text) => text.startsWith('EXPLAIN'))).toHaveLength(1)
  })

  it('explains rows as they are, and locking reads', async () => {
    const session = await ready(stage)
    const counting = { raw: true, group: ['userId'], attributes: ['userId', [literal('count(*)'), 'count']] }
    const raw = await session.explain(Order, counting)
    expect(raw.statements).toMatchObject([{ branch: '', rows: 2 }])
    expect(String(raw)).toMatch(/^Order\n {3}SELECT .+\n {3}FROM "order" AS "Order"\n {3}GROUP BY/)
    const locking = await session.explain(User, { lock: true, load: { orders: true } }, { analyze: true })
    expect(locking.statements[0]?.plan.Plan['Node Type']).toBe('LockRows')
  })

  it('calls the hooks of a read, and explains what they made of it', async () => {
    const session = await ready(stage)
    const found: unknown[] = []
    User.addHook('beforeFind', 'narrow', (options) => void (options.where = { telegramId: '2' }))
    User.addHook('afterFind', 'look', (rows) => void found.push(rows))
    try {
      const { statements } = await session.explain(User, {
        attributes: ['fullName'],
        load: { profile: true },
      })
      expect(statements[0]).toMatchObject({ parameters: ['2'], rows: 1 })
      expect(found).toEqual([[{ fullName: 'Bob', profile: null }]])
    } finally {
      User.removeHook('beforeFind', 'narrow')
      User.removeHook('afterFind', 'look')
    }
  })

  it('is a statement like others where the server refuses it', async () => {
    const session = await ready(stage)
    const wrong = async () => await session.explain(User, { where: literal('nothing = 1') })
    await expect(wrong()).rejects.toThrow('column "nothing" does not exist')
    await expect(wrong()).rejects.toMatchObject({ code: 'ROLLBACK_NEEDED' })
    await session.rollback()
    expect((await session.explain(User)).statements).toHaveLength(1)
  })

  for (const [name, by] of Object.entries({ selectin, joined, subquery, lateral })) {
    it(`finds the foreign key without an index that a branch compares: ${name}`, async () => {
      const session = await ready(stage)
      const explanation = await session.explain(User, { load: { orders: by() } })
      const isApart = name === 'selectin' || name === 'subquery'
      expect(explanation.findings).toEqual([
        {
          kind: 'unindexedForeignKey',
          schema: 'public',
          table: 'order',
          columns: ['user_id'],
          constraint: 'order_user_id_fkey',
          branches: [isApart ? 'orders' : ''],
          nodes: [expect.objectContaining({ 'Node Type': 'Seq Scan', 'Relation Name': 'order' })],
          suggestion: 'CREATE INDEX ON "order" (user_id)',
        },
      ])
      await session.execute(sql.raw(must(suggestions(explanation)[0])))
      expect((await session.explain(User, { load: { orders: by() } })).findings).toEqual([])
    })
  }

  it('finds it once, whichever branches compare it', async () => {
    const session = await ready(stage)
    const load = { orders: true, referrals: { load: { orders: true } } }
    const { findings } = await session.explain(User, { load })
    expect(findings.map(({ columns, branches }) => [columns, branches])).toEqual([
      [['user_id'], ['orders', 'referrals.orders']],
      [['referrer_id'], ['referrals']],
    ])
    expect(findings[0]?.nodes).toHaveLength(2)
  })

  it('finds it where the server goes through another index for the order', async () => {
    const session = await ready(stage)
    await session.execute(sql`set local enable_seqscan = off`)
    const load = { orders: selectin({ limit: 1 }) }
    const explanation = await session.explain(User, { load })
    expect(String(explanation)).toContain('Index Scan on order as "Order" using order_pkey')
    expect(explanation.findings).toMatchObject([{ columns: ['user_id'], branches: ['orders'] }])
  })

  it('finds none where the primary key or a unique one begins with it', async () => {
    const session = await ready(stage)
    const load = { lines: true, products: joined(), user: { load: { profile: lateral() } } }
    expect((await session.explain(Order, { load })).findings).toEqual([])
    const product = await session.explain(Product, { load: { lines: joined() } })
    expect(suggestions(product)).toEqual(['CREATE INDEX ON lines (product_id)'])
    expect((await session.explain(Profile, { load: { user: joined() } })).findings).toEqual([])
  })

  it('finds none in the table that is read itself, nor along a relation to one', async () => {
    const session = await ready(stage)
    for (const load of [{}, { referrer: true }, { referrer: joined() }])
      expect((await session.explain(User, { load })).findings).toEqual([])
    const itself = await session.explain(User, { load: { referrals: joined() } })
    expect(itself.findings[0]?.nodes.map((node) => node.Alias)).toEqual(['referrals'])
  })

  it('finds what a condition or a required child compares', async () => {
    const session = await ready(stage)
    const orders = 'CREATE INDEX ON "order" (user_id)'
    const later = { [Op.gt]: new Date(0) }
    const required = { load: { orders: selectin({ required: true, where: { createdAt: later } }) } }
    const readThrough = { where: { '$orders.createdAt$': later }, load: { orders: containsEager() } }
    for (const options of [required, { where: { '$orders.createdAt$': later } }, readThrough]) {
      const { findings } = await session.explain(User, options)
      expect(findings).toMatchObject([{ branches: expect.arrayContaining(['']), suggestion: orders }])
    }
    const backwards = await session.explain(Order, { where: { '$user.fullName$': 'Ann' } })
    expect(suggestions(backwards)).toEqual([orders])
  })

  it('takes no partial index, no invalid one, and none that only includes the column', async () => {
    const session = await ready(stage)
    await session.execute(sql`create index on "order" (user_id) where user_id > 0`)
    await session.execute(sql`create index on "order" (created_at) include (user_id)`)
    await session.execute(sql`create index on "order" (created_at, user_id)`)
    await session.execute(sql`create index on "order" ((user_id + 1))`)
    await session.execute(sql`create index invalid on "order" (user_id)`)
    await session.execute(sql`update pg_index set indisvalid = false where indexrelid = 'invalid'::regclass`)
    expect((await session.explain(User, { load: { orders: true } })).findings).toHaveLength(1)
    await session.execute(sql`create index on "order" (user_id, created_at)`)
    expect((await session.explain(User, { load: { orders: true } })).findings).toEqual([])
  })

  it('prints the tree of the load with the plans, and the findings last', async () => {
    const session = await ready(stage)
    const load = { orders: selectin({ required: true, load: { lines: joined() } }), profile: true }
    const explanation = await session.explain(User, {
      attributes: ['fullName'],
      where: { telegramId: '1' },
      load,
    })
    const text = String(explanation)
    expect(inspect(explanation)).toBe(text)
    expect(text).toMatch(
      /\n├─ orders: selectin, required \(Order\)\n│ {2}│ {2}SELECT .+\n(│ {2}│ {4}.+\n)*│ {2}│ {2}FROM "order" AS "Order"\n/,
    )
    expect(text).toMatch(/\n│ {2}│ {2}-- 4 rows came, cost [\d.]+\n│ {2}│ {5}\S.+ ~\d+ rows? +cost [\d.]+\n/)
    expect(text).toMatch(/\n│ {2}└─ lines: joined \(Line\)\n└─ profile: selectin \(Profile\)\n {6}SELECT /)
    expect(text).toMatch(
      /\n\nThe whole table order is read for the read itself and for orders: no index begins with user_id \(foreign key order_user_id_fkey\)\.\n {2}CREATE INDEX ON "order" \(user_id\);$/,
    )
  })

  it('says which statements were not sent', async () => {
    const session = await ready(stage)
    const explanation = await session.explain(User, { where: { telegramId: '9' }, load: { orders: true } })
    expect(explanation.statements).toHaveLength(1)
    expect(String(explanation)).toMatch(
      /└─ orders: selectin \(Order\)\n {6}Not sent: there are no rows to read it for\.$/,
    )
  })

  it('gives the plan of a load without asking', async () => {
    const session = await ready(stage)
    const options = { where: { fullName: 'Ann' }, limit: 2, load: { orders: { load: { user: joined() } } } }
    expect(String(session.plan(User, { ...options, plain: true }))).toBe(String(session.plan(User, options)))
    expect(
      String(session.plan(Line, { attributes: ['quantity'], load: { product: { attributes: ['title'] } } })),
    ).toBe(
      `Line
│  SELECT "Line"."order_id" AS "orderId", "Line"."product_id" AS "productId", "Line"."quantity"
│  FROM "lines" AS "Line"
│  ORDER BY "Line"."order_id", "Line"."product_id"
└─ product: selectin (Product)
      SELECT "Product"."Product Id" AS "productId", "Product"."title"
      FROM "Product List" AS "Product"
      WHERE "Product"."Product Id" = ANY($1)
      ORDER BY "Product"."Product Id"`,
    )
    const quoted = `full_name = ' FROM (it''s, WHERE )' AND username = 'x'`
    expect(String(session.plan(User, { attributes: ['fullName'], where: literal(quoted) }))).toContain(
      `\n   WHERE ${quoted}`,
    )
    expect(stage.sent()).toEqual([])
    expect(() => session.plan(User, { load: { nothing: true } })).toThrow('User has no relation "nothing".')
  })
})

inEveryWorld((_stage, it) => {
  /** Two boxes with things and entries. */
  async function filled({ open }: Stage): Promise<AnySession> {
    const session = open()
    await session.insert(Box, [
      { id: 1, tenant: 7 },
      { id: 2, tenant: 7 },
    ])
    await session.insert(Thing, [{ tenant: 7, boxId: 1 }])
    await session.execute(sql`insert into entries values (1, 1), (101, 2)`)
    await session.commit()
    return session
  }

  it('quotes names, and puts the compared column of a longer key first', async (stage) => {
    const session = await filled(stage)
    const explanation = await session.explain(Box, { load: { things: true } })
    expect(explanation.findings).toMatchObject([
      {
        schema: 'Odd Place',
        table: 'Small.Things',
        columns: ['select', 'Box Id'],
        constraint: 'Things in Boxes',
        suggestion: 'CREATE INDEX ON "Odd Place"."Small.Things" ("Box Id", "select")',
      },
    ])
    await session.execute(sql.raw(must(suggestions(explanation)[0])))
    expect((await session.explain(Box, { load: { things: true } })).findings).toEqual([])
    await session.rollback()
    for (const columns of ['"select", "Box Id", id', '"Box Id", id']) {
      await session.execute(sql.raw(`create index on "Odd Place"."Small.Things" (${columns})`))
      expect((await session.explain(Box, { load: { things: joined() } })).findings).toEqual([])
      await session.rollback()
    }
    await session.execute(sql`create index on "Odd Place"."Small.Things" ("select")`)
    expect((await session.explain(Box, { load: { things: joined() } })).findings).toHaveLength(1)
  })

  it('names the table that is partitioned, once', async (stage) => {
    const session = await filled(stage)
    const explanation = await session.explain(Box, { load: { entries: true } })
    expect(explanation.statements.map(({ rows }) => rows)).toEqual([2, 2])
    expect(explanation.findings).toMatchObject([
      { table: 'entries', columns: ['box_id'], suggestion: 'CREATE INDEX ON entries (box_id)' },
    ])
    expect(explanation.findings[0]?.nodes.map((node) => node['Relation Name'])).toEqual([
      'entries_1',
      'entries_2',
    ])
    await session.execute(sql.raw(must(suggestions(explanation)[0])))
    expect((await session.explain(Box, { load: { entries: true } })).findings).toEqual([])
    expect((await session.explain(Entry)).findings).toEqual([])
  })
}, odd)
