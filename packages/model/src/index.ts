/** How a table is written down. */
export { BigIntPk, column, Int, IntPk, numeric, Str255, Text, varchar } from './columns.ts'
export type { ColumnDecorator, ColumnOptions } from './columns.ts'
export { Check, Comment, Exclude, Generated, Identity, Index, Unique } from './decorators.ts'
export { createStatements, dropStatements } from './ddl/statements.ts'
export type { ModelLike } from './ddl/described-model.ts'
export { Entity } from './entity.ts'
export { ModelError } from './error.ts'
export type { ModelErrorCode } from './error.ts'
export { foreignKey } from './foreign-key.ts'
export type { ForeignKeyOptions, ModelClass, ReferentialAction } from './foreign-key.ts'
export { ManyToMany } from './many-to-many.ts'
export { naming } from './naming.ts'
export { tableArguments } from './table-arguments.ts'
export type {
  CheckArgument,
  CommentArgument,
  ExcludeArgument,
  GeneratedArgument,
  IdentityArgument,
  IndexArgument,
  IndexPart,
  TableArgument,
  UniqueArgument,
} from './table-arguments.ts'
export { Timestamped } from './timestamped.ts'
