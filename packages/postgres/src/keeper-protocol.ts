/** What a keeper and those who lease its server say to each other: one JSON object a line. */
import type { PostgresErrorCode } from './error.ts'

/** What `server.json` says: where the keeper listens, the word that opens its door, and how to reach the server. */
export type Reachable = {
  readonly keeper: number
  readonly leasePort: number
  readonly token: string
  readonly port: number
  readonly password: string
}

/** A lease lasts as long as the connection it was asked over. */
export type Question = {
  readonly token: string
  readonly ask: 'lease' | 'status' | 'stop'
  readonly force?: boolean
}

export type Answer = { readonly leases: number }

/** What a keeper that could not start tells its parent. */
export type Failure = { readonly code: PostgresErrorCode; readonly message: string }
