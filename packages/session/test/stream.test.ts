/** Streams: a read page by page, through a cursor that is closed whatever becomes of the loop. */
import { fn, col } from 'sequelize'
import type { Model, ModelStatic } from 'sequelize'
import { expect } from 'vitest'
import { containsEager, joined } from '@retort/session/async'
import { people } from './support/people.ts'
import { Line, Order, User } from './support/shop.ts'
import type { AnySession } from './support/worlds.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'

const order = ['telegramId']
const streamed = async (session: AnySession, model: ModelStatic<Model>, options: object, size?: number) => {
  const rows: unknown[] = []
  const page = size === undefined ? undefined : { size }
  for await (const row of session.stream(model, options, page)) rows.push(row)
  return rows
}
const names = (users: readonly unknown[]) => (users as User[]).map((user) => user.fullName)
const begun = (texts: readonly string[], word: string) => texts.filter((text) => text.startsWith(word)).length

inEveryWorld(({ blocking }, it) => {
  const numbered = async (session: AnySession, count: number) => {
    const rows = Array.from({ length: count }, (_, index) => ({
      telegramId: String(index + 1),
      fullName: `${index + 1}`,
    }))
    await session.insert(User, rows)
    await session.commit()
  }

  it('leaves alone what another session has taken over meanwhile', async ({ open }) => {
    await numbered(open(), 2500)
    const session = open()
    const other = open()
    let taken: User | undefined
    for await (const row of session.stream(User, { order }, { size: 500 })) {
      const user = row as User
      if (taken !== undefined || user.telegramId !== '2100') continue
      taken = user
      session.expunge(user)
      other.add(user)
      user.fullName = 'taken over'
    }
    expect(await other.get(User, '2100')).toBe(taken)
    await other.commit()
    const names = await open().scalars(User, { attributes: ['fullName'], where: { telegramId: '2100' } })
    expect(names).toEqual(['taken over'])
  })

  for (const [size, fetches] of [
    [1, 4],
    [2, 2],
    [3, 2],
    [4, 1],
    [1000, 1],
  ] as const) {
    it(`reads pages of ${size}, and one more where the last is full`, async ({ open, sent }) => {
      await people(open())
      const session = open()
      sent()
      expect(names(await streamed(session, User, { order }, size))).toEqual(['Ann', 'Bob', 'Cid'])
      const texts = sent()
      expect(begun(texts, `FETCH ${size} FROM`)).toBe(fetches)
      expect(begun(texts, 'CLOSE')).toBe(1)
    })
  }

  it('fetches a thousand rows at a time, unless it is told otherwise', async ({ open, sent }) => {
    await numbered(open(), 2_001)
    const session = open()
    sent()
    expect(await streamed(session, User, { order })).toHaveLength(2_001)
    expect(begun(sent(), 'FETCH 1000 FROM')).toBe(3)
  })

  it('sends nothing before it is read, and one page at a time', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    const stream = session.stream(User, { order, where: { telegramId: ['1', '2', '3'] } }, { size: 2 })
    expect(sent()).toEqual([])
    for await (const user of stream) if (user.fullName === 'Bob') break
    await expectGolden(sent(), 'stream')
  })

  it("gives the session's own objects, with their unwritten changes", async ({ open }) => {
    await people(open())
    const session = open()
    const ann = (await session.get(User, '1')) as User
    ann.username = 'mine'
    const [first] = await streamed(session, User, { order })
    expect(first).toBe(ann)
    expect(await session.count(User, { where: { username: 'mine' } })).toBe(1)
  })

  it('loads relations of a page at a time, whatever the strategy', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    const load = { orders: joined({ load: { lines: joined() } }), profile: true }
    const users = (await streamed(session, User, { order, load }, 2)) as User[]
    expect(users.map((user) => user.orders?.map((each) => each.lines?.length))).toEqual([[2, 2], [0], []])
    expect(users.map((user) => user.profile?.settings)).toEqual([{ dark: true }, undefined, undefined])
    await expectGolden(sent(), 'stream-load')
  })

  it('reads the keys that relations are loaded by, whatever is left out', async ({ open }) => {
    await people(open())
    const orders = (await streamed(
      open(),
      Order,
      { loadOnly: ['createdAt'], load: { user: true } },
      2,
    )) as Order[]
    expect(orders.map((each) => each.user?.fullName)).toEqual(['Ann', 'Ann', 'Bob'])
  })

  it('refuses to load by a condition that a page knows nothing of', async ({ open }) => {
    const session = open()
    const options = { where: { '$orders.orderId$': 1 }, load: { orders: containsEager() } }
    await expect(streamed(session, User, options)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })

  it('looks through relations', async ({ open }) => {
    await people(open())
    expect(
      names(await streamed(open(), User, { where: { '$orders.orderId$': [1, 2, 3] }, order }, 1)),
    ).toEqual(['Ann', 'Bob'])
  })

  it('gives plain rows, groups too', async ({ open }) => {
    await people(open())
    const options = {
      raw: true,
      attributes: ['orderId', [fn('sum', col('quantity')), 'n']],
      group: ['orderId'],
      order: ['orderId'],
    }
    expect(await streamed(open(), Line, options, 1)).toEqual([
      { orderId: 1, n: '3' },
      { orderId: 2, n: '7' },
    ])
  })

  it('reads later what is left out', async ({ open }) => {
    await people(open())
    const session = open()
    for await (const user of session.stream(User, { loadOnly: ['username'], order }, { size: 1 })) {
      const instance = user as unknown as { fullName: string; awaitable: { fullName: Promise<string> } }
      expect(['Ann', 'Bob', 'Cid']).toContain(
        await (blocking ? instance.fullName : instance.awaitable.fullName),
      )
    }
  })

  it('closes its cursor when the loop is left, and the transaction goes on', async ({ open, sent }) => {
    await people(open())
    const session = open()
    for await (const user of session.stream(User, { order }, { size: 1 })) {
      sent()
      if (user) break
    }
    expect(sent()).toEqual([expect.stringMatching(/^CLOSE retort_cursor_/)])
    expect(await session.execute`select name from pg_cursors`).toEqual([])
    expect(await session.count(User)).toBe(3)
  })

  it('closes its cursor when the loop throws', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const run = async () => {
      for await (const user of session.stream(User, { order }, { size: 1 })) throw new Error(user.fullName)
    }
    await expect(run).rejects.toThrow('Ann')
    expect(begun(sent(), 'CLOSE')).toBe(1)
    expect(await session.count(User)).toBe(3)
  })

  it('passes on the error of a statement in the loop, and sends nothing after it', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const run = async () => {
      for await (const user of session.stream(User, { order }, { size: 1 }))
        await session.execute`select 1 / ${user.telegramId === '1' ? 0 : 1}::int`
    }
    await expect(run).rejects.toThrow(/division by zero/)
    expect(sent().at(-1)).not.toMatch(/^CLOSE/)
    await session.rollback()
    expect(await streamed(session, User, { order })).toHaveLength(3)
  })

  for (const end of ['commit', 'rollback'] as const) {
    it(`says that its transaction has ended after a ${end} in the loop`, async ({ open, sent }) => {
      await people(open())
      const session = open()
      const run = async () => {
        for await (const user of session.stream(User, { order }, { size: 2 })) {
          if (user.fullName === 'Bob') await session[end]()
        }
      }
      await expect(run).rejects.toMatchObject({ code: 'STREAM_ENDED' })
      expect(begun(sent(), 'CLOSE')).toBe(0)
      expect(await session.count(User)).toBe(3)
    })
  }

  it('gives what was fetched already after a commit in the loop', async ({ open }) => {
    await people(open())
    const session = open()
    const seen: string[] = []
    for await (const user of session.stream(User, { order })) {
      seen.push(user.fullName)
      user.username = `u${user.telegramId}`
      if (seen.length === 3) await session.commit()
    }
    expect(seen).toEqual(['Ann', 'Bob', 'Cid'])
    expect(await open().count(User, { where: { username: ['u1', 'u2', 'u3'] } })).toBe(3)
  })

  it('runs beside another stream, and beside writes', async ({ open, sent }) => {
    await people(open())
    const session = open()
    sent()
    const pairs: string[] = []
    for await (const user of session.stream(User, { order }, { size: 1 })) {
      for await (const other of session.stream(
        Order,
        { where: { userId: user.telegramId }, order: ['orderId'] },
        { size: 1 },
      )) {
        pairs.push(`${user.fullName} ${other.orderId}`)
      }
      user.username = user.fullName.toLowerCase()
      await session.insert(Order, [{ userId: user.telegramId }])
    }
    expect(pairs).toEqual(['Ann 1', 'Ann 2', 'Bob 3'])
    const declared = sent()
      .filter((text) => text.startsWith('DECLARE'))
      .map((text) => text.split(' ')[1])
    expect(new Set(declared).size).toBe(4)
    expect(await session.scalars(User, { attributes: ['username'], order })).toEqual(['ann', 'bob', 'cid'])
  })

  it('does not see rows that are written after it was opened', async ({ open }) => {
    await people(open())
    const session = open()
    let count = 0
    for await (const user of session.stream(User, { order }, { size: 1 })) {
      count += 1
      await session.insert(User, [{ telegramId: `9${user.telegramId}`, fullName: 'new' }])
    }
    expect([count, await session.count(User)]).toEqual([3, 6])
  })

  it('streams inside a savepoint', async ({ open }) => {
    await people(open())
    const session = open()
    const seen: string[] = []
    const blockingBody = (s: AnySession) => {
      for (const user of s.stream(User, { order }, { size: 1 }) as Iterable<User>) seen.push(user.fullName)
    }
    const body = async (s: AnySession) => void seen.push(...names(await streamed(s, User, { order }, 1)))
    await session.savepoint(blocking ? blockingBody : body)
    expect(seen).toEqual(['Ann', 'Bob', 'Cid'])
    expect(await session.execute`select name from pg_cursors`).toEqual([])
  })

  it('refuses pages of no size, before anything is sent', async ({ open, sent }) => {
    const session = open()
    for (const size of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '2; drop table users']) {
      await expect(streamed(session, User, {}, size as number)).rejects.toMatchObject({
        code: 'INVALID_OPTION',
      })
    }
    expect(sent()).toEqual([])
  })

  it('streams nothing from an empty table', async ({ open }) => {
    expect(await streamed(open(), User, { load: { orders: true } })).toEqual([])
  })

  it('locks what it streams', async ({ open, sent }) => {
    await people(open())
    const [session, other] = [open(), open()]
    await streamed(session, User, { order, lock: true, where: { telegramId: '1' } }, 1)
    expect(sent().find((text) => text.startsWith('DECLARE'))).toMatch(/FOR UPDATE/)
    expect(names(await other.findAll(User, { order, lock: true, skipLocked: true }))).toEqual(['Bob', 'Cid'])
  })

  it('runs the hooks around a read: before the stream, and after each page', async ({ open }) => {
    await people(open())
    const seen: unknown[] = []
    User.addHook('beforeFind', 'note', () => void seen.push('before'))
    User.addHook('afterFind', 'note', (found: unknown) => void seen.push(names(found as User[])))
    try {
      await streamed(open(), User, { order }, 2)
    } finally {
      User.removeHook('beforeFind', 'note')
      User.removeHook('afterFind', 'note')
    }
    expect(seen).toEqual(['before', ['Ann', 'Bob'], ['Cid']])
  })
})
