/** Where a PostgreSQL comes from. */
export { createDatabase } from './database.ts'
export type { Database, DatabaseOptions } from './database.ts'
export { environmentUrl } from './environment.ts'
export { PostgresError } from './error.ts'
export type { PostgresErrorCode } from './error.ts'
export { openServer } from './server.ts'
export type { Server, ServerOptions } from './server.ts'
export { redact } from './url.ts'
