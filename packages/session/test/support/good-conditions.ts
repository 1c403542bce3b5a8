/** Random goods, and random conditions on them as Sequelize takes them: to be read by it and by a session. */
import fc from 'fast-check'
import { Op } from 'sequelize'

const noon = Date.UTC(2024, 1, 29, 12)
const texts = ['', 'a', 'ab', 'b%', '_', `it's "so"`, '$1 ?', 'a\\', '🦊', 'retort:probe:', 'NULL']
const dates = [noon, noon + 1, noon - 86_400_000, Date.UTC(1999, 11, 31)].map((time) => new Date(time))

/** Values of attributes of a good, by name. */
const valuesOf: Readonly<Record<string, readonly unknown[]>> = {
  text: texts,
  short: texts,
  folded: ['A', 'a', 'Ab', ''],
  small: [-1, 0, 1, 2, 300],
  big: ['-9007199254740993', '0', '1', '9007199254740993'],
  exact: ['0', '1.50', '-2.25', 1.5, 8_101_000_000],
  double: [0, -1.5, 0.1, 1e300, 7],
  moment: dates,
  day: ['2024-02-29', '1999-12-31', '8101-01-01'],
  uuid: ['0000000a-0000-4000-8000-000000000001', '0000000a-0000-4000-8000-000000000002'],
  mood: ['dim', 'bright'],
  bytes: ['', 'a', '\0\\x'].map((text) => Buffer.from(text)),
}

const lists: Readonly<Record<string, readonly unknown[]>> = {
  tags: texts,
  numbers: [-1, 0, 1, 2],
  moods: ['dim', 'bright'],
  moments: dates,
}

const documents = [
  { a: 1 },
  { a: 2, b: { c: [1, 'y'] } },
  { a: 1.5, b: null, is: true },
  [1, 2],
  { b: { c: 'x' }, is: false },
]

const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 4 })
const from = (values: readonly unknown[]) => fc.constantFrom(...values)

/** Random goods, with NULLs. */
export const someGoods: fc.Arbitrary<readonly object[]> = fc
  .array(
    fc.record({
      ...Object.fromEntries(Object.entries(valuesOf).map(([name, values]) => [name, nullable(from(values))])),
      ...Object.fromEntries(
        Object.entries(lists).map(([name, values]) => [
          name,
          nullable(fc.array(from(values), { maxLength: 3 })),
        ]),
      ),
      flag: nullable(fc.boolean()),
      jsonb: nullable(from(documents)),
      span: nullable(fc.tuple(fc.nat(5), fc.integer({ min: 6, max: 9 }))),
      period: nullable(fc.constantFrom([dates[2], dates[0]], [dates[3], dates[1]])),
    }),
    { minLength: 40, maxLength: 40, size: 'max' },
  )
  .map((rows) => rows.map((row, index) => ({ id: index + 1, ...row })))

/** A random condition. */
export const someWhere: fc.Arbitrary<object> = fc.letrec<{ where: object; simple: object }>((tie) => ({
  simple: fc.oneof(
    ...Object.entries(valuesOf).map(([name, values]) => onValue(name, values)),
    ...Object.entries(lists).map(([name, values]) => onList(name, values)),
    nullable(fc.boolean()).map((flag) => ({ flag })),
    onDocument(),
    onRange(),
  ),
  where: fc.oneof(
    { maxDepth: 2 },
    { weight: 5, arbitrary: tie('simple') },
    { weight: 1, arbitrary: fc.array(tie('where'), { maxLength: 3 }).map((parts) => ({ [Op.or]: parts })) },
    { weight: 1, arbitrary: fc.array(tie('where'), { maxLength: 3 }).map((parts) => ({ [Op.and]: parts })) },
    { weight: 1, arbitrary: tie('where').map((part) => ({ [Op.not]: part })) },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('simple'), tie('simple')).map(([one, other]) => ({ ...one, ...other })),
    },
  ),
})).where

