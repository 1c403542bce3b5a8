/** How relations are loaded where a read does not say: what associations, sessions and engines do. */
import { joined, lateral, lazy, raise, selectin, sql, subquery } from '@retort/session/async'
import { describe, expect } from 'vitest'
import { Club, clubs, Folder, Note, seasons } from './support/clubs.ts'
import { codeOf } from './support/code-of.ts'
import { withEngines } from './support/engines.ts'
import { must } from './support/must.ts'
import { people } from './support/people.ts'
import { Order, User } from './support/shop.ts'
import { inEveryWorld } from './support/worlds.ts'

type By = <O extends object>(options?: O) => object

const strategies: Readonly<Record<string, By>> = { selectin, joined, subquery, lateral }
const byId = [['id', 'ASC']]
const byTelegram = ['telegramId']
const selects = (statements: readonly string[]) => statements.filter((text) => text.startsWith('SELECT'))

describe('where nobody says', () => {
  inEveryWorld((_stage, it) => {
    it('refuses a session that says what there is not', async ({ open }) => {
      expect(() => open({ loading: 'eager' as 'raise' })).toThrow(
        "The option loading takes 'selectin', 'joined', 'subquery', 'lateral', 'lazy' or 'raise'.",
      )
    })

    it('loads by what the session says', async ({ open, sent }) => {
      await people(open())
      const statements = { selectin: 2, subquery: 2, joined: 1, lateral: 1, lazy: 2, raise: 2 } as const
      for (const [loading, count] of Object.entries(statements)) {
        const session = open({ loading: loading as keyof typeof statements })
        sent()
        const users = await session.findAll(User, { order: byTelegram, load: { orders: true } })
        expect([loading, selects(sent()).length]).toEqual([loading, count])
        expect(users.map(({ orders }) => orders?.length)).toEqual([2, 1, 0])
        await session.findAll(User, { order: byTelegram, load: { orders: { limit: 1 } } })
        expect([loading, selects(sent()).length]).toEqual([loading, count])
        await session.findAll(User, { order: byTelegram, load: { orders: selectin() } })
        expect(selects(sent())).toHaveLength(2)
      }
    })

    it('reads nothing on demand where the session says so', async ({ open, related }) => {
      await people(open())
      const session = open({ loading: 'raise' })
      const ann = must(await session.get(User, '1'))
      const failure = await Promise.resolve()
        .then(() => related(ann, 'orders'))
        .catch((error: unknown) => error)
      expect(failure).toMatchObject({ code: 'RELATION_NOT_LOADED' })
      expect((failure as Error).message).toBe(
        'User.orders was not loaded, and is not to be read on demand. Load it with the read that gave this User, load: { orders: true }, or with session.load().',
      )
      expect(() => ann.orders).toThrow('User.orders was not loaded')
      await session.load(ann, { orders: true })
      expect(ann.orders).toHaveLength(2)
      expect(await related(ann, 'orders')).toBe(ann.orders)
    })

    it('hears the read first, then the session', async ({ open, related }) => {
      await people(open())
      const strict = open({ loading: 'raise' })
      const [ann] = await strict.findAll(User, { order: byTelegram, load: { orders: lazy() } })
      expect(await related(must(ann), 'orders')).toHaveLength(2)
      expect(await codeOf(() => related(must(ann), 'profile'))).toBe('RELATION_NOT_LOADED')
      const lax = open()
      const [same] = await lax.findAll(User, { order: byTelegram, load: { orders: raise() } })
      expect(await codeOf(() => related(must(same), 'orders'))).toBe('RELATION_NOT_LOADED')
      expect(await related(must(same), 'profile')).not.toBeNull()
      await lax.load(must(same), { orders: true })
      expect(must(same).orders).toHaveLength(2)
    })

    it('says what is not to be read of objects further away, too', async ({ open, related }) => {
      await people(open())
      for (const by of Object.values(strategies)) {
        const load = { orders: by({ load: { lines: raise() } }) }
        const [ann] = await open().findAll(User, { order: byTelegram, load })
        const order = must(must(ann).orders?.[0])
        expect(await codeOf(() => related(order, 'lines'))).toBe('RELATION_NOT_LOADED')
        expect(await related(order, 'products')).toHaveLength(2)
      }
    })

    it('leaves new objects and what is set alone', async ({ open }) => {
      await people(open())
      const session = open({ loading: 'raise' })
      const user = new User({ telegramId: '9', fullName: 'Zoe' } as never)
      session.add(user)
      expect(user.orders).toBeUndefined()
      user.orders = []
      await session.flush()
      expect(user.orders).toEqual([])
      const order = must(await session.get(Order, 3))
      order.user = user
      expect(order.user).toBe(user)
      await session.commit()
      expect(await open().count(Order, { where: { userId: '9' } })).toBe(1)
    })
  })

  inEveryWorld((_stage, it) => {
    it('loads what an association always loads, never twice along one path', async ({ open, sent }) => {
      await seasons(open())
      const session = open()
      await session.findAll(Folder, { order: byId })
      sent()
      const folders = await open().findAll(Folder, { order: byId, plain: true })
      expect(selects(sent()).length).toBeLessThanOrEqual(3)
      const [one, two] = folders as unknown as readonly Record<string, unknown>[]
      expect(one).toEqual({
        id: 1,
        parentId: null,
        parent: null,
        sheets: [{ id: 1, folderId: 1 }],
        children: [
          {
            id: 2,
            parentId: 1,
            parent: { id: 1, parentId: null, sheets: [{ id: 1, folderId: 1 }] },
            sheets: [{ id: 2, folderId: 2 }],
          },
          {
            id: 3,
            parentId: 1,
            parent: { id: 1, parentId: null, sheets: [{ id: 1, folderId: 1 }] },
            sheets: [],
          },
        ],
      })
      expect(two).toMatchObject({
        children: [{ id: 4, sheets: [{ id: 3 }] }],
        parent: { id: 1, sheets: [{ id: 1 }] },
      })
    })

    it('gets, refreshes and reads on demand with what associations always load', async ({
      open,
      related,
      sent,
    }) => {
      await seasons(open())
      const session = open()
      const folder = must(await session.get(Folder, 2))
      expect([folder.children.length, folder.sheets.length, folder.parent?.id]).toEqual([1, 1, 1])
      const note = must(await session.get(Note, 1))
      sent()
      const root = must((await related(note, 'folder')) as Folder | null)
      expect(root.id).toBe(1)
      expect(root.sheets).toHaveLength(1)
      const fresh = open()
      const [other] = await fresh.findAll(Note, { where: { id: 2 } })
      const lazily = must((await related(must(other), 'folder')) as Folder | null)
      expect([lazily.children.length, lazily.sheets.length, lazily.parent?.id]).toEqual([1, 1, 1])
    })

    it('refuses to read on demand what an association says is not to be', async ({ open, related }) => {
      await seasons(open())
      const folder = must(await open().get(Folder, 1))
      expect(await codeOf(() => related(folder, 'secrets'))).toBe('RELATION_NOT_LOADED')
      expect(await related(folder, 'notes')).toHaveLength(1)
      const asked = must(await open().get(Folder, 1, { load: { secrets: true } }))
      expect(asked.secrets).toHaveLength(1)
      const [lax] = await open().findAll(Folder, { order: byId, load: { secrets: lazy(), sheets: lazy() } })
      expect(await related(must(lax), 'secrets')).toHaveLength(1)
      expect(await related(must(lax), 'sheets')).toHaveLength(1)
      const strict = open({ loading: 'raise' })
      const one = must(await strict.get(Folder, 1))
      expect(one.sheets).toHaveLength(1)
      expect(await related(one, 'notes')).toHaveLength(1)
    })
  }, clubs)

  withEngines({ ...clubs }, (it) => {
    it('loads by what the engine says, unless the session says otherwise', async ({ engine }) => {
      const statements: string[] = []
      const made = engine({ loading: 'joined', echo: ({ sql: text }) => void statements.push(text) })
      const session = made.open()
      await seasons(session)
      statements.length = 0
      const found = await session.findAll(Club, { order: byId, load: { members: true, badge: { load: {} } } })
      expect(found.map(({ members }) => members.length)).toEqual([2, 1, 0])
      expect(selects(statements.splice(0))).toHaveLength(1)
      await session.close()
      const other = made.open({ loading: 'selectin' })
      await other.findAll(Club, { order: byId, load: { members: true } })
      expect(selects(statements.splice(0))).toHaveLength(2)
      await other.close()
      const strict = made.open({ loading: 'raise' })
      const [chess] = await strict.findAll(Club, { order: byId, load: { members: true } })
      expect(selects(statements.splice(0))).toHaveLength(1)
      expect(() => must(chess).badge).toThrow('Club.badge was not loaded')
      await strict.execute(
        sql.raw(
          `truncate clubs, members, badges, matches, bookings, visits, traces, folders, sheets, secrets, notes`,
        ),
      )
      await strict.commit()
      await strict.close()
    })

    it('refuses a word that says nothing', async ({ engine }) => {
      expect(() => engine({ loading: 'eager' as never })).toThrow(/loading takes/)
    })
  })
})
