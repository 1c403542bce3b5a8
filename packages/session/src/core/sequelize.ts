/** The part of Sequelize 6 that its typings leave out and the core stands on. The one place where it is asserted. */
import { createRequire } from 'node:module'
import type { Model, ModelStatic, Sequelize } from 'sequelize'

/** A model class, or a scoped one. */
export type ModelClass<M extends Model = Model> = ModelStatic<M>

/** An attribute's data type as the dialect sees it. */
export type AttributeType = {
  readonly key: string
  readonly escape?: boolean
  toSql(): string
  stringify(value: unknown, options: StringifyOptions): unknown
  bindParam(value: unknown, options: StringifyOptions & { bindParam(value: unknown): string }): string
}

type StringifyOptions = {
  readonly escape: (value: unknown) => unknown
  readonly field: Attribute
  readonly timezone: string
}

/** A column of a model: `fieldName` in JavaScript, `field` in the database. */
export type Attribute = {
  readonly fieldName: string
  readonly field: string
  readonly type: AttributeType
  readonly primaryKey?: boolean
  readonly autoIncrement?: boolean
  readonly defaultValue?: unknown
  readonly references?: { readonly model: unknown; readonly key?: string }
  readonly onDelete?: string
  readonly validate?: Readonly<Record<string, unknown>>
}

/** An association as Sequelize keeps it on `Model.associations`. */
export type AssociationShape = {
  readonly as: string
  readonly associationType: 'BelongsTo' | 'HasOne' | 'HasMany' | 'BelongsToMany'
  readonly source: ModelClass
  readonly target: ModelClass
  readonly foreignKey: string
  readonly sourceKey?: string
  readonly targetKey?: string
  readonly otherKey?: string
  readonly through?: { readonly model: ModelClass }
  readonly options: { readonly onDelete?: string }
}

/** Finder options on their way from what the user wrote to what the query generator reads; Sequelize changes them in place. */
export type Finder = {
  attributes?: (string | [unknown, string])[]
  where?: unknown
  order?: unknown
  limit?: unknown
  offset?: unknown
  group?: unknown
  having?: unknown
  include?: unknown
  raw?: boolean
  paranoid?: boolean
}

type ModelInternals = {
  readonly rawAttributes: Readonly<Record<string, Attribute>>
  readonly fieldRawAttributesMap: Readonly<Record<string, Attribute>>
  readonly primaryKeyAttributes: readonly string[]
  readonly associations: Readonly<Record<string, AssociationShape>>
  readonly _timestampAttributes: {
    readonly createdAt?: string
    readonly updatedAt?: string
    readonly deletedAt?: string
  }
  readonly options: { readonly paranoid?: boolean; readonly hooks?: Readonly<Record<string, unknown>> }
  readonly _virtualAttributes: ReadonlySet<string>
  readonly _schema?: string
  _injectScope(finder: Finder): void
  _expandAttributes(finder: Finder): void
  _paranoidClause(model: unknown, finder: Finder): Finder
}

/** What Sequelize's query generator offers; {@link boundGenerator} derives one that binds instead of escaping. */
export type QueryGenerator = {
  readonly options: { readonly timezone: string }
  escape(value: unknown, field?: Attribute, options?: unknown): string
  validate(value: unknown, field: Attribute, options: unknown): void
  selectQuery(table: unknown, finder: Finder, model: ModelClass): string
  getWhereConditions(
    where: unknown,
    table: string,
    model: ModelClass,
    finder?: unknown,
    prepend?: boolean,
  ): string
  getQueryOrders(finder: Finder, model: ModelClass, subQuery: boolean): { readonly mainQueryOrder: string[] }
  escapeAttributes(attributes: unknown, finder: unknown, table: string): string[]
  quoteTable(table: unknown): string
  quoteIdentifier(name: string): string
}

type Oids = { oids: number[]; arrayOids: number[] }

/** The connection manager of the PostgreSQL dialect: the pool, and the parsers of what comes back. */
export type ConnectionManager = {
  nameOidMap: Record<string, unknown>
  enumOids: Oids
  getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown
  refreshTypeParser(dataTypes: unknown): void
  getConnection(options: { readonly type: 'write'; readonly uuid: string }): Promise<unknown>
  releaseConnection(connection: unknown): void
  readonly pool: { destroy(connection: unknown): Promise<void> }
}

type DialectQuery = new (
  connection: unknown,
  sequelize: Sequelize,
  options: unknown,
) => { formatError(error: unknown, stack?: string): Error }

type SequelizeInternals = {
  readonly options: { readonly timezone: string; readonly dialectOptions?: object }
  readonly dialect: { readonly Query: DialectQuery }
  readonly connectionManager: ConnectionManager
  getQueryInterface(): { readonly queryGenerator: QueryGenerator }
}

type InstanceInternals = {
  dataValues: Record<string, unknown>
  _previousDataValues: Record<string, unknown>
  _changed: Set<string>
  _options: unknown
  isNewRecord: boolean
}

type Utils = {
  cloneDeep<T>(value: T): T
  mapFinderOptions(finder: Finder, model: ModelClass): Finder
  readonly SequelizeMethod: new () => object
}

const require = createRequire(import.meta.url)
const utils = require('sequelize/lib/utils') as Utils

export const { cloneDeep, mapFinderOptions, SequelizeMethod } = utils

/** The dialect's data types, which the connection manager needs to learn the oids of enums and ranges. */
export const postgresTypes = (require('sequelize/lib/data-types') as { readonly postgres: unknown }).postgres

/** A model class with its private parts in sight. */
export function inside<M extends Model>(model: ModelClass<M>): ModelClass<M> & ModelInternals {
  return model as ModelClass<M> & ModelInternals
}

/** A Sequelize instance with its private parts in sight. */
export function insideSequelize(sequelize: Sequelize): SequelizeInternals {
  return sequelize as unknown as SequelizeInternals
}

/** An instance's own state: values, what they were, and what changed. */
export function insideInstance(instance: Model): InstanceInternals {
  return instance as unknown as InstanceInternals
}

/** The class of an instance. */
export function classOf<M extends Model>(instance: M): ModelClass<M> {
  return instance.constructor as ModelClass<M>
}

/** An attribute by its name in JavaScript. */
export function attributeOf(model: ModelClass, name: string): Attribute | undefined {
  return inside(model).rawAttributes[name]
}

/** The attributes that have a column, in the order of their declaration. */
export function columnsOf(model: ModelClass): readonly Attribute[] {
  const { rawAttributes, _virtualAttributes } = inside(model)
  return Object.values(rawAttributes).filter((attribute) => !_virtualAttributes.has(attribute.fieldName))
}

/** The attribute that marks a deleted row of a paranoid model; undefined where rows are really deleted. */
export function deletionMark(model: ModelClass): Attribute | undefined {
  const { options, _timestampAttributes } = inside(model)
  const { deletedAt } = _timestampAttributes
  return options.paranoid === true && deletedAt !== undefined ? attributeOf(model, deletedAt) : undefined
}
