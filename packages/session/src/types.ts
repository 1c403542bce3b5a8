/** What a session's methods take and give, checked against the models by the compiler. */
import type {
  Attributes,
  CreationAttributes,
  FindOptions as SequelizeFindOptions,
  Model,
  WhereOptions,
} from 'sequelize'
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

/** What can be said of one relation to load. Made plain, or by `selectin()` and `joined()`. */
export type LoadOptions<M> = M extends Model
  ? Pick<LoadBranch, 'strategy'> & {
      readonly where?: WhereOptions<Attributes<M>>
      readonly order?: SequelizeFindOptions<Attributes<M>>['order']
      readonly attributes?: readonly (keyof Attributes<M> & string)[]
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
    ? readonly Loaded<E, Beyond<L>>[]
    : Loaded<NonNullable<T>, Beyond<L>> | Extract<T, null>

type Beyond<L> = L extends { readonly load: infer B } ? B : object

/** A model in a blocking session: every relation is there when it is read. */
export type Readable<M> = { readonly [K in RelationName<M>]-?: ReadableRelation<M[K]> } & M

type ReadableRelation<T> =
  NonNullable<T> extends readonly (infer E)[]
    ? readonly Readable<E>[]
    : Readable<NonNullable<T>> | Extract<T, null>

/** A model's relations as promises, each read when it is asked for. */
export type Awaitable<M> = { readonly [K in RelationName<M>]: Promise<LoadedRelation<M[K], true>> }

type Reading<M extends Model> = Pick<
  SequelizeFindOptions<Attributes<M>>,
  'where' | 'order' | 'limit' | 'offset' | 'paranoid' | 'lock'
>

/** Options of a read that gives instances. */
export type FindOptions<M extends Model, L extends Load<M> = Load<M>> = Reading<M> & {
  readonly attributes?: readonly (keyof Attributes<M> & string)[]
  readonly load?: L
}

/** Options of a read that gives plain rows: expressions, groups, aggregates. */
export type RawFindOptions<M extends Model> = Reading<M> &
  Pick<SequelizeFindOptions<Attributes<M>>, 'attributes' | 'group' | 'having'> & { readonly raw: true }

/** Options of `count`, `update` and `destroy`: which rows. */
export type WhereOption<M extends Model> = {
  readonly where?: WhereOptions<Attributes<M>>
  readonly paranoid?: boolean
}

/** A row to insert. */
export type NewRow<M extends Model> = CreationAttributes<M>

/** Values to write to every row that fits. */
export type Changes<M extends Model> = Partial<Attributes<M>>

/** What happens to a row whose key is taken: the named attributes are updated, or nothing where none is. */
export type OnConflict<M extends Model> = {
  readonly target: readonly (keyof Attributes<M> & string)[]
  readonly update?: readonly (keyof Attributes<M> & string)[]
}

/** A primary key: its value, or an object of values by attribute where it is composite. */
export type PrimaryKey<M extends Model> = string | number | bigint | Date | Buffer | Partial<Attributes<M>>
