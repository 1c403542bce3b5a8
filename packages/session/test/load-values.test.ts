/** Values of relations: as Sequelize's own `include` gives them, whichever strategy brings them, and from the first read on. */
import pg from 'pg'
import { joined, joinRow, lateral, selectin, sql, subquery } from '@retort/session/async'
import { col, fn } from 'sequelize'
import type { Model, ModelStatic } from 'sequelize'
import { expect, onTestFinished } from 'vitest'
import { Crate, crates, filled, Label, Lid, Thing, Wide } from './support/crates.ts'
import { withEngines } from './support/engines.ts'
import type { Yard } from './support/engines.ts'
import { must } from './support/must.ts'
import type { AnySession } from './support/worlds.ts'

const by = { selectin, joined, subquery, lateral }
const order = [['id', 'ASC']]

/** An engine that has read nothing yet. */
async function fresh({ engine }: Yard): Promise<() => AnySession> {
  const made = engine()
  const session = made.open()
  await session.execute(sql.raw('truncate crates, things, lids, labels, stickers, wide'))
  await session.execute(sql.raw(filled))
  await session.commit()
  await session.close()
  return () => {
    const opened = made.open()
    onTestFinished(async () => void (await opened.close()))
    return opened
  }
}

/** What Sequelize reads. */
async function included(model: ModelStatic<Model>, include: object): Promise<unknown[]> {
  const found = await model.findAll({ include: [include] as never, order: order as never })
  return found.map((each) => each.toJSON())
}

/** Expects the same of instances and of plain objects, the first time and the second. */
async function expectAlike(
  open: () => AnySession,
  model: ModelStatic<Model>,
  load: object,
  expected: unknown,
): Promise<void> {
  for (const time of ['first', 'second']) {
    const plain = await open().findAll(model, { load, order, plain: true })
    expect(plain, `${time}, plain`).toEqual(expected)
    const instances = await open().findAll(model, { load, order })
    expect(
      instances.map((each) => each.toJSON()),
      time,
    ).toEqual(expected)
  }
}

withEngines(crates, (it) => {
  for (const [name, strategy] of Object.entries(by)) {
    it(`gives values of every type by ${name} as an include does`, async (yard) => {
      const open = await fresh(yard)
      const expected = await included(Crate, { model: Thing, as: 'things', separate: true, order })
      expect(JSON.stringify(expected)).toContain('9223372036854775807')
      await expectAlike(open, Crate, { things: strategy() }, expected)
    })

    it(`gives instances before plain objects the same by ${name}`, async (yard) => {
      const open = await fresh(yard)
      const expected = await included(Crate, { model: Thing, as: 'things', separate: true, order })
      const found = await open().findAll(Crate, { load: { things: strategy() }, order })
      expect(found.map((each) => each.toJSON())).toEqual(expected)
    })

    it(`gives values of one related row by ${name}`, async (yard) => {
      const open = await fresh(yard)
      const expected = await included(Crate, { model: Lid, as: 'lid' })
      await expectAlike(open, Crate, { lid: strategy() }, expected)
      const things = await included(Thing, { model: Crate, as: 'crate' })
      await expectAlike(open, Thing, { crate: strategy() }, things)
    })

    it(`gives the values of rows between two tables by ${name}`, async (yard) => {
      const open = await fresh(yard)
      const expected = await included(Crate, { model: Label, as: 'labels' })
      for (const [time] of ['first', 'second'].entries()) {
        const load = { labels: strategy({ through: true }) }
        expect(await open().findAll(Crate, { load, order, plain: true }), String(time)).toEqual(expected)
        const found = await open().findAll(Crate, { load, order })
        const shown = found.map((crate) => ({
          ...crate.toJSON(),
          labels: crate.labels.map((label) => ({
            ...label.toJSON(),
            Sticker: must(joinRow(crate, 'labels', label)).toJSON(),
          })),
        }))
        expect(shown).toEqual(expected)
      }
    })

    it(`gives only some values by ${name}, an expression among them`, async (yard) => {
      const open = await fresh(yard)
      const loud = [fn('concat', fn('upper', col('text')), '!'), 'loud']
      const attributes = ['id', 'scaled', loud, 'positive', 'moment']
      const expected = await included(Crate, {
        model: Thing,
        as: 'things',
        separate: true,
        order,
        attributes,
      })
      for (const things of expected.flatMap((each) => (each as { things: Record<string, unknown>[] }).things))
        delete things['crateId']
      for (let time = 0; time < 2; time++) {
        const load = { things: strategy({ attributes }) }
        expect(await open().findAll(Crate, { load, order, plain: true })).toEqual(expected)
      }
    })

    it(`gives rows of more than a hundred columns by ${name}`, async (yard) => {
      const open = await fresh(yard)
      const expected = await included(Crate, { model: Wide, as: 'wides', separate: true, order })
      await expectAlike(open, Crate, { wides: strategy() }, expected)
      const nested = await open().findAll(Crate, {
        load: { wides: strategy({ load: { crate: strategy({ load: { wides: strategy() } }) } }) },
        order,
        plain: true,
      })
      const again = nested[0] as unknown as { wides: { crate: { wides: unknown } }[] }
      expect(again.wides[1]?.crate.wides).toEqual((expected[0] as { wides: unknown }).wides)
    })

    it(`reads values by ${name} as a parser of pg's has them`, async (yard) => {
      const parsers = [114, 1186, 25] as const
      const known = parsers.map((type) => [type, pg.types.getTypeParser(type)] as const)
      onTestFinished(() => {
        for (const [type, parser] of known) pg.types.setTypeParser(type, parser)
      })
      const revive = (_key: string, value: unknown) =>
        typeof value === 'string' && value.endsWith('Z') ? new Date(value) : value
      pg.types.setTypeParser(114, (text) => JSON.parse(text, revive) as never)
      pg.types.setTypeParser(1186, (text) => ({ interval: text }) as never)
      const open = await fresh(yard)
      const expected = await included(Crate, { model: Thing, as: 'things', separate: true, order })
      const [first] = (expected[0] as { things: Record<string, unknown>[] }).things
      expect(first?.['stamp']).toBeInstanceOf(Date)
      await expectAlike(open, Crate, { things: strategy() }, expected)
    })
  }

  it('keeps values apart where the same is read at the same time for the first time', async (yard) => {
    const open = await fresh(yard)
    const expected = await included(Crate, { model: Thing, as: 'things', separate: true, order })
    const wide = await included(Crate, { model: Wide, as: 'wides', separate: true, order })
    const sessions = [open(), open(), open(), open()]
    const things = sessions.map((session) =>
      session.findAll(Crate, { load: { things: lateral() }, order, plain: true }),
    )
    for (const found of await Promise.all(things)) expect(found).toEqual(expected)
    const wides = sessions.map((session) =>
      session.findAll(Crate, { load: { wides: lateral() }, order, plain: true }),
    )
    for (const found of await Promise.all(wides)) expect(found).toEqual(wide)
  })

  it('reads nested values, each strategy inside each other', async (yard) => {
    const open = await fresh(yard)
    const whole = await included(Crate, { model: Thing, as: 'things', separate: true, order })
    const session = open()
    for (const outer of Object.values(by)) {
      for (const inner of Object.values(by)) {
        const load = { crate: outer({ load: { things: inner() } }) }
        const [thing] = await session.findAll(Thing, { load, order, plain: true })
        expect((thing as unknown as { crate: unknown }).crate).toEqual(whole[0])
      }
    }
  })
})
