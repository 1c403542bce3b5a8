/** Sessions for async code, over a pool of `pg` connections. */
export { createEngine, Engine } from './engine.ts'
export type { EngineOptions } from './engine.ts'
export { Session, sessionmaker } from './session.ts'
export { sql, Sql } from '../core/sql.ts'
export { databaseUrl, redact } from '../core/url.ts'
export type { DatabaseUrlParts } from '../core/url.ts'
export type { StatementEvent } from '../core/echo.ts'
export { joined, selectin } from '../load/strategies.ts'
export { SessionError } from '../error.ts'
export type { SessionErrorCode } from '../error.ts'
export type {
  Awaitable,
  FindOptions,
  Load,
  Loaded,
  NewRow,
  OnConflict,
  PrimaryKey,
  RawFindOptions,
} from '../types.ts'
