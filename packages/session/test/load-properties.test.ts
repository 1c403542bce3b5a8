/**
 * Properties of loading: whatever is read, by whichever strategies, it is what going through all rows by hand finds.
 * `RETORT_PROPERTY_RUNS` says how many reads there are in each world (40), `RETORT_PROPERTY_SEED` which.
 */
import fc from 'fast-check'
import { joinRow, sql } from '@retort/session/async'
import type { Model } from 'sequelize'
import { expect, vi } from 'vitest'
import { answerOf } from './support/grove-answers.ts'
import { kinds } from './support/grove-kinds.ts'
import type { Name } from './support/grove-kinds.ts'
import type { Rows } from './support/grove-rows.ts'
import { plant, rows } from './support/grove-rows.ts'
import type { Read, Strategy, Tree } from './support/grove-trees.ts'
import { apartIn, optionsOf, prune, reads, strategies } from './support/grove-trees.ts'
import { grove } from './support/grove.ts'
import { inEveryWorld } from './support/worlds.ts'
import type { AnySession, Stage } from './support/worlds.ts'

const numRuns = Number(process.env['RETORT_PROPERTY_RUNS'] ?? 40)
const seed = Number(process.env['RETORT_PROPERTY_SEED'] ?? 1)

vi.setConfig({ testTimeout: 30_000 + 2_000 * numRuns })

const emptied = sql.raw(
  'delete from leaves; delete from "Care"; delete from sorts; delete from badges; delete from "plot %s $1"; delete from "User Name"',
)

const isSelect = (statement: string) => statement.startsWith('SELECT')

/** Plants rows, hands them to a case, and closes the sessions that it opened. */
async function withRows(
  { open }: Stage,
  rows: Rows,
  body: (open: () => AnySession) => Promise<void>,
): Promise<void> {
  const opened: AnySession[] = []
  const next = () => {
    const session = open()
    opened.push(session)
    return session
  }
  try {
    const session = next()
    await session.execute(emptied)
    await plant(session, rows)
    await body(next)
  } finally {
    for (const session of opened) await session.close()
  }
}

/** What instances hold of what a read asked for. */
function held(
  name: Name,
  instance: Model | null,
  { load, attributes }: Pick<Read, 'load' | 'attributes'>,
): unknown {
  if (instance === null) return null
  const { columns, paths } = kinds[name]
  const names = attributes ?? Object.keys(columns)
  const values = Object.fromEntries(names.map((each) => [each, instance.get(each as never)]))
  for (const path of paths) {
    const branch = load[path.name]
    if (branch === undefined) continue
    const related = (instance as unknown as Record<string, Model | Model[] | null>)[path.name]
    const each = (child: Model) => ({
      ...(held(path.target, child, branch) as object),
      ...linkOf(instance, path.name, child, branch.through),
    })
    values[path.name] = Array.isArray(related) ? related.map(each) : related && each(related)
  }
  return values
}

function linkOf(parent: Model, relation: string, child: Model, through: Tree[string]['through']): object {
  if (through === undefined) return {}
  const link = joinRow(parent, relation as never, child as never)
  const { attributes = Object.keys(kinds.Care.columns) } = through === true ? {} : through
  return { Care: Object.fromEntries(attributes.map((name) => [name, link?.get(name as never)])) }
}

inEveryWorld((stage, it) => {
  it('plain objects are what the rows say, by any strategies', async ({ sent }) => {
    const property = fc.asyncProperty(rows, reads, (rows, read) =>
      withRows(stage, rows, async (open) => {
        const { model } = kinds[read.kind]
        const expected = answerOf(rows, read)
        const session = open()
        for (const by of [undefined, ...strategies] as readonly (Strategy | undefined)[]) {
          sent()
          const found = await session.findAll(model, { ...optionsOf(read, by), plain: true })
          expect(found, String(by)).toEqual(expected)
          expect(sent().filter(isSelect).length).toBeLessThanOrEqual(1 + apartIn(read.load, by))
        }
      }),
    )
    await fc.assert(property, { numRuns, seed })
  })

  it('instances are what the rows say, by any strategies', async ({ sent }) => {
    const property = fc.asyncProperty(rows, reads, (rows, whole) =>
      withRows(stage, rows, async (open) => {
        const read = { ...whole, load: prune(whole.kind, whole.load) }
        const { model } = kinds[read.kind]
        const expected = answerOf(rows, read)
        const graphs: unknown[] = []
        for (const by of [undefined, ...strategies] as readonly (Strategy | undefined)[]) {
          const session = open()
          sent()
          const found = await session.findAll(model, optionsOf(read, by))
          expect(sent().filter(isSelect).length).toBeLessThanOrEqual(1 + apartIn(read.load, by))
          expect(
            found.map((each) => held(read.kind, each, read)),
            String(by),
          ).toEqual(expected)
          graphs.push(found.map((each) => each.toJSON()))
          await session.close()
        }
        for (const graph of graphs) expect(graph).toEqual(graphs[0])
      }),
    )
    await fc.assert(property, { numRuns, seed })
  })

  it('a session reads what the rows say, whatever it holds already', async () => {
    const property = fc.asyncProperty(rows, fc.array(reads, { minLength: 2, maxLength: 4 }), (rows, all) =>
      withRows(stage, rows, async (open) => {
        const session = open()
        for (const whole of all) {
          const read = { ...whole, load: prune(whole.kind, whole.load) }
          const found = await session.findAll(kinds[read.kind].model, optionsOf(read))
          expect(found.map((each) => held(read.kind, each, read))).toEqual(answerOf(rows, read))
        }
      }),
    )
    await fc.assert(property, { numRuns, seed })
  })

  it('counts parents, whatever is required of them', async () => {
    const property = fc.asyncProperty(rows, reads, (rows, { kind, where }) =>
      withRows(stage, rows, async (open) => {
        const nothing = {
          order: undefined,
          limit: undefined,
          offset: undefined,
          attributes: undefined,
          load: {},
        }
        const read = { kind, where, ...nothing }
        const { where: condition } = optionsOf(read) as { readonly where?: object }
        const counted = await open().count(
          kinds[kind].model,
          condition === undefined ? {} : { where: condition },
        )
        expect(counted).toBe(answerOf(rows, read).length)
      }),
    )
    await fc.assert(property, { numRuns, seed })
  })
}, grove)
