/** What a keeper and those who lease its server say to each other: one JSON object a line. Whatever else arrives is nobody's. */
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

/** Reads `server.json`. */
export function readReachable(text: string): Reachable | undefined {
  const { leasePort, token, port, password } = fields<Reachable>(text)
  const isWhole =
    isPort(leasePort) && isPort(port) && typeof token === 'string' && typeof password === 'string'
  return isWhole ? (fields(text) as Reachable) : undefined
}

/** Reads a line that came to a keeper. */
export function readQuestion(line: string): Question | undefined {
  const { token, ask } = fields<Question>(line)
  return typeof token === 'string' && typeof ask === 'string' ? (fields(line) as Question) : undefined
}

/** Reads a line that came from a keeper. */
export function readAnswer(line: string): Answer | undefined {
  const { leases } = fields<Answer>(line)
  return typeof leases === 'number' ? { leases } : undefined
}

function fields<T>(text: string): { readonly [name in keyof T]?: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536
}
