/** An address taken apart, to be put together again before people's eyes. */

/** What a `postgres://` address is made of. */
export type AddressParts = {
  readonly username: string
  readonly password: string
  readonly host: string
  readonly port: number
  readonly database: string
}

/** PostgreSQL's own port. */
const usualPort = 5432

/** Takes an address apart; what is escaped in it is not in the parts. */
export function partsOf(address: string): AddressParts {
  const { username, password, hostname, port, pathname } = new URL(address)
  return {
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    host: hostname,
    port: port === '' ? usualPort : Number(port),
    database: decodeURIComponent(pathname.slice(1)),
  }
}
