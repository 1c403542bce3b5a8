/** The driver that blocks in libpq, through pg-native: the fast one. */
import { BusyWait } from './busy-wait.ts'
import type {
  BlockingConnection,
  BlockingDriver,
  ConnectionConfig,
  Result,
  Statement,
  TakeRow,
  TypeParsers,
} from './connection.ts'
import { isCopy } from './copy-text.ts'
import { asLost, closedConnection } from './database-error.ts'
import { guard } from './guard.ts'
import type { Libpq } from './libpq.ts'
import { loadLibpq } from './libpq.ts'
import { connect, letGo } from './libpq-connect.ts'
import { feedCopy } from './libpq-copy.ts'
import { isLost, resultFailure, sendFailure } from './libpq-failure.ts'
import type { Piped } from './libpq-pipeline.ts'
import { Pipeline } from './libpq-pipeline.ts'
import type { Prepared } from './prepared-names.ts'
import { PreparedNames } from './prepared-names.ts'
import type { RowReader } from './row-reader.ts'
import { CountedCells, rowReader } from './row-reader.ts'

/**
 * The native driver. A statement that has begun cannot be interrupted from JavaScript: `statement_timeout` can.
 * @throws whatever loading pg-native throws where it is not there, or not built
 */
export function nativeDriver(): BlockingDriver {
  const open = loadLibpq()
  return { name: 'native', connect: (config, types) => new NativeConnection(open(), config, types) }
}

const nothing: Result = { columns: [], rows: [], count: 0 }

class NativeConnection implements BlockingConnection {
  readonly #pq: Libpq
  readonly #types: TypeParsers
  readonly #prepares: boolean
  readonly #names = new PreparedNames()
  readonly #readers = new WeakMap<Prepared, RowReader>()
  readonly #busyWait: BusyWait
  readonly #pipeline: Pipeline
  /** Reads the result that nobody has waited for. */
  #unread: (() => void) | undefined
  #counts = false
  #take: TakeRow | undefined
  #usable = true
  #closed = false

  constructor(pq: Libpq, config: ConnectionConfig, types: TypeParsers) {
    this.#pq = pq
    this.#types = types
    this.#prepares = config.preparedStatements !== false
    this.#busyWait = new BusyWait(pq)
    this.#pipeline = new Pipeline(pq)
    connect(pq, config)
    this.#set(config)
  }

  get usable(): boolean {
    return this.#usable
  }

  run(statement: Statement): Result {
    if (!this.#usable) throw closedConnection()
    guard(statement)
    this.#counts = statement.counted === true
    this.#take = statement.take
    if (statement.unawaited === true) return this.#runUnawaited(statement)
    const result = this.#canPipe(statement) ? this.#runPiped(statement) : this.#runOneByOne(statement)
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

  /** A text without values may hold several commands, which only the simple protocol takes; COPY cannot be piped either. */
  #canPipe({ text, values, prepare, before, after, copy }: Statement): boolean {
    if (before === undefined && after === undefined) return false
    if (copy !== undefined || !(prepare || values.length > 0)) return false
    return this.#pipeline.isSupported && !isCopy(text)
  }

  #runPiped(statement: Statement): Result {
    const receive = this.#send(statement)
    this.#settle()
    const result = receive()
    this.#dropSurplus()
    return result
  }

  #runUnawaited(statement: Statement): Result {
    this.#settle()
    if (this.#pipeline.isSupported) this.#unread = this.#send(statement)
    else this.#runOneByOne(statement)
    return nothing
  }

  /** Sends a statement down the pipeline, and gives what waits for its result. */
  #send({ text, values, prepare, before, after, unawaited }: Statement): () => Result {
    let result = nothing
    const prepares = prepare || unawaited === true // a command that comes again and again
    const command = (text: string) =>
      this.#piped(text, [], true, (status) => this.#expectResult(text, status))
    const main = (status: string, prepared?: Prepared) => (result = this.#result(text, prepared, status))
    const commands = [
      ...(before === undefined ? [] : command(before)),
      ...this.#piped(text, values, prepares, main),
      ...(after === undefined ? [] : command(after)),
    ]
    this.#whileUsable(() => this.#pipeline.send(commands))
    return () => {
      this.#busyWait.untilAnswered()
      this.#pipeline.receive(commands)
      return result
    }
  }

