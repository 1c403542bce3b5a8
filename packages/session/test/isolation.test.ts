/** What is said of a transaction is what the server has of it. */
import { expect } from 'vitest'
import { inEveryWorld } from './support/worlds.ts'
import type { AnySession } from './support/worlds.ts'
import { User } from './support/shop.ts'

async function shown(session: AnySession): Promise<unknown[]> {
  const [row] = await session.execute`select current_setting('transaction_isolation') as level,
    current_setting('transaction_read_only') as "readOnly", current_setting('transaction_deferrable') as deferrable`
  return Object.values(row ?? {})
}

const levels = ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const

inEveryWorld((_stage, it) => {
  for (const isolationLevel of levels) {
    it(`begins ${isolationLevel} where the session says so`, async ({ open }) => {
      expect((await shown(open({ isolationLevel })))[0]).toBe(isolationLevel.toLowerCase())
    })

    it(`begins ${isolationLevel} where begin() says so`, async ({ open, sent }) => {
      const session = open()
      await session.begin({ isolationLevel })
      expect((await shown(session))[0]).toBe(isolationLevel.toLowerCase())
      expect(sent()[0]).toBe(`BEGIN ISOLATION LEVEL ${isolationLevel}`)
    })
  }

  it('reads only, deferrably, where that is said', async ({ open }) => {
    const session = open({ isolationLevel: 'SERIALIZABLE', readOnly: true, deferrable: true })
    expect(await shown(session)).toEqual(['serializable', 'on', 'on'])
    session.add(User.build({ telegramId: '1', fullName: 'Ann' }))
    await expect(async () => session.flush()).rejects.toMatchObject({ code: '25006' })
  })

  it('goes by what begin() says before what the session says', async ({ open }) => {
    const session = open({ isolationLevel: 'SERIALIZABLE', readOnly: true })
    await session.begin({ isolationLevel: 'REPEATABLE READ', readOnly: false })
    expect(await shown(session)).toEqual(['repeatable read', 'off', 'off'])
  })

  it('goes by what transaction() says, for this transaction only', async ({ open }) => {
    const session = open()
    const inside = await session.transaction((inner) => shownIn(inner), { isolationLevel: 'SERIALIZABLE' })
    expect(inside).toMatchObject([{ level: 'serializable' }])
    expect((await shown(session))[0]).toBe('read committed')
  })

  it('says every transaction of a session anew', async ({ open }) => {
    const session = open({ isolationLevel: 'REPEATABLE READ' })
    for (const _ of [1, 2]) {
      expect((await shown(session))[0]).toBe('repeatable read')
      await session.commit()
    }
  })

  it('refuses a level that there is none of, and stays usable', async ({ open }) => {
    const session = open()
    const isolationLevel = 'SERIALIZABLE; DROP TABLE users' as 'SERIALIZABLE'
    await expect(async () => session.begin({ isolationLevel })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    })
    expect(await session.count(User)).toBe(0)
  })
})

function shownIn(session: AnySession) {
  return session.execute`select current_setting('transaction_isolation') as level`
}
