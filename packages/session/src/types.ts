/** What a session's methods take and give, checked against the models by the compiler. */
import type {
  Attributes,
  CreationAttributes,
  FindOptions as SequelizeFindOptions,
  Model,
  WhereOptions,
} from 'sequelize'
import type { Cast, Col, Fn, Json, Literal, Where } from 'sequelize/types/utils'
import type { LoadBranch } from './load/strategy.ts'

/** The names of a model's relations: properties that hold an instance or an array of them. */
export type RelationName<M> = {
  [K in keyof M]-?: K extends keyof Model ? never : IsRelation<M[K]> extends true ? K : never
}[keyof M] &
  string

/** `any` (such as sequelize-typescript's own `id`) is no relation. */
type IsRelation<T> = 0 extends 1 & T ? false : NonNullable<T> extends Model | readonly Model[] ? true : false

/** The model on the other side of a relation. */
export type Target<T> = NonNullable<T> extends readonly (infer E extends Model)[] ? E : NonNullable<T> & Model

/** What to load of a model's relations; `true` means one more SELECT for all parents at once. */
export type Load<M> = { readonly [K in RelationName<M>]?: true | LoadOptions<Target<M[K]>> }

/** What can be said of one relation to load. Made plain, or by `selectin()`, `joined()` and `containsEager()`. */
export type LoadOptions<M> = M extends Model
  ? Pick<LoadBranch, 'strategy'> & {
      readonly where?: WhereOptions<Attributes<M>>
      readonly order?: Order<M>
      readonly attributes?: readonly AttributeName<M>[]
      readonly loadOnly?: readonly AttributeName<M>[]
      readonly defer?: readonly AttributeName<M>[]
      readonly load?: Load<M>
    }
  : never

/** A model as an async session gives it: loaded relations are there for the compiler too, the others can be awaited. */
export type Loaded<M, L = object> = {
  readonly [K in keyof L & RelationName<M>]: LoadedRelation<M[K], L[K]>
} & { readonly awaitable: Awaitable<M> } & Comparable<M>

/** A model whose `equals` takes any instance: as Sequelize types it, a loaded model could not stand where a plain one is asked for. */
type Comparable<M> = Omit<M, 'equals' | 'equalsOneOf'> & {
  equals(other: Model): boolean
  equalsOneOf(others: readonly Model[]): boolean
}

type LoadedRelation<T, L> =
  NonNullable<T> extends readonly (infer E)[]
    ? Loaded<E, Beyond<L>>[]
    : Loaded<NonNullable<T>, Beyond<L>> | Extract<T, null>

type Beyond<L> = L extends { readonly load: infer B } ? B : object

/** A model in a blocking session: every relation is there when it is read. */
export type Readable<M> = { readonly [K in RelationName<M>]-?: ReadableRelation<M[K]> } & M

type ReadableRelation<T> =
  NonNullable<T> extends readonly (infer E)[] ? Readable<E>[] : Readable<NonNullable<T>> | Extract<T, null>

/** A model's relations, and its attributes, as promises, each read when it is asked for. */
export type Awaitable<M> = {
  readonly [K in RelationName<M>]: Promise<LoadedRelation<M[K], true>>
} & (M extends Model
  ? { readonly [K in keyof Attributes<M> as Exclude<K, RelationName<M>>]: Promise<Attributes<M>[K]> }
  : object)

/** The name of an attribute. */
export type AttributeName<M extends Model> = keyof Attributes<M> & string

type Expression = Fn | Col | Literal | Cast | Json | Where
type Direction = `${'ASC' | 'DESC'}${'' | ' NULLS FIRST' | ' NULLS LAST'}` | 'NULLS FIRST' | 'NULLS LAST'
type OrderItem<M extends Model> =
  | AttributeName<M>
  | Expression
  | readonly [AttributeName<M> | Expression]
  | readonly [AttributeName<M> | Expression, Direction]

/** Attributes or expressions, each with its direction or without. */
export type Order<M extends Model> = Expression | readonly OrderItem<M>[]

/** What is read of each row: attributes, or expressions under a name. */
export type Chosen<M extends Model> = readonly (
  | AttributeName<M>
  | readonly [AttributeName<M> | Expression, string]
)[]

/** Which rows, and how many. */
export type Reading<M extends Model> = Pick<
  SequelizeFindOptions<Attributes<M>>,
  'where' | 'limit' | 'offset' | 'paranoid' | 'lock' | 'skipLocked'
> & { readonly order?: Order<M> }

/**
 * Options of a read that gives instances.
 * - `loadOnly`, `defer`: which attributes are read now; the others are read when they are asked for
 * - `load`: which relations come along, and how
 */
export type FindOptions<M extends Model, L extends Load<M> = Load<M>> = Reading<M> & {
  readonly attributes?:
    | Chosen<M>
    | { readonly include?: Chosen<M>; readonly exclude?: readonly AttributeName<M>[] }
  readonly loadOnly?: readonly AttributeName<M>[]
  readonly defer?: readonly AttributeName<M>[]
  readonly load?: L
}

/** Options of a read that gives plain rows: expressions, groups, aggregates. */
export type RawFindOptions<M extends Model> = Reading<M> &
  Grouping<M> & { readonly attributes?: Chosen<M>; readonly raw: true }

/** Options of `scalars`: one attribute or expression. */
export type ScalarOptions<M extends Model> = Reading<M> &
  Grouping<M> & {
    readonly attributes: readonly [AttributeName<M> | readonly [AttributeName<M> | Expression, string]]
  }

type Grouping<M extends Model> = {
  readonly group?: AttributeName<M> | Expression | readonly (AttributeName<M> | Expression)[]
  readonly having?: WhereOptions | Where
}

/** Options of `count`, `exists`, `update` and `destroy`: which rows. */
export type WhereOption<M extends Model> = {
  readonly where?: WhereOptions<Attributes<M>>
  readonly paranoid?: boolean
}

/** A row to insert. */
export type NewRow<M extends Model> = CreationAttributes<M>

/** Values to write to every row that fits. */
export type Changes<M extends Model> = { readonly [K in keyof Attributes<M>]?: Attributes<M>[K] | Expression }

/** What happens to a row whose key is taken: the named attributes are updated, or nothing where none is. */
export type OnConflict<M extends Model> = {
  readonly target: readonly AttributeName<M>[]
  readonly update?: readonly AttributeName<M>[]
}

/** Options of `insert`. */
export type InsertOptions<M extends Model> = { readonly onConflict?: OnConflict<M> }

/** Options of `refresh`: what to read anew, and what to load beside it. */
export type RefreshOptions<M extends Model> = {
  readonly attributes?: readonly AttributeName<M>[]
  readonly load?: Load<M>
  readonly lock?: Reading<M>['lock']
}

/** A primary key: its value, or an object of values by attribute where it is composite. */
export type PrimaryKey<M extends Model> = string | number | bigint | Date | Buffer | Partial<Attributes<M>>
