/** Sessions for blocking code: scripts, command lines, batch jobs. */
export { createEngine, Engine } from './engine.ts'
export type { EngineOptions } from './engine.ts'
export { Session } from './session.ts'
export { sessionmaker } from './sessionmaker.ts'
export type { SessionMaker } from './sessionmaker.ts'
export type {
  IsolationLevel,
  RetryOptions,
  SessionOptions,
  TransactionOptions,
} from '../core/session-options.ts'
export type { StreamOptions } from '../read/stream.ts'
export { sql, Sql } from '../core/sql.ts'
export { databaseUrl, redact } from '../core/url.ts'
export type { DatabaseUrlParts } from '../core/url.ts'
export type { Echo, HideParameters, StatementEvent, StatementListener } from '../core/echo.ts'
export type { StatementFailure } from '../core/failure.ts'
export type { PoolOptions } from '../options.ts'
export type { ExplainOptions } from '../explain/explain.ts'
export { Explanation } from '../explain/explanation.ts'
export type { ExplainedStatement } from '../explain/explanation.ts'
export type { PlanNode, ServerPlan } from '../explain/server-plan.ts'
export type { UnindexedForeignKey } from '../explain/unindexed.ts'
export type { LoadPlan } from '../load/load-plan.ts'
export type { Finding, MultipliedRows, NPlusOne, Watch } from '../watch/finding.ts'
export type { TlsOptions } from '../driver/connection.ts'
export { containsEager, joined, lateral, lazy, raise, selectin, subquery } from '../load/strategies.ts'
export { joinRow } from '../load/relate.ts'
export { MultipleResultsFound, NoResultFound, SessionError, StaleDataError } from '../error.ts'
export type { SessionErrorCode } from '../error.ts'
export type { Plain, Readable } from '../results.ts'
export type {
  FindOptions,
  Load,
  LoadOptions,
  NewRow,
  OnConflict,
  PlainFindOptions,
  PrimaryKey,
  RawFindOptions,
} from '../types.ts'
export type { AssociationOptions } from '../association-options.ts'
