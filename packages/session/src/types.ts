/** What a session's methods take and give, checked against the models by the compiler. */
import type {
  Attributes,
  CreationAttributes,
  FindOptions as SequelizeFindOptions,
  Model,
  WhereAttributeHash,
  WhereOptions,
} from 'sequelize'
import type { Cast, Col, Fn, Json, Literal, Where } from 'sequelize/types/utils'
import type { DemandStrategy } from './core/loading.ts'
import type { Strategy } from './load/strategy.ts'

/** The names of a model's relations: properties that hold an instance or an array of them. */
export type RelationName<M> = {
  [K in keyof M]-?: K extends keyof Model ? never : IsRelation<M[K]> extends true ? K : never
}[keyof M] &
  string

/** `any` (such as sequelize-typescript's own `id`) is no relation. */
type IsRelation<T> = 0 extends 1 & T ? false : NonNullable<T> extends Model | readonly Model[] ? true : false

/** The model on the other side of a relation. */
export type Target<T> = Extract<NonNullable<T> extends readonly (infer E)[] ? E : NonNullable<T>, Model>

/** Any instance: as Sequelize types it, a loaded one is no model of its own kind, since its `save` gives one that is not loaded. */
export type Instance = Pick<Model, 'isNewRecord' | 'sequelize'>

/**
 * What to load of a model's relations; `true` means the default strategy: one more SELECT for all parents at once, unless
 * the engine, the session or the association says otherwise. `undefined` says nothing.
 */
export type Load<M> = { readonly [K in RelationName<M>]?: true | LoadOptions<Target<M[K]>> | undefined }

/** What can be said of one relation to load. Made plain, or by the strategies' functions: `selectin()`, `joined()`, `raise()`. */
export type LoadOptions<M> = M extends Model ? BranchOptions<M> | OnDemand : never

/**
 * What is loaded of a relation.
 * - `limit`, `offset`: how many for each parent
 * - `required`: only parents that have such a child
 * - `through`: the rows of the table between come along (many-to-many)
 */
type BranchOptions<M extends Model> = {
  readonly strategy?: Exclude<Strategy, DemandStrategy>
  readonly where?: WhereOptions<Attributes<M>>
  readonly order?: Order<M>
  readonly limit?: number
  readonly offset?: number
  readonly attributes?: Choice<M>
  readonly loadOnly?: readonly AttributeName<M>[]
  readonly defer?: readonly AttributeName<M>[]
  readonly required?: boolean
  readonly through?: true | { readonly where?: object; readonly attributes?: readonly string[] }
  readonly load?: Load<M> | undefined
}

/** What is not loaded: `lazy()` and `raise()` say what reading it does. */
type OnDemand = { readonly strategy: DemandStrategy }

/**
 * The same load, with `never` where it says what does not exist: the compiler lets a typo pass beside a right name.
 * Conditions are compared at their top. A model that declares no relations may have them all the same.
 */
export type Known<M, L> = [RelationName<M>] extends [never]
  ? L
  : { readonly [K in keyof L]: K extends RelationName<M> ? KnownBranch<Target<M[K]>, L[K]> : never }

type KnownBranch<M extends Model, B> = B extends true | undefined
  ? B
  : B extends OnDemand
    ? Only<'strategy', B>
    : {
        readonly [K in keyof B]: K extends 'load'
          ? Known<M, B[K]>
          : K extends 'where'
            ? KnownWhere<M, B[K]>
            : K extends keyof BranchOptions<M>
              ? B[K]
              : never
      }

type KnownWhere<M extends Model, W> =
  W extends WhereAttributeHash<Attributes<M>> ? Only<keyof WhereAttributeHash<Attributes<M>> | symbol, W> : W

type Only<Names, T> = { readonly [K in keyof T]: K extends Names ? T[K] : never }

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

/** What is read of each row, in a list, or beside or without what would be read. */
export type Choice<M extends Model> =
  | Chosen<M>
  | { readonly include?: Chosen<M>; readonly exclude?: readonly AttributeName<M>[] }

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
  readonly attributes?: Choice<M>
  readonly loadOnly?: readonly AttributeName<M>[]
  readonly defer?: readonly AttributeName<M>[]
  readonly load?: L & Known<M, L>
  readonly plain?: false
}

/**
 * Options of a read that gives plain objects.
 * - `attributes`, `loadOnly`, `defer`: what is in them; there is nothing to read later
 */
export type PlainFindOptions<
  M extends Model,
  L extends Load<M> = Load<M>,
  A extends Choice<M> | undefined = Choice<M> | undefined,
  D extends AttributeName<M> = AttributeName<M>,
> = Reading<M> & {
  readonly plain: true
  readonly attributes?: A
  readonly loadOnly?: A & readonly AttributeName<M>[]
  readonly defer?: readonly D[]
  readonly load?: L & Known<M, L>
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
