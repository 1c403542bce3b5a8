/** Instances that are built quickly are those that Sequelize builds. */
import { createEngine } from '@retort/session/async'
import * as fc from 'fast-check'
import type { Model } from 'sequelize'
import { DataTypes, literal, Sequelize } from 'sequelize'
import { expect, test } from 'vitest'

const attributes = {
  id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
  text: DataTypes.STRING,
  filled: { type: DataTypes.STRING, defaultValue: 'filled' },
  empty: { type: DataTypes.STRING, defaultValue: undefined },
  price: { type: DataTypes.DECIMAL, defaultValue: 0 },
  yes: DataTypes.BOOLEAN,
  made: { type: DataTypes.DATE, defaultValue: literal('now()') },
  at: DataTypes.DATE,
  json: DataTypes.JSONB,
  virtual: DataTypes.VIRTUAL,
  loud: {
    type: DataTypes.STRING,
    set(this: Model, value: unknown) {
      this.setDataValue('loud' as never, `${String(value)}!` as never)
    },
  },
}

/** The same model twice: of an engine, and of Sequelize alone. */
function pair(more: object): readonly [typeof Model, typeof Model] {
  const [ours, theirs] = ['ours', 'theirs'].map(() => {
    const sequelize = new Sequelize('postgres://localhost/none', { logging: false })
    return sequelize.define('thing', { ...attributes, ...more }, { paranoid: true }) as typeof Model
  })
  createEngine({ sequelize: ours?.sequelize as Sequelize })
  return [ours as typeof Model, theirs as typeof Model]
}

const names = [...Object.keys(attributes), 'createdAt', 'deletedAt', 'nothing', 'json.inner']
const value = fc.constantFrom<() => unknown>(
  () => undefined,
  () => null,
  () => '',
  () => 'x',
  () => 0,
  () => Number.NaN,
  () => true,
  () => 10n,
  () => [1],
  () => ({ a: 1 }),
  () => new Date(5),
  () => Buffer.from('a'),
  () => literal('1'),
)
const options = fc.constantFrom(undefined, { raw: true }, { isNewRecord: false })
const given = fc.array(fc.tuple(fc.constantFrom(...names), value))

function shown(model: typeof Model, entries: readonly (readonly [string, () => unknown])[], how?: object) {
  const values = Object.fromEntries(entries.map(([name, make]) => [name, make()]))
  try {
    const built = (model as unknown as Building).build(values, how === undefined ? undefined : { ...how })
    const { dataValues, _previousDataValues, _changed, isNewRecord } = built
    const parts = [dataValues, _previousDataValues].map((each) => [Object.keys(each), each])
    return { parts, changed: [..._changed], isNewRecord }
  } catch (error) {
    return String(error)
  }
}

type Inner = {
  readonly dataValues: object
  readonly _previousDataValues: object
  readonly _changed: Iterable<string>
  readonly isNewRecord: boolean
}
type Building = { build(values: object, options?: object): Inner }

test.each([
  ['constant defaults', {}],
  ['a default that its type looks at', { yes: { type: DataTypes.BOOLEAN, defaultValue: false } }],
  ['a default that is called', { made: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4 } }],
])('builds what Sequelize builds, with %s', (_name, more) => {
  const [ours, theirs] = pair(more)
  const isRandom = 'made' in more
  fc.assert(
    fc.property(given, options, (entries, how) => {
      const fixed = isRandom ? [...entries, ['made', () => 'same'] as const] : entries
      expect(shown(ours, fixed, how)).toEqual(shown(theirs, fixed, how))
    }),
  )
})
