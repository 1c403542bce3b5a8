/**
 * Blocks in libpq, through pg-native: `PQexec` returns when the answer is there. Cells are read by a reader made for each
 * result, which is faster than pg-native's own builder and gives arrays.
 */
import { createRequire } from 'node:module'
import type { BlockingConnection, BlockingDriver, ConnectionConfig, Result, Statement, TypeParsers } from './connection.ts'
import { conninfo } from './conninfo.ts'
import { connectionCode } from './connect-failure.ts'

/** What is used of libpq's bindings. */
type Libpq = {
  nfields(): number
  ntuples(): number
  fname(field: number): string
  ftype(field: number): number
  getvalue(row: number, field: number): string
  getisnull(row: number, field: number): boolean
  cmdTuples(): string
  resultErrorFields(): Readonly<Record<string, string | undefined>> | null
  exec(text: string): void
  execParams(text: string, values: readonly (string | null)[]): void
  prepare(name: string, text: string, count: number): void
  execPrepared(name: string, values: readonly (string | null)[]): void
  resultStatus(): string
  errorMessage(): string
  resultErrorMessage(): string
  connectSync(conninfo: string): void
  setNonBlocking(on: boolean): boolean
  transactionStatus?(): number
  finish(): void
  clear(): void
}

type LibpqClass = new () => Libpq

/** Most prepared statements kept on one connection. */
const preparedLimit = 500

/** libpq's names for the fields of an error, and pg's. */
const errorFields: Readonly<Record<string, string>> = {
  severity: 'severity',
  sqlState: 'code',
  messageDetail: 'detail',
  messageHint: 'hint',
  schemaName: 'schema',
  tableName: 'table',
  columnName: 'column',
  dataTypeName: 'dataType',
  constraintName: 'constraint',
}

/** The native driver, or undefined where libpq's bindings are not installed or do not load. */
export function loadNative(): BlockingDriver | undefined {
  try {
    const require = createRequire(import.meta.url)
    const bindings = createRequire(require.resolve('pg-native'))('libpq') as LibpqClass
    return { name: 'native', connect: (config, types) => new NativeConnection(bindings, config, types) }
  } catch {
    return undefined
  }
}

class NativeConnection implements BlockingConnection {
  readonly #pq: Libpq
  readonly #types: TypeParsers
  readonly #prepared = new Map<string, string>()
  #count = 0
  #usable = true

  constructor(bindings: LibpqClass, config: ConnectionConfig, types: TypeParsers) {
    this.#pq = new bindings()
    this.#types = types
    try {
      this.#pq.connectSync(conninfo(config))
    } catch (error) {
      const { message } = error as Error
      throw Object.assign(new Error('libpq could not connect'), { code: connectionCode(message) })
    }
  }

  get usable(): boolean {
    return this.#usable
  }

  run(statement: Statement): Result {
    this.#send(statement)
    this.#check()
    return this.#result()
  }

  close(): void {
    if (!this.#usable) return
    this.#usable = false
    this.#pq.finish()
  }

  #send({ text, values, prepare }: Statement): void {
    if (prepare) this.#pq.execPrepared(this.#prepare(text, values.length), values)
    else if (values.length > 0) this.#pq.execParams(text, values)
    else this.#pq.exec(text)
  }

  #prepare(text: string, parameters: number): string {
    const known = this.#prepared.get(text)
    if (known !== undefined) return known
    if (this.#prepared.size >= preparedLimit) this.#forgetOldest()
    const name = `retort_${++this.#count}`
    this.#pq.prepare(name, text, parameters)
    this.#check()
    this.#prepared.set(text, name)
    return name
  }

  #forgetOldest(): void {
    const [oldest] = this.#prepared
    if (oldest === undefined) return
    this.#prepared.delete(oldest[0])
    this.#pq.exec(`DEALLOCATE ${oldest[1]}`)
  }

  #check(): void {
    const status = this.#pq.resultStatus()
    if (status !== 'PGRES_FATAL_ERROR' && status !== 'PGRES_BAD_RESPONSE') return
    const fields = this.#pq.resultErrorFields() ?? {}
    const message = fields['messagePrimary'] ?? this.#pq.errorMessage().trim()
    const named = Object.entries(errorFields).map(([from, to]) => [to, fields[from]] as const)
    const error = Object.assign(new Error(message), Object.fromEntries(named.filter(([, value]) => value !== undefined)))
    // Without an SQLSTATE it was not the server that spoke, but libpq about a connection that is gone.
    const lost = fields['sqlState'] === undefined || /^57P0[123]$/.test(fields['sqlState'])
    if (lost) this.#usable = false
    throw fields['sqlState'] === undefined ? Object.assign(error, { code: '08006' }) : error
  }

  #result(): Result {
    const pq = this.#pq
    const width = pq.nfields()
    const height = pq.ntuples()
    const fields = Array.from({ length: width }, (_, field) => field)
    const parsers = fields.map((field) => this.#types.getTypeParser(pq.ftype(field), 'text'))
    const rows: unknown[][] = []
    for (let row = 0; row < height; row++) {
      rows.push(parsers.map((parse, field) => readCell(pq, row, field, parse)))
    }
    const affected = Number.parseInt(pq.cmdTuples(), 10)
    return { columns: fields.map((field) => pq.fname(field)), rows, count: Number.isNaN(affected) ? height : affected }
  }
}

/** An empty text may be NULL or the empty string: only then libpq is asked a second time. */
function readCell(pq: Libpq, row: number, field: number, parse: (text: string) => unknown): unknown {
  const text = pq.getvalue(row, field)
  if (text === '' && pq.getisnull(row, field)) return null
  return parse(text)
}
