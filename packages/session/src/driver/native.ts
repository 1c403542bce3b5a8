/** The driver that blocks in libpq, through pg-native: the fast one. */
import type {
  BlockingConnection,
  BlockingDriver,
  ConnectionConfig,
  Result,
  Statement,
  TypeParsers,
} from './connection.ts'
import { conninfo } from './conninfo.ts'
import { closedConnection } from './database-error.ts'
import { guard } from './guard.ts'
import type { Libpq } from './libpq.ts'
import { loadLibpq } from './libpq.ts'
import { connectFailure, resultFailure } from './libpq-failure.ts'
import type { Prepared } from './prepared-names.ts'
import { PreparedNames } from './prepared-names.ts'
import type { RowReader } from './row-reader.ts'
import { rowReader } from './row-reader.ts'

/**
 * The native driver. A statement that has begun cannot be interrupted from JavaScript: `statement_timeout` can.
 * @throws whatever loading pg-native throws where it is not there, or not built
 */
export function nativeDriver(): BlockingDriver {
  const open = loadLibpq()
  return { name: 'native', connect: (config, types) => new NativeConnection(open(), config, types) }
}

/**
 * Connections that the event loop still knows. libpq's bindings free a connection's watcher together with its object, be
 * it still open or only half closed, and the loop then aborts the process: so the object is held until the loop has let go.
 */
const held = new Set<Libpq>()

/** Lets go once the loop has been through its closing phase, which comes after the first of these and before the second. */
function letGo(pq: Libpq): void {
  setImmediate(() => setImmediate(() => held.delete(pq)))
}

class NativeConnection implements BlockingConnection {
  readonly #pq: Libpq
  readonly #types: TypeParsers
  readonly #names = new PreparedNames()
  readonly #readers = new WeakMap<Prepared, RowReader>()
  #usable = true
  #closed = false

  constructor(pq: Libpq, config: ConnectionConfig, types: TypeParsers) {
    this.#pq = pq
    held.add(pq)
    this.#types = types
    const where = conninfo(config)
    try {
      pq.connectSync(where)
    } catch (error) {
      throw connectFailure(error)
    }
    this.#quieten()
  }

  get usable(): boolean {
    return this.#usable
  }

  run(statement: Statement): Result {
    if (!this.#usable) throw closedConnection()
    guard(statement)
    const result = statement.prepare ? this.#runPrepared(statement) : this.#runOnce(statement)
    while (this.#pq.notifies() !== undefined); // nobody listens, and libpq would keep them
    return result
  }

  close(): void {
    if (this.#closed) return
    this.#usable = false
    this.#closed = true
    this.#pq.finish()
    letGo(this.#pq)
  }

  #runOnce({ text, values }: Statement): Result {
    if (values.length === 0) this.#pq.exec(text)
    else this.#pq.execParams(text, values)
    this.#expectResult()
    return this.#read(rowReader(this.#pq, this.#types))
  }

  #runPrepared({ text, values }: Statement): Result {
    const prepared = this.#names.of(text)
    if (!prepared.ready) this.#prepare(prepared, text, values.length)
    this.#pq.execPrepared(prepared.name, values)
    this.#expectResult((code) => this.#names.forgetAfter(text, code))
    const result = this.#read(this.#readerOf(prepared))
    this.#dropSurplus()
    return result
  }

  #prepare(prepared: Prepared, text: string, parameters: number): void {
    this.#pq.prepare(prepared.name, text, parameters)
    this.#expectResult()
    prepared.ready = true
  }

  /** Only after a statement that succeeded: in a failed transaction DEALLOCATE fails too. */
  #dropSurplus(): void {
    const prepared = this.#names.surplus()
    if (prepared?.ready) this.#command(`DEALLOCATE ${prepared.name}`)
  }

  /** A prepared statement never changes its columns, so its reader is made once. */
  #readerOf(prepared: Prepared): RowReader {
    const known = this.#readers.get(prepared)
    if (known !== undefined) return known
    const reader = rowReader(this.#pq, this.#types)
    this.#readers.set(prepared, reader)
    return reader
  }

  #read(reader: RowReader): Result {
    const rows = reader.rows(this.#pq)
    const count = rows.length || Number(this.#pq.cmdTuples()) // SHOW and EXPLAIN have rows and no count
    this.#pq.clear()
    return { columns: reader.columns, rows, count }
  }

  /** libpq prints notices and warnings on stderr. */
  #quieten(): void {
    try {
      this.#command('SET client_min_messages TO error')
    } catch (error) {
      this.close()
      throw error
    }
  }

  #command(text: string): void {
    this.#pq.exec(text)
    this.#expectResult()
  }

  #expectResult(onError?: (code: string | undefined) => void): void {
    const failed = resultFailure(this.#pq)
    if (failed === undefined) return
    this.#usable = !failed.lost
    onError?.(failed.error.code)
    throw failed.error
  }
}
