/** The part of pg-native that is used here: it comes without types, and without saying how to read a result fast. */
import { createRequire } from 'node:module'

/** What libpq says of an error, in its own names. */
export type LibpqFields = { readonly [name in LibpqField]?: string }

type LibpqField =
  | 'severity'
  | 'sqlState'
  | 'messagePrimary'
  | 'messageDetail'
  | 'messageHint'
  | 'statementPosition'
  | 'internalPosition'
  | 'internalQuery'
  | 'context'
  | 'schemaName'
  | 'tableName'
  | 'columnName'
  | 'dataTypeName'
  | 'constraintName'
  | 'sourceFile'
  | 'sourceLine'
  | 'sourceFunction'

/** libpq's functions of the same names (PostgreSQL manual, chapter 34); the result they speak of is always the last. */
export type Libpq = {
  connectSync(conninfo: string): void
  finish(): void
  exec(text: string): void
  execParams(text: string, values: readonly (string | null)[]): void
  prepare(name: string, text: string, parameters: number): void
  clear(): void
  resultStatus(): string
  resultErrorMessage(): string
  resultErrorFields(): LibpqFields | null
  errorMessage(): string
  transactionStatus(): number
  cmdTuples(): string
  ntuples(): number
  nfields(): number
  fname(column: number): string
  ftype(column: number): number
  getvalue(row: number, column: number): string
  getisnull(row: number, column: number): boolean
  notifies(): unknown
  putCopyData(chunk: Buffer): number
  putCopyEnd(error?: string): number
  getCopyData(async: boolean): unknown
  getResult(): boolean
  consumeInput(): boolean
  isBusy(): boolean
  sendQuery(text: string): boolean
  sendQueryParams(text: string, values: readonly (string | null)[]): boolean
  sendPrepare(name: string, text: string, parameters: number): boolean
  sendQueryPrepared(name: string, values: readonly (string | null)[]): boolean
  pipelineModeSupported(): boolean
  enterPipelineMode(): boolean
  exitPipelineMode(): boolean
  pipelineSync(): boolean
}

type PgNative = new () => { readonly pq: Libpq }

/**
 * Loads pg-native and gives what makes connections. pg-native's own client is not used: its rows are slow to read, and
 * its errors have no code.
 * @throws whatever loading throws: MODULE_NOT_FOUND, or that of an addon built for another Node
 */
export function loadLibpq(): () => Libpq {
  const PgNative = createRequire(import.meta.url)('pg-native') as PgNative
  return () => new PgNative().pq
}
