/** What a driver is to the core: it takes statements as data and gives results as data. */

/** One statement as it goes out: text with $1.. and values already in PostgreSQL's text form. */
export type Statement = {
  readonly text: string
  readonly values: readonly (string | null)[]
  readonly prepare: boolean
}

/** What came back: columns in order, each row an array in that order (values parsed by their type), rows returned or affected. */
export type Result = {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
  readonly count: number
}

/** How the text of a value becomes JavaScript's, by the oid of its type. */
export type TypeParsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown
}

/** Where to connect; `connectTimeout` in seconds. */
export type ConnectionConfig = {
  readonly host?: string
  readonly port?: number
  readonly user?: string
  readonly password?: string
  readonly database?: string
  readonly applicationName?: string
  readonly connectTimeout?: number
  readonly ssl?: boolean | object
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
