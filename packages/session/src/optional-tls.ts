/** TLS that is tried first and done without where the server has none: libpq's `sslmode=prefer`, which pg does not know. */

/** The state of one engine's TLS: tried, until a server has refused it. */
export class OptionalTls {
  readonly #isOptional: boolean
  #isDropped = false

  constructor(isOptional: boolean) {
    this.#isOptional = isOptional
  }

  /** Whether connecting is to be tried again, now without TLS: says so once. */
  dropAfter(error: unknown): boolean {
    if (!this.#isOptional || this.#isDropped || !isRefusal(error)) return false
    this.#isDropped = true
    return true
  }

  /** Takes TLS out of Sequelize's configuration once it is dropped. */
  apply(config: { dialectOptions?: object }): void {
    if (this.#isDropped) config.dialectOptions = { ...config.dialectOptions, ssl: false }
  }

  get isDropped(): boolean {
    return this.#isDropped
  }
}

/** What pg and libpq say when the server answers a request for encryption with no. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && /does not support SSL/.test(error.message)
}