function onValue(name: string, values: readonly unknown[]): fc.Arbitrary<object> {
  const value = from(values)
  const pair = fc.tuple(value, value)
  const isOrdered = !['uuid', 'bytes', 'mood'].includes(name)
  const compared = isOrdered ? [Op.eq, Op.ne, Op.gt, Op.gte, Op.lt, Op.lte] : [Op.eq, Op.ne]
  const general: fc.Arbitrary<unknown>[] = [
    nullable(value),
    fc.tuple(fc.constantFrom(...compared), value).map(([operator, each]) => ({ [operator]: each })),
    fc.array(value, { maxLength: 4 }),
    fc.array(value, { maxLength: 4 }).map((each) => ({ [Op.notIn]: each })),
    fc.constant({ [Op.ne]: null }),
    fc.tuple(value, value).map(([one, other]) => ({ [Op.or]: [one, { [Op.eq]: other }] })),
  ]
  if (isOrdered)
    general.push(
      pair.map((each) => ({ [Op.between]: each })),
      pair.map((each) => ({ [Op.notBetween]: each })),
    )
  if (name === 'text' || name === 'short') general.push(onText(value as fc.Arbitrary<string>))
  return fc.oneof(...general).map((asked) => ({ [name]: asked }))
}

function onText(value: fc.Arbitrary<string>): fc.Arbitrary<object> {
  const operators = [Op.like, Op.notLike, Op.iLike, Op.startsWith, Op.endsWith, Op.substring]
  return fc.oneof(
    fc
      .tuple(fc.constantFrom(...operators), value)
      .map(([operator, each]) => ({ [operator]: each.replace(/\\$/, '') })),
    fc.constantFrom('^a', 'b', '[$]').map((pattern) => ({ [Op.regexp]: pattern })),
    fc
      .array(
        value.map((each) => `${each.replace(/\\$/, '')}%`),
        { minLength: 1, maxLength: 2 },
      )
      .map((each) => ({
        [Op.like]: { [Op.any]: each },
      })),
  )
}

function onList(name: string, values: readonly unknown[]): fc.Arbitrary<object> {
  const some = fc.array(from(values), { minLength: 1, maxLength: 3 })
  return fc.oneof(
    fc
      .tuple(fc.constantFrom(Op.contains, Op.overlap, Op.contained, Op.eq), some)
      .map(([operator, each]) => ({ [name]: { [operator]: each } })),
    some.map((each) => ({ [name]: each })),
  )
}

function onDocument(): fc.Arbitrary<object> {
  const number = fc.constantFrom(1, 1.5, 2)
  return fc.oneof(
    number.map((a) => ({ jsonb: { a } })),
    fc.constantFrom(true, false).map((is) => ({ jsonb: { is } })),
    fc.constant({ jsonb: { b: null } }),
    fc.tuple(fc.constantFrom(Op.gt, Op.lt, Op.ne), fc.constantFrom(0, 1, 2.5)).map(([operator, each]) => ({
      jsonb: { a: { [operator]: each } },
    })),
    fc.constantFrom('x', 'y').map((c) => ({ jsonb: { b: { c } } })),
    fc.constantFrom('x', '1').map((each) => ({ 'jsonb.b.c': each })),
    fc.constantFrom(...documents).map((each) => ({ jsonb: { [Op.contains]: each } })),
    fc.constantFrom('a', 'b').map((each) => ({ jsonb: { [Op.contains]: { [each]: 1 } } })),
  )
}

function onRange(): fc.Arbitrary<object> {
  return fc.oneof(
    fc.nat(9).map((each) => ({ span: { [Op.contains]: each } })),
    fc.tuple(fc.nat(5), fc.integer({ min: 6, max: 9 })).map((each) => ({ span: { [Op.overlap]: each } })),
    fc.constantFrom(...dates).map((each) => ({ period: { [Op.contains]: each } })),
    fc
      .constantFrom([dates[3], dates[2]], [dates[2], dates[1]])
      .map((each) => ({ period: { [Op.overlap]: each } })),
  )
}
