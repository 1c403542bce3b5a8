/** What a session gives, as the compiler sees it: instances with what was loaded of them, and plain objects. */
import type { Attributes, Model } from 'sequelize'
import type { DemandStrategy } from './core/loading.ts'
import type { AttributeName, RelationName } from './types.ts'

/** A model as an async session gives it: loaded relations are there for the compiler too, the others can be awaited. */
export type Loaded<M, L = object> = LoadedRelations<M, L> & { readonly awaitable: Awaitable<M> } & Omit<
    M,
    LoadedName<M, L> | keyof Comparable
  > &
  Comparable

/** `equals` takes any instance: as Sequelize types it, a loaded model could not stand where a plain one is asked for. */
type Comparable = {
  equals(other: Model): boolean
  equalsOneOf(others: readonly Model[]): boolean
}

/** Relations that are loaded; one that may not be is possibly undefined. */
type LoadedRelations<M, L> = { [K in LoadedName<M, L>]: LoadedRelation<M[K], L[K]> }

type LoadedName<M, L> = {
  [K in keyof L & RelationName<M>]: IfLoaded<L[K], K, never>
}[keyof L & RelationName<M>]

/** `Yes` for a branch that loads, `No` for one that does not, both where it may or may not. */
type IfLoaded<B, Yes, No> = B extends undefined
  ? No
  : B extends { readonly strategy?: infer S }
    ? S extends DemandStrategy
      ? No
      : Yes
    : Yes

type LoadedRelation<T, B> = IfLoaded<
  B,
  NonNullable<T> extends readonly (infer E)[]
    ? Loaded<E, Beyond<B>>[]
    : Loaded<NonNullable<T>, Beyond<B>> | Missing<T, B>,
  undefined
>

/** A parent without a required child is not there. */
type Missing<T, B> = B extends { readonly required: true } ? never : Extract<T, null>

type Beyond<B> = B extends Unloaded ? never : B extends { readonly load: infer L } ? L : object

type Unloaded = undefined | { readonly strategy: DemandStrategy }

/** An instance with relations loaded onto it, beside those that it has. Nobody is left out for want of a required child. */
export type LoadedOnto<M, L> = M extends { readonly awaitable: unknown }
  ? LoadedRelations<M, Optional<L>> & Omit<M, LoadedName<M, L>>
  : Loaded<M, Optional<L>>

/** A load of which nothing is required at its first level. */
export type Optional<L> = { readonly [K in keyof L]: L[K] extends object ? Omit<L[K], 'required'> : L[K] }

/**
 * A row as a plain object: the values of its attributes, and of the relations that were loaded.
 * @example Plain<User, { orders: true }, ['telegramId', 'fullName']>
 */
export type Plain<M, L = object, A = undefined, D = never> = M extends Model
  ? Flat<PlainValues<M, A, D> & PlainRelations<M, L>>
  : never

type Flat<T> = { [K in keyof T]: T[K] }

type PlainRelations<M, L> = { [K in LoadedName<M, L>]: PlainRelation<M[K], L[K]> }

type PlainRelation<T, B> = IfLoaded<
  B,
  NonNullable<T> extends readonly (infer E)[]
    ? PlainBranch<E, B>[]
    : PlainBranch<NonNullable<T>, B> | Missing<T, B>,
  undefined
>

type PlainBranch<M, B> = B extends Unloaded
  ? never
  : Plain<M, Beyond<B>, ChoiceOf<B>, DeferredBy<B>> & JoinRow<B>

type ChoiceOf<B> = B extends { readonly attributes: infer A } | { readonly loadOnly: infer A } ? A : undefined
type DeferredBy<B> = B extends { readonly defer: readonly (infer D)[] } ? D : never

/** The row between is under the name of its model, which begins with a capital. */
type JoinRow<B> = B extends { readonly through: true | object }
  ? { readonly [model: Capitalize<string>]: Readonly<Record<string, unknown>> }
  : unknown

/** A list whose length is not known may have left any attribute out. */
type PlainValues<M extends Model, A, D> = A extends readonly unknown[]
  ? number extends A['length']
    ? Partial<Values<M, A[number]>>
    : Values<M, A[number]>
  : A extends { readonly include?: infer I; readonly exclude?: infer E }
    ? Omit<AllValues<M>, Extract<Items<E>, string>> & Values<M, Items<I>>
    : Omit<AllValues<M>, D & string>

type Items<T> = T extends readonly (infer E)[] ? E : never
type AllValues<M extends Model> = {
  [K in keyof Attributes<M> as Exclude<K, RelationName<M>>]: Attributes<M>[K]
}

/** The values of attributes by name, and of attributes or expressions under names of their own. */
type Values<M extends Model, N> = Pick<Attributes<M>, N & AttributeName<M>> & {
  [I in N as I extends readonly [unknown, infer Name extends string] ? Name : never]: I extends readonly [
    infer From extends AttributeName<M>,
    string,
  ]
    ? Attributes<M>[From]
    : unknown
}

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
