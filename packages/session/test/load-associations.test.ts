/** What models and associations say of relations that are loaded: conditions, deleted rows, tables without a key, links that come twice. */
import { joined, lateral, selectin, subquery } from '@retort/session/async'
import { Op } from 'sequelize'
import { describe, expect } from 'vitest'
import { Badge, Booking, Club, clubs, Match, Member, seasons, Trace } from './support/clubs.ts'
import { must } from './support/must.ts'
import { inEveryWorld } from './support/worlds.ts'

type By = <O extends object>(options?: O) => object

const strategies: Readonly<Record<string, By>> = { selectin, joined, subquery, lateral }
const byId = [['id', 'ASC']]
const places = (matches: readonly Match[]) => matches.map(({ place }) => place)
const names = (members: readonly { readonly name: string }[]) => members.map(({ name }) => name)

describe('of models and associations', () => {
  inEveryWorld((_stage, it) => {
    for (const [name, by] of Object.entries(strategies)) {
      it(`heeds their conditions by ${name}`, async ({ open }) => {
        await seasons(open())
        const load = { members: by(), leads: by(), matches: by(), sureMatches: by() }
        for (const plain of [true, false]) {
          const [chess, go, dice] = await open().findAll(Club, { order: byId, load, plain })
          expect(names(must(chess).members)).toEqual(['Ann', 'Bob'])
          expect(names(must(chess).leads)).toEqual(['Ann'])
          expect(places(must(chess).matches)).toEqual(['Rome', 'Oslo'])
          expect(places(must(chess).sureMatches)).toEqual(['Rome'])
          expect([must(go).members.length, must(go).leads, must(go).sureMatches]).toEqual([1, [], []])
          expect([must(dice).members, must(dice).matches]).toEqual([[], []])
        }
      })

      it(`heeds them beside a condition, a limit and what is required by ${name}`, async ({ open }) => {
        await seasons(open())
        const load = {
          leads: by({ where: { name: { [Op.ne]: 'Cid' } }, limit: 3, required: true }),
          sureMatches: by({
            through: { where: { fee: { [Op.gt]: 1 } }, attributes: ['fee'] },
            limit: 2,
            required: true,
          }),
        }
        const found = await open().findAll(Club, { attributes: ['name'], order: byId, load, plain: true })
        expect(found).toMatchObject([
          {
            name: 'Chess',
            leads: [{ name: 'Ann' }],
            sureMatches: [{ place: 'Rome', Booking: { fee: '1.50' } }],
          },
        ])
        const gone = { leads: by({ where: { name: ['Cid', 'Dan'] }, required: true }) }
        expect(await open().findAll(Club, { load: gone })).toEqual([])
      })

      it(`gives a row once to each parent, however often they are linked, by ${name}`, async ({ open }) => {
        await seasons(open())
        for (const plain of [true, false]) {
          const found = await open().findAll(Club, { order: byId, load: { visited: by() }, plain })
          expect(found.map(({ visited }) => places(visited))).toEqual([['Rome', 'Oslo'], ['Rome'], []])
          const shown = await open().findAll(Club, {
            order: byId,
            load: { visited: by({ through: true }) },
            plain,
          })
          expect(shown.map(({ visited }) => places(visited))).toEqual([['Rome', 'Oslo'], ['Rome'], []])
        }
      })

      it(`takes the first of several rows for a relation to one by ${name}`, async ({ open }) => {
        await seasons(open())
        for (const plain of [true, false]) {
          const found = await open().findAll(Club, { order: byId, load: { badge: by() }, plain })
          expect(found.map(({ badge }) => badge?.id)).toEqual([1, 3, undefined])
          const last = { badge: by({ order: [['id', 'DESC']] }) }
          const turned = await open().findAll(Club, { order: byId, load: last, plain })
          expect(turned.map(({ badge }) => badge?.id)).toEqual([2, 3, undefined])
        }
      })

      it(`reads rows without a key by ${name}, each as an object of its own`, async ({ open }) => {
        await seasons(open())
        for (const plain of [true, false]) {
          const found = await open().findAll(Club, { order: byId, load: { traces: by() }, plain })
          expect(found.map(({ traces }) => traces.map(({ text }) => text))).toEqual([['a', 'a'], ['b'], []])
          const [traced] = await open().findAll(Club, {
            order: byId,
            load: { traces: by({ limit: 1 }) },
            plain,
          })
          expect(traced?.traces).toHaveLength(1)
        }
        expect(await open().findAll(Trace, { plain: true, order: ['text'] })).toEqual([
          { clubId: 1, text: 'a' },
          { clubId: 1, text: 'a' },
          { clubId: 2, text: 'b' },
        ])
      })

      it(`reads what is beyond rows without a key by ${name}`, async ({ open }) => {
        await seasons(open())
        for (const plain of [true, false]) {
          const load = { club: by({ load: { members: by(), badge: by() } }) }
          const traces = await open().findAll(Trace, { load, order: ['text'], plain })
          expect(traces.map(({ club }) => [club?.members.length, club?.badge?.id])).toEqual([
            [2, 1],
            [2, 1],
            [1, 3],
          ])
        }
      })

      it(`gives each object its children once by ${name}, by how many ways it is met`, async ({ open }) => {
        await seasons(open())
        const load = { clubs: by({ load: { members: by(), badge: by() } }) }
        const found = await open().findAll(Match, { order: byId, load })
        expect(found.map(({ clubs }) => clubs.map((club) => club.members.length))).toEqual([[2, 1], [2], []])
        expect(found[0]?.clubs[0]).toBe(found[1]?.clubs[0])
        const up = { club: by({ load: { members: by({ load: { club: by() } }) } }) }
        const members = await open().findAll(Member, { order: byId, load: up })
        expect(members.map(({ club }) => club?.members.length)).toEqual([2, 2, 1])
      })
    }

    it('finds links that are deleted where they are asked for themselves', async ({ open }) => {
      await seasons(open())
      expect(await open().count(Booking)).toBe(3)
      expect(await open().count(Booking, { paranoid: false })).toBe(4)
      expect(await open().count(Badge)).toBe(3)
    })
  }, clubs)
})
