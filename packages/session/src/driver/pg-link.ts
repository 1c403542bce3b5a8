/** What is known of one connection of pg's: its prepared statements, whether it is lost, and what nobody waits for. */
import type { Client, Submittable } from 'pg'
import type { Statement, TakeRow } from './connection.ts'
import { isCopy } from './copy-text.ts'
import { lostConnection } from './database-error.ts'
import { guard } from './guard.ts'
import type { Batch } from './pg-batch.ts'
import { errorFields, isFatal } from './pg-failure.ts'
import type { Answer, Callback } from './pg-query.ts'
import { nothing, PgQuery } from './pg-query.ts'
import type { Frames } from './pg-frames.ts'
import { tap } from './pg-tap.ts'
import { isQueueEmpty, wireOf } from './pg-wire.ts'
import type { Prepared } from './prepared-names.ts'
import { PreparedNames } from './prepared-names.ts'

const links = new WeakMap<Client, Link>()

/** The link of a client, whoever asks: names of prepared statements must not be given twice. */
export function linkOf(client: Client): Link {
  const known = links.get(client)
  if (known !== undefined) return known
  const link = new Link(client)
  links.set(client, link)
  return link
}

export class Link {
  readonly #client: Client
  readonly #names = new PreparedNames()
  /** The first thing that went wrong with the connection itself: what pg says afterwards tells less. */
  #lost: string | undefined
  #frames: Frames | undefined
  #unawaited: PgQuery | undefined
  #settled: Promise<void> | undefined

  constructor(client: Client) {
    this.#client = client
    client.on('error', (error) => (this.#lost ??= errorFields(error).message))
    client.on('end', () => (this.#lost ??= 'it was closed'))
  }

  /** False once the connection was lost. */
  get isUsable(): boolean {
    return this.#lost === undefined
  }

  /**
   * Sends a statement and waits for its answer, unless it is one that nobody waits for.
   * @param prepares whether statements may be prepared
   * @throws DatabaseError; 08006 where the connection is lost
   */
  ask(statement: Statement, prepares: boolean): Promise<Answer> {
    const isLater = this.#unawaited?.isOver === false && !isQueueEmpty(this.#client)
    if (isLater || statement.unawaited === true || isSimple(statement))
      return this.#askInTurn(statement, prepares)
    return this.#send(() => this.#passed(statement, prepares))
  }

  async #askInTurn(statement: Statement, prepares: boolean): Promise<Answer> {
    guard(statement)
    if (this.#unawaited?.isOver === false && !isQueueEmpty(this.#client)) await this.#settled
    const batch = this.#passed(statement, prepares)
    if (statement.unawaited === true) return this.#sendUnawaited(batch)
    return isSimple(statement) ? this.#sendOneByOne(statement) : this.#send(() => batch)
  }

  #passed(statement: Statement, prepares: boolean): Batch {
    guard(statement)
    if (this.#lost !== undefined) throw lostConnection(this.#lost)
    return this.#batchOf(statement, prepares)
  }

  /** A text that may hold several commands goes by the simple protocol, which can put nothing around it. */
  async #sendOneByOne({ before, text, after, take }: Statement): Promise<Answer> {
    if (before !== undefined) await this.#sendText(before)
    const answer = await this.#sendText(text, take)
    if (after !== undefined) await this.#sendText(after)
    return answer
  }

  #sendText(text: string, take?: TakeRow): Promise<Answer> {
    return this.#send(() => ({ kind: 'simple', text, take }))
  }

  /** What is thrown while the batch is made rejects the promise. */
  #send(batch: () => Batch): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#submit(batch(), (error, answer = nothing) => {
        if (error !== null) reject(this.#failure(error))
        else if (this.#lost !== undefined) reject(lostConnection(this.#lost))
        else if (answer.thrown !== undefined) reject(answer.thrown.error)
        else resolve(answer)
      })
    })
  }

  /**
   * Waits for another such statement, but not for this one, which goes out together with what is sent next in this tick.
   * Where it fails, nobody knows what state the connection is in: it is as good as lost.
   */
  async #sendUnawaited(batch: Batch): Promise<Answer> {
    await this.#settled
    const { stream } = wireOf(this.#client)
    stream.cork()
    process.nextTick(() => stream.uncork())
    this.#settled = new Promise((resolve) => {
      this.#unawaited = this.#submit(batch, (error) => {
        resolve()
        if (error !== null) this.#lose(error)
      })
    })
    return nothing
  }

  /** What comes behind a statement that nobody waits for goes out at once, although pg would wait for its answer. */
  #submit(batch: Batch, callback: Callback): PgQuery {
    this.#frames ??= tap(this.#client)
    const query = new PgQuery(batch, this.#client, this.#frames, callback)
    const isBehind = this.#unawaited?.isOver === false && isQueueEmpty(this.#client)
    if (isBehind) query.sendNow(wireOf(this.#client))
    this.#client.query(query as unknown as Submittable)
    return query
  }

  #failure(error: unknown): unknown {
    if ((error as { readonly code?: string }).code === '26000') this.#names.unready()
    return isFatal(error) ? lostConnection(this.#lose(error)) : error
  }

  /** Ends the client too: a pool sees at once that it is of no use. */
  #lose(error: unknown): string {
    this.#lost ??= errorFields(error).message
    void this.#client.end()
    return this.#lost
  }

  #batchOf(statement: Statement, prepares: boolean): Batch {
    const { text, values, prepare, before, after, copy, take } = statement
    if (isSimple(statement)) return { kind: 'simple', text, take }
    const name = (text: string) => (prepares ? this.#names.of(text) : undefined)
    const around = (text?: string) => (text === undefined ? [] : [{ text, values: [], prepared: name(text) }])
    return {
      kind: 'extended',
      before: around(before),
      main: { text, values, prepared: prepare ? name(text) : undefined },
      after: around(after),
      copy,
      take,
      surplus: this.#surplus(),
    }
  }

  #surplus(): readonly Prepared[] {
    const surplus = this.#names.surplus()
    return surplus === undefined ? [] : [surplus, ...this.#surplus()]
  }
}

/** Without values it cannot be told whether a text is one command or several. */
function isSimple({ text, prepare, values, copy }: Statement): boolean {
  return copy === undefined && ((!prepare && values.length === 0) || isCopy(text))
}
