/** What a table has beside its columns, the counterpart of SQLAlchemy's `__table_args__`: kept by class, inherited by its children. */

/** A condition every row must fulfil; `name` is the last part of the constraint's name. */
export type CheckArgument = { readonly kind: 'check'; readonly name: string; readonly expression: string }

/** Attributes that are unique together. */
export type UniqueArgument = {
  readonly kind: 'unique'
  readonly attributes: readonly string[]
  readonly name?: string
  readonly nullsNotDistinct?: boolean
  readonly deferrable?: 'initially immediate' | 'initially deferred'
}

/** What an index covers: an attribute by its name, or one or an expression with operator class and direction. */
export type IndexPart =
  | string
  | (({ readonly attribute: string } | { readonly expression: string }) & {
      readonly operatorClass?: string
      readonly order?: 'asc' | 'desc'
      readonly nulls?: 'first' | 'last'
    })

/** An index; `where` is its predicate, `include` are attributes it carries along. */
export type IndexArgument = {
  readonly kind: 'index'
  readonly on: readonly IndexPart[]
  readonly name?: string
  readonly unique?: boolean
  readonly using?: string
  readonly where?: string
  readonly include?: readonly string[]
}

/** Rows that may not overlap: pairs of an attribute or expression and an operator. */
export type ExcludeArgument = {
  readonly kind: 'exclude'
  readonly name: string
  readonly elements: readonly (readonly [attributeOrExpression: string, operator: string])[]
  readonly using?: string
  readonly where?: string
}

/** A description of the table, or of one of its attributes. */
export type CommentArgument = { readonly kind: 'comment'; readonly attribute?: string; readonly text: string }

/** A column that is computed from others. */
export type GeneratedArgument = {
  readonly kind: 'generated'
  readonly attribute: string
  readonly expression: string
}

/** Who may give an identity column its value. */
export type IdentityArgument = {
  readonly kind: 'identity'
  readonly attribute: string
  readonly generation: 'always' | 'by default'
}

export type TableArgument =
  | CheckArgument
  | CommentArgument
  | ExcludeArgument
  | GeneratedArgument
  | IdentityArgument
  | IndexArgument
  | UniqueArgument

const argumentsOf = new WeakMap<object, TableArgument[]>()

/** Adds one to a class, by its prototype. */
export function addTableArgument(prototype: object, argument: TableArgument): void {
  const own = argumentsOf.get(prototype) ?? []
  argumentsOf.set(prototype, own)
  own.push(argument)
}

/** Those of a class and of the classes it extends, in the order in which they were written. */
export function tableArguments(model: { readonly prototype: object }): readonly TableArgument[] {
  const chain: TableArgument[][] = []
  for (let each: object | null = model.prototype; each !== null; each = Object.getPrototypeOf(each)) {
    chain.unshift([...(argumentsOf.get(each) ?? [])])
  }
  return chain.flat()
}

/** Those of one kind. */
export function argumentsOfKind<K extends TableArgument['kind']>(
  model: { readonly prototype: object },
  kind: K,
): readonly Extract<TableArgument, { kind: K }>[] {
  return tableArguments(model).filter(
    (argument): argument is Extract<TableArgument, { kind: K }> => argument.kind === kind,
  )
}
