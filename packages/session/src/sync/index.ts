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
export type { TlsOptions } from '../driver/connection.ts'
export { containsEager, joined, selectin } from '../load/strategies.ts'
export { MultipleResultsFound, NoResultFound, SessionError, StaleDataError } from '../error.ts'
export type { SessionErrorCode } from '../error.ts'
export type { FindOptions, Load, NewRow, OnConflict, PrimaryKey, RawFindOptions, Readable } from '../types.ts'
export type { AssociationOptions } from '../association-options.ts'
