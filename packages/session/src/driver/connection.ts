/** What a driver is to the core: it takes statements as data and gives results as data. */

/** One statement as it goes out: text with $1.. and values already in PostgreSQL's text form. */
export type Statement = {
  readonly text: string
  readonly values: readonly (string | null)[]
  readonly prepare: boolean
  /** A command to be sent in front of it in the same round trip: `BEGIN`. */
  readonly before?: string
  /** A command to be sent behind it in the same round trip, and not run where the statement fails: `COMMIT`. */
  readonly after?: string
  /** What `COPY … FROM STDIN` reads, in chunks of its text format. */
  readonly copy?: Iterable<string>
  /** Is handed the rows one by one, as soon as each has come: they are not in the result then. */
  readonly take?: TakeRow
  /** Nobody waits for its result. If it fails the connection is not used again. */
  readonly unawaited?: true
  /** Somebody wants to know how many bytes its rows are. */
  readonly counted?: true
}

/** Takes a row: its values in the order of the columns. */
export type TakeRow = (row: unknown[]) => void

/**
 * What came back: columns in order, each row an array in that order (values parsed by their type), rows returned or affected;
 * and where the statement is to be counted, the bytes of these rows as they came from the server, without TLS.
 */
export type Result = {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
  readonly count: number
  readonly bytes?: number
}

/** How the text of a value becomes JavaScript's, by the oid of its type. */
export type TypeParsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown
}

/** Where to connect, and how; times in milliseconds, `connectTimeout` in seconds. */
export type ConnectionConfig = {
  /** A name, an address, or the directory of a Unix socket. */
  readonly host?: string
  readonly port?: number
  readonly user?: string
  readonly password?: string
  readonly database?: string
  readonly applicationName?: string
  readonly connectTimeout?: number
  readonly statementTimeout?: number
  readonly ssl?: boolean | TlsOptions
  /** False where a pooler stands in between that does not know prepared statements. */
  readonly preparedStatements?: boolean
}

/** TLS as node's own options have it; certificates and key in PEM. */
export type TlsOptions = {
  readonly ca?: string | Buffer
  readonly cert?: string | Buffer
  readonly key?: string | Buffer
  readonly servername?: string
  readonly rejectUnauthorized?: boolean
}

/** One connection that blocks until the answer is there; `usable` is false once it was lost. */
export type BlockingConnection = {
  run(statement: Statement): Result
  readonly usable: boolean
  close(): void
}

/** A way to block: through libpq, or through a thread. */
export type BlockingDriver = {
  readonly name: 'native' | 'worker'
  connect(config: ConnectionConfig, types: TypeParsers): BlockingConnection
}
