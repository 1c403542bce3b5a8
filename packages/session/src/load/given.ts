/**
 * What differs between two reads of one shape: the values in their conditions, their limits. A read's shape is a text, its
 * values a list; to see where values go in a statement it is written once with probes in their places.
 */
import { Op } from 'sequelize'

/** The shape of a read's options, and the values in it in order. */
export type Given = { readonly shape: string; readonly values: readonly unknown[] }

/** Options whose values are read beside the shape, not as part of it. */
const holders = new Set(['where', 'limit', 'offset'])

const operators: ReadonlySet<symbol> = new Set(Object.values(Op) as symbol[])

/** So many values at most: lists of all lengths would fill memory with statements. */
const mostValues = 200

/** Separates options into shape and values; undefined where something in them is neither, an expression say. */
export function givenOf(options: object): Given | undefined {
  const reader = new Reader()
  const shape = reader.read(options, false)
  return shape === undefined || reader.values.length > mostValues
    ? undefined
    : { shape, values: reader.values }
}

class Reader {
  readonly values: unknown[] = []

  /** @param isHeld whether what is read is a value rather than a part of the shape */
  read(value: unknown, isHeld: boolean): string | undefined {
    if (value === undefined || value === null || typeof value === 'boolean') return String(value)
    if (Array.isArray(value)) return this.#all(value, isHeld)
    if (isPlain(value)) return this.#object(value, isHeld)
    if (!isHeld)
      return typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value) : undefined
    const kind = kindOf(value)
    if (kind !== undefined) this.values.push(value)
    return kind
  }

  #all(values: readonly unknown[], isHeld: boolean): string | undefined {
    let shape = '['
    for (const value of values) {
      const part = this.read(value, isHeld)
      if (part === undefined) return undefined
      shape += `${part},`
    }
    return `${shape}]`
  }

  #object(object: Readonly<Record<string | symbol, unknown>>, isHeld: boolean): string | undefined {
    let shape = '{'
    for (const key of Reflect.ownKeys(object)) {
      if (typeof key === 'symbol' && !operators.has(key)) return undefined
      const part = this.read(object[key], isHeld || holders.has(key as string))
      if (part === undefined) return undefined
      shape += `${typeof key === 'symbol' ? key.description : JSON.stringify(key)}:${part},`
    }
    return `${shape}}`
  }
}

function kindOf(value: unknown): string | undefined {
  if (typeof value === 'string') return 's'
  if (typeof value === 'number') return numberKind(value)
  if (typeof value === 'bigint') return 'b'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : 'D'
  return Buffer.isBuffer(value) ? 'B' : undefined
}

function numberKind(value: number): string | undefined {
  if (Number.isSafeInteger(value)) return value < 0 ? '-' : 'i'
  return Number.isFinite(value) ? 'f' : undefined
}

function isPlain(value: unknown): value is Readonly<Record<string | symbol, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Stands for the values of a read while its statements are written. */
export class Probes {
  readonly #indexes = new Map<unknown, number>()

  /** How many there are. */
  get count(): number {
    return this.#indexes.size
  }

  /** The index of the value that a probe stands for. */
  indexOf(value: unknown): number | undefined {
    return this.#indexes.get(value)
  }

  /** The same options with a probe in the place of each value. */
  put<T>(options: T): T {
    return this.#put(options, false) as T
  }

  #put(value: unknown, isHeld: boolean): unknown {
    if (Array.isArray(value)) return value.map((each) => this.#put(each, isHeld))
    if (isPlain(value)) {
      const keys = Reflect.ownKeys(value)
      const parts = keys.map((key) => [key, this.#put(value[key], isHeld || holders.has(key as string))])
      return Object.fromEntries(parts as [string, unknown][])
    }
    if (!isHeld || kindOf(value) === undefined) return value
    const probe = probeOf(value, this.#indexes.size)
    this.#indexes.set(probe, this.#indexes.size)
    return probe
  }
}

const mark = 'retort:probe:'
const number = 8_101_000_000
/** In the middle of a year, for a time zone may move it to the day before or behind. */
const year = 8101
const month = 5
const day = 15

/** A value of the same kind that nobody has. */
function probeOf(value: unknown, index: number): unknown {
  if (typeof value === 'string') return `${mark}${index}`
  if (typeof value === 'number') return probeNumber(value, index)
  if (typeof value === 'bigint') return BigInt(number + index)
  return value instanceof Date
    ? new Date(Date.UTC(year, month, day, 0, 0, 0, index))
    : Buffer.from(`${mark}${index}`)
}

function probeNumber(value: number, index: number): number {
  if (!Number.isInteger(value)) return number + index + 0.5
  return value < 0 ? -(number + index) : number + index
}

const traces = [mark, Buffer.from(mark).toString('hex'), String(number).slice(0, 6), `${year}-06-1`]

/** Whether a text has a probe in it: a value that did not go its own way, or was made part of another. */
export function hasTrace(text: string | null): boolean {
  return text !== null && traces.some((trace) => text.includes(trace))
}
