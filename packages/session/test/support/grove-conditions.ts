/** Random conditions: as Sequelize writes them, and as a plain model decides them, NULLs being neither true nor false. */
import fc from 'fast-check'
import { Op } from 'sequelize'
import type { Kind, Type } from './grove-kinds.ts'
import { values } from './grove-rows.ts'
import type { Row } from './grove-rows.ts'

type Comparison = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte'
type OfColumn =
  | { readonly is: Comparison | 'startsWith' | 'like'; readonly column: string; readonly value: unknown }
  | { readonly is: 'in' | 'notIn' | 'between'; readonly column: string; readonly values: readonly unknown[] }
  | { readonly is: 'null' | 'notNull'; readonly column: string }
export type Condition =
  | OfColumn
  | { readonly is: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly is: 'not'; readonly part: Condition }

/** A random condition on the columns of a kind. */
export function conditionOn({ columns }: Pick<Kind, 'columns'>): fc.Arbitrary<Condition> {
  const simple = fc.oneof(...Object.entries(columns).map(([column, type]) => onColumn(column, type)))
  return fc.oneof(
    { weight: 6, arbitrary: simple },
    {
      weight: 2,
      arbitrary: fc.record({
        is: fc.constantFrom<'and' | 'or'>('and', 'or'),
        parts: fc.array(simple, { minLength: 1, maxLength: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('not' as const), part: simple }) },
  )
}

function onColumn(name: string, type: Type): fc.Arbitrary<Condition> {
  const column = fc.constant(name)
  const value = fc.constantFrom(...values[type])
  const some = fc.array(value, { maxLength: 3 })
  const compared = type === 'uuid' ? (['eq', 'ne'] as const) : comparisons
  const general: fc.Arbitrary<Condition>[] = [
    fc.record({ is: fc.constantFrom<Comparison>(...compared), column, value }),
    fc.record({ is: fc.constantFrom<'in' | 'notIn'>('in', 'notIn'), column, values: some }),
    fc.record({ is: fc.constantFrom<'null' | 'notNull'>('null', 'notNull'), column }),
    fc.record({ is: fc.constant('between' as const), column, values: fc.tuple(value, value) }),
  ]
  if (type !== 'text') return fc.oneof(...general)
  const text = fc.constantFrom('a', 'b', '', 'ab', `it's`)
  return fc.oneof(
    ...general,
    fc.record({ is: fc.constantFrom<'startsWith' | 'like'>('startsWith', 'like'), column, value: text }),
  )
}

const comparisons = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'] as const

/** The condition as Sequelize writes it. */
export function whereOf(condition: Condition): object {
  if ('parts' in condition) return { [Op[condition.is]]: condition.parts.map(whereOf) }
  if ('part' in condition) return { [Op.not]: whereOf(condition.part) }
  return { [condition.column]: asked(condition) }
}

function asked(condition: OfColumn): unknown {
  if ('values' in condition)
    return condition.is === 'in' ? condition.values : { [Op[condition.is]]: condition.values }
  if (!('value' in condition)) return condition.is === 'null' ? null : { [Op.ne]: null }
  if (condition.is === 'eq') return condition.value
  return { [Op[condition.is]]: condition.is === 'like' ? `%${String(condition.value)}` : condition.value }
}

/** Whether it holds for a row; null where SQL does not know. */
export function holds(condition: Condition, row: Row, kind: Pick<Kind, 'columns'>): boolean | null {
  if ('parts' in condition) {
    const parts = new Set(condition.parts.map((part) => holds(part, row, kind)))
    const decisive = condition.is === 'or'
    if (parts.has(decisive)) return decisive
    return parts.has(null) ? null : !decisive
  }
  if ('part' in condition) {
    const value = holds(condition.part, row, kind)
    return value === null ? null : !value
  }
  const value = row[condition.column] ?? null
  if (condition.is === 'null' || condition.is === 'notNull')
    return (value === null) === (condition.is === 'null')
  // Sequelize writes IN (NULL) for an empty list, and nothing for NOT IN.
  if ('values' in condition && condition.values.length === 0) return condition.is === 'in' ? null : true
  return value === null ? null : fits(condition, value, kind.columns[condition.column] ?? 'text')
}

function fits(condition: OfColumn, value: unknown, type: Type): boolean {
  const order = (other: unknown) => compare(type, value, other)
  if ('values' in condition) {
    if (condition.is === 'between') return order(condition.values[0]) >= 0 && order(condition.values[1]) <= 0
    return condition.values.some((each) => order(each) === 0) === (condition.is === 'in')
  }
  if (!('value' in condition)) return false
  if (condition.is === 'startsWith') return String(value).startsWith(String(condition.value))
  if (condition.is === 'like') return String(value).endsWith(String(condition.value))
  const sign = order(condition.value)
  return { eq: sign === 0, ne: sign !== 0, gt: sign > 0, gte: sign >= 0, lt: sign < 0, lte: sign <= 0 }[
    condition.is
  ]
}

/** How two values of a type stand to each other, neither being NULL. */
export function compare(type: Type, one: unknown, other: unknown): number {
  if (type === 'big') return Number(BigInt(String(one)) - BigInt(String(other)))
  if (type === 'int' || type === 'numeric') return Number(one) - Number(other)
  if (type === 'date') return (one as Date).getTime() - (other as Date).getTime()
  return Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)))
}
