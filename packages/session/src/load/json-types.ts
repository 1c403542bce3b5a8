/**
 * How values go through JSON and keep their types. A value is written as PostgreSQL writes it to any client, and read by the
 * parser of its type; only what JSON itself keeps goes as it is. What type a column has is learned from the first rows
 * that have it.
 */
import pg from 'pg'
import type { Core } from '../core/core.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { hasColumn, insideSequelize } from '../core/sequelize.ts'

/** Turns what JSON has of a value into the value. */
export type Decode = (value: unknown) => unknown

/** Types whose JSON string is their text: strings, uuid, bytea, inet, interval, time, money. */
const asTheyAre = new Set([17, 18, 19, 25, 650, 790, 829, 869, 1042, 1043, 1083, 1186, 1266, 2950])
/** int2, int4, bool: JSON has them. */
const ofJson = new Set([16, 21, 23])
/** Types whose cast to text is their text: int8, numeric, floats, date, timestamps, json, and arrays of such. */
const castable = new Set([
  20, 114, 700, 701, 1700, 1082, 1114, 1184, 3802, 199, 1000, 1001, 1005, 1007, 1009, 1014, 1015, 1016, 1021,
  1022, 1115, 1182, 1185, 1231, 2951, 3807,
])

/** An expression as a value of a JSON array. The text of types that are not known is that of `format`, which is slow. */
export function jsonValue(expression: string, type: number | undefined): string {
  if (type !== undefined && (asTheyAre.has(type) || ofJson.has(type))) return expression
  if (type !== undefined && castable.has(type)) return `(${expression})::text`
  return `CASE num_nulls(${expression}) WHEN 0 THEN format('%s', ${expression}) END`
}

/** What reads the values of a type out of JSON. */
export function decoderOf(core: Core, type: number, isWritten: boolean): Decode {
  const parse = insideSequelize(core.sequelize).connectionManager.getTypeParser(type, 'text')
  if (!isWritten || !ofJson.has(type)) return (value) => (value === null ? null : parse(String(value)))
  if (parse === pg.types.getTypeParser(type, 'text')) return (value) => value
  return (value) => (value === null ? null : parse(type === 16 ? String(value).slice(0, 1) : String(value)))
}

/** The types of the columns of models, as far as they were met. */
export class ColumnTypes {
  readonly #byModel = new WeakMap<ModelClass, Map<string, number>>()

  /** The types of these attributes, or undefined where one is not known. */
  of(model: ModelClass, names: readonly string[]): readonly number[] | undefined {
    const known = this.#byModel.get(model)
    const types = names.map((name) => known?.get(name))
    return types.every((type) => type !== undefined) ? types : undefined
  }

  /** Notes types. An expression may be of another type each time. */
  learn(model: ModelClass, names: readonly string[], types: readonly number[]): void {
    const known = this.#byModel.get(model) ?? new Map<string, number>()
    this.#byModel.set(model, known)
    for (const [index, name] of names.entries()) {
      const type = types[index]
      if (type !== undefined && hasColumn(model, name)) known.set(name, type)
    }
  }
}

const learned = new WeakMap<Core, ColumnTypes>()

/** What an engine knows of its columns' types. */
export function columnTypes(core: Core): ColumnTypes {
  const known = learned.get(core) ?? new ColumnTypes()
  learned.set(core, known)
  return known
}
