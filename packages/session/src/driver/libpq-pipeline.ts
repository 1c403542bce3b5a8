/** Several commands in one round trip (PostgreSQL manual, 34.5 "Pipeline Mode"). */
import type { Libpq } from './libpq.ts'
import { isLost, sendFailure } from './libpq-failure.ts'

/** A command in the pipeline: how it is sent, and what is done with its result, whose status is told. */
export type Piped = { send(pq: Libpq): boolean; read(status: string): void }

export class Pipeline {
  /** False where libpq is older than PostgreSQL 14. */
  readonly isSupported: boolean
  readonly #pq: Libpq
  #isOn = false

  constructor(pq: Libpq) {
    this.#pq = pq
    this.isSupported = pq.pipelineModeSupported()
  }

  /**
   * Sends commands up to one Sync: one that fails takes those behind it with it.
   * @throws DatabaseError 08006 where the connection is gone
   */
  send(commands: readonly Piped[]): void {
    const pq = this.#pq
    this.#isOn ||= pq.enterPipelineMode()
    const isSent = this.#isOn && commands.every((command) => command.send(pq)) && pq.pipelineSync()
    if (!isSent) throw sendFailure(pq)
  }

  /** Reads their results in order, and the Sync's: all of them even where reading one throws. */
  receive(commands: readonly Piped[]): void {
    let thrown: { readonly error: unknown } | undefined
    for (const command of commands) {
      this.#takeResult()
      const status = this.#pq.resultStatus()
      if (status === 'PGRES_PIPELINE_ABORTED') continue
      try {
        command.read(status)
      } catch (error) {
        thrown ??= { error }
      }
    }
    while (!this.#takeSync() && !isLost(this.#pq));
    if (thrown !== undefined) throw thrown.error
  }

  /** Back to one command at a time; all results must have been read. */
  leave(): void {
    if (!this.#isOn) return
    if (!this.#pq.exitPipelineMode()) throw sendFailure(this.#pq)
    this.#isOn = false
  }

  /** Each result is followed by nothing: only where nothing comes twice may the connection be lost. */
  #takeResult(): void {
    if (this.#pq.getResult()) return
    while (!this.#pq.getResult() && !isLost(this.#pq));
  }

  #takeSync(): boolean {
    return this.#pq.getResult() && this.#pq.resultStatus() === 'PGRES_PIPELINE_SYNC'
  }
}
