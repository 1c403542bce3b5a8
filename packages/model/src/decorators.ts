/** The decorators that write table arguments, on a class or on one of its properties. */
import { addTableArgument } from './table-arguments.ts'
import type {
  ExcludeArgument,
  IdentityArgument,
  IndexArgument,
  IndexPart,
  UniqueArgument,
} from './table-arguments.ts'

type Target = { readonly prototype: object }
type OnClass = (target: Target) => void
type OnProperty = (prototype: object, property: string | symbol) => void
type OnEither = (target: object, property?: string | symbol) => void
type Options<T> = Partial<Omit<T, 'kind'>>

/**
 * A condition that every row must fulfil.
 * @param name the last part of the constraint's name: `ck_<table>_<name>`
 * @param expression SQL over the table's columns
 */
export function Check(name: string, expression: string): OnEither {
  return (target) => addTableArgument(prototypeOf(target), { kind: 'check', name, expression })
}

/** Attributes that are unique together; on a property, that one alone. */
export function Unique(attributes: readonly string[], options?: Options<UniqueArgument>): OnClass
export function Unique(options?: Options<UniqueArgument>): OnProperty
export function Unique(
  first?: readonly string[] | Options<UniqueArgument>,
  second?: Options<UniqueArgument>,
): OnEither {
  const [named, options] = isList(first) ? [first, second] : [undefined, first]
  return (target, property) =>
    addTableArgument(prototypeOf(target), {
      ...options,
      kind: 'unique',
      attributes: named ?? [String(property)],
    })
}

/** An index over attributes or expressions; on a property, over that one. */
export function Index(on: readonly IndexPart[], options?: Options<IndexArgument>): OnClass
export function Index(options?: Options<IndexArgument>): OnProperty
export function Index(
  first?: readonly IndexPart[] | Options<IndexArgument>,
  second?: Options<IndexArgument>,
): OnEither {
  const [named, options] = isList(first) ? [first, second] : [undefined, first]
  return (target, property) =>
    addTableArgument(prototypeOf(target), { ...options, kind: 'index', on: named ?? [String(property)] })
}

/** Rows that may not overlap: `Exclude('room', [['room', '='], ['during', '&&']])`, by a gist index unless said otherwise. */
export function Exclude(
  name: string,
  elements: ExcludeArgument['elements'],
  options: Options<ExcludeArgument> = {},
): OnClass {
  return (target) => addTableArgument(target.prototype, { ...options, kind: 'exclude', name, elements })
}

/** A stored column computed from others. */
export function Generated(expression: string): OnProperty {
  return (prototype, property) =>
    addTableArgument(prototype, { kind: 'generated', attribute: String(property), expression })
}

/** An identity column; `always` refuses values from outside. */
export function Identity(generation: IdentityArgument['generation'] = 'by default'): OnProperty {
  return (prototype, property) =>
    addTableArgument(prototype, { kind: 'identity', attribute: String(property), generation })
}

/** A description in the database itself. */
export function Comment(text: string): OnEither {
  return (target, property) =>
    addTableArgument(prototypeOf(target), {
      kind: 'comment',
      text,
      ...(property === undefined ? {} : { attribute: String(property) }),
    })
}

function prototypeOf(target: object): object {
  return typeof target === 'function' ? (target.prototype as object) : target
}

function isList<T>(value: readonly T[] | object | undefined): value is readonly T[] {
  return Array.isArray(value)
}