  /** A statement in the pipeline, behind its preparation where the server does not know it yet. */
  #piped(
    text: string,
    values: Statement['values'],
    prepare: boolean,
    read: (status: string, prepared?: Prepared) => void,
  ): readonly Piped[] {
    if (!prepare || !this.#prepares) return [{ send: (pq) => pq.sendQueryParams(text, values), read }]
    const prepared = this.#names.of(text)
    const run = {
      send: (pq: Libpq) => pq.sendQueryPrepared(prepared.name, values),
      read: (status: string) => read(status, prepared),
    }
    return prepared.ready ? [run] : [this.#preparing(prepared, text, values.length), run]
  }

  #preparing(prepared: Prepared, text: string, parameters: number): Piped {
    return {
      send: (pq) => pq.sendPrepare(prepared.name, text, parameters),
      read: () => {
        this.#expectResult()
        prepared.ready = true
      },
    }
  }

  /** Where what nobody waited for has failed, nobody knows what state the connection is in. */
  #settle(): void {
    const unread = this.#unread
    this.#unread = undefined
    try {
      unread?.()
    } catch (error) {
      this.close()
      throw asLost(error)
    }
  }

  #runOneByOne(statement: Statement): Result {
    const { before, after, copy } = statement
    this.#settle()
    this.#whileUsable(() => this.#pipeline.leave())
    if (before !== undefined) this.#command(before)
    const result = copy === undefined ? this.#runAlone(statement) : this.#runCopy(statement.text, copy)
    if (after !== undefined) this.#command(after)
    return result
  }

  #runAlone({ text, values, prepare }: Statement): Result {
    if (prepare && this.#prepares) return this.#runPrepared(text, values)
    if (prepare || values.length > 0) this.#pq.execParams(text, values)
    else this.#pq.exec(text)
    return this.#result(text)
  }

  #runPrepared(text: string, values: Statement['values']): Result {
    const prepared = this.#names.of(text)
    if (!prepared.ready) this.#prepare(prepared, text, values.length)
    this.#execute(prepared.name, values)
    // What was read before and has columns again is no error; to ask for the status takes as long as to read some cells.
    const reader = this.#readers.get(prepared)
    const isFine = reader !== undefined && this.#pq.nfields() > 0
    const result = isFine ? this.#read(reader) : this.#result(text, prepared)
    this.#dropSurplus()
    return result
  }

  /** What PQexecPrepared does, but busy-waiting first. */
  #execute(name: string, values: Statement['values']): void {
    if (!this.#pq.sendQueryPrepared(name, values)) {
      this.#usable = false
      throw sendFailure(this.#pq)
    }
    this.#busyWait.untilAnswered()
    if (this.#pq.getResult() && this.#pq.getResult()) this.#takeLast()
  }

  /** A COMMIT that fails behind the statement has a result of its own. COPY, and a connection that is lost, repeat theirs. */
  #takeLast(): void {
    const isLast = () => this.#pq.resultStatus().startsWith('PGRES_COPY') || isLost(this.#pq)
    while (!isLast() && this.#pq.getResult());
  }

  #prepare(prepared: Prepared, text: string, parameters: number): void {
    this.#pq.prepare(prepared.name, text, parameters)
    this.#expectResult()
    prepared.ready = true
  }

  #runCopy(text: string, source: Iterable<string>): Result {
    this.#pq.exec(text)
    const thrown = this.#pq.resultStatus() === 'PGRES_COPY_IN' ? feedCopy(this.#pq, source) : undefined
    if (thrown === undefined || isLost(this.#pq)) return this.#result(text)
    throw thrown.error
  }

  /** Only after a statement that succeeded: in a failed transaction DEALLOCATE fails too. */
  #dropSurplus(): void {
    const prepared = this.#names.surplus()
    if (prepared?.ready !== true) return
    this.#whileUsable(() => this.#pipeline.leave())
    this.#command(`DEALLOCATE ${prepared.name}`)
  }

  #result(text: string, prepared?: Prepared, status?: string): Result {
    this.#expectResult(text, status)
    return this.#read(prepared === undefined ? rowReader(this.#pq, this.#types) : this.#readerOf(prepared))
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
    const counted = this.#counts ? new CountedCells(this.#pq) : undefined
    const rows = reader.rows(counted ?? this.#pq, this.#take)
    const count = rows.length || this.#pq.ntuples() || Number(this.#pq.cmdTuples()) // SHOW and EXPLAIN have rows and no count
    const bytes = counted === undefined ? {} : { bytes: counted.bytes }
    this.#pq.clear()
    return { columns: reader.columns, rows, count, ...bytes }
  }

  /** libpq prints notices and warnings on stderr. */
  #set({ statementTimeout }: ConnectionConfig): void {
    const timeout =
      statementTimeout === undefined ? '' : `; SET statement_timeout TO ${Number(statementTimeout)}`
    try {
      this.#command(`SET client_min_messages TO error${timeout}`)
    } catch (error) {
      this.close()
      throw error
    }
  }

  #command(text: string): void {
    this.#pq.exec(text)
    this.#expectResult()
  }

  /**
   * @param text of the statement, where it may have a name
   * @param status of the result, where it was asked for already
   */
  #expectResult(text?: string, status?: string): void {
    const failed = resultFailure(this.#pq, status)
    if (failed === undefined) return
    this.#usable = !failed.lost
    if (text !== undefined) this.#names.forgetAfter(text, failed.error.code)
    throw failed.error
  }

  /** What throws here says that the connection is gone. */
  #whileUsable(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#usable = false
      throw error
    }
  }
}
