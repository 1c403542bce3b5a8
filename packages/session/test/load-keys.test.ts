/** Parents and children find each other by whatever PostgreSQL finds equal, by every strategy. */
import { joined, lateral, selectin, sql, subquery } from '@retort/session/async'
import type { Model } from 'sequelize'
import { expect } from 'vitest'
import { keyedBy, keyedRows, keyedSetting } from './support/keyed.ts'
import { inEveryWorld } from './support/worlds.ts'
import type { AnySession } from './support/worlds.ts'

async function filled(session: AnySession): Promise<void> {
  await session.execute(sql.raw(keyedRows))
  await session.commit()
}

const ids = (rows: readonly Model[]) => rows.map((row) => (row as Model & { id: unknown }).id)

inEveryWorld((_stage, it) => {
  for (const [type, { Parent, Child }] of Object.entries(keyedBy)) {
    for (const [name, by] of Object.entries({ selectin, joined, subquery, lateral })) {
      it(`finds relations whose keys are ${type} by ${name}`, async ({ open }) => {
        await filled(open())
        for (const plain of [true, false]) {
          for (const more of [{}, { limit: 5 }]) {
            const children = by({ order: [['id', 'ASC']], ...more })
            const parents = await open().findAll(Parent, { load: { children, friends: by(more) }, plain })
            const found = parents.map((parent) => [ids(parent.children), parent.friends.length])
            expect(found.toSorted()).toEqual([
              [[1, 2], 2],
              [[3], 0],
            ])
            const options = { load: { parent: by(more) }, order: [['id', 'ASC']], plain }
            const all = await open().findAll(Child, options)
            expect(all.map(({ parent }) => parent === null)).toEqual([false, false, false, true])
          }
        }
      })
    }

    it(`finds relations whose keys are ${type} on demand`, async ({ open, related }) => {
      await filled(open())
      const parents = await open().findAll(Parent)
      const counts: number[] = []
      for (const parent of parents)
        counts.push(((await related(parent, 'children')) as readonly unknown[]).length)
      expect(counts.toSorted()).toEqual([1, 2])
      const session = open()
      for (const child of await session.findAll(Child, { order: [['id', 'ASC']] }))
        expect((await related(child, 'parent')) === null).toBe(child.id === 4)
    })
  }
}, keyedSetting)
