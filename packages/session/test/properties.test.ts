/**
 * Properties of the unit of work: whatever is done to objects, in whichever order, the database has what a plain model of
 * it has. `RETORT_PROPERTY_RUNS` says how many walks there are in each world (40), `RETORT_PROPERTY_SEED` which.
 */
import fc from 'fast-check'
import { sql } from '@retort/session/async'
import { vi } from 'vitest'
import { commandNames, walkThrough } from './support/town-commands.ts'
import type { Command } from './support/town-commands.ts'
import { town } from './support/town.ts'
import { inEveryWorld } from './support/worlds.ts'

const numRuns = Number(process.env['RETORT_PROPERTY_RUNS'] ?? 40)
const seed = Number(process.env['RETORT_PROPERTY_SEED'] ?? 1)

vi.setConfig({ testTimeout: 30_000 + 2_000 * numRuns })

const number = fc.nat(63)
const command = (names: readonly string[]): fc.Arbitrary<Command> =>
  fc.record({ does: fc.constantFrom(...names), a: number, b: number, c: number })
const simple = commandNames.filter((name) => name !== 'savepoint')
const inSavepoint = simple.filter((name) => name !== 'commit' && name !== 'rollback')
const nested: fc.Arbitrary<Command> = fc.record({
  does: fc.constant('savepoint'),
  a: number,
  b: number,
  c: number,
  inside: fc.array(command(inSavepoint), { maxLength: 6 }),
})
const many = ['add', 'graph', 'point', 'push', 'splice', 'replace', 'link', 'relink', 'delete']
const commands = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: command(simple) },
    { weight: 6, arbitrary: command(many) },
    { weight: 1, arbitrary: nested },
  ),
  { maxLength: 30, size: 'max' },
)

/** Faster than TRUNCATE for a few rows. */
const emptied = sql.raw(`delete from people_tags; delete from tags; delete from stays; delete from cards;
  update people set favourite_id = null; delete from items; delete from people; delete from regions`)

inEveryWorld((stage, it) => {
  it('whatever is done to objects, database and memory are what a plain model says', async ({
    open,
    sent,
  }) => {
    const property = fc.asyncProperty(commands, async (done) => {
      const cleaner = open()
      await cleaner.execute(emptied)
      await cleaner.commit()
      const [session, other] = [open(), open()]
      try {
        await walkThrough({ blocking: stage.blocking, session, other, sent }, done)
      } finally {
        await session.close()
        await other.close()
        await cleaner.close()
      }
    })
    await fc.assert(property, { numRuns, seed })
  })
}, town)
