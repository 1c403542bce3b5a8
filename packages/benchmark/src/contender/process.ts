/** A contender's process, as its parent holds it: it is asked, one request at a time, and never outlives who holds it. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { BenchmarkError } from '../error.ts'
import type { Entry } from './catalogue.ts'
import { Unavailable } from './program.ts'
import type { Reply, Request } from './protocol.ts'
import { findPython } from './python.ts'

/** What each request is answered with. */
type ReplyKinds = {
  readonly open: 'opened'
  readonly answer: 'answered'
  readonly turn: 'timed'
  readonly weigh: 'weighed'
  readonly close: 'closed'
}
type RequestOf<K extends Request['kind']> = Extract<Request, { kind: K }>
type ReplyTo<K extends Request['kind']> = Extract<Reply, { kind: ReplyKinds[K] }>

/**
 * V8 tidies up the heap of a process that has had nothing to do for eight seconds. Whoever waits for a turn so long would begin it
 * without the garbage of the one before, and pay for less of it than a program that goes on working.
 */
const asIfNeverIdle = ['--no-memory-reducer']

/** Bytes of what a process complains of that are kept for the error message. */
const kept = 4000

export class ContenderProcess {
  readonly name: string
  readonly #child: ChildProcess
  readonly #requests: Writable
  readonly #replies: AsyncIterator<string>
  #complaints = ''

  /**
   * Starts one.
   * @throws Unavailable where there is nothing that could run it
   */
  static async start(name: string, { runtime, program }: Entry): Promise<ContenderProcess> {
    if (runtime === 'node') {
      const child = fileURLToPath(new URL('../../dist/contender/child.js', import.meta.url))
      return new ContenderProcess(name, process.execPath, [...asIfNeverIdle, child, program.href])
    }
    return new ContenderProcess(name, await findPython(), [fileURLToPath(program)])
  }

  private constructor(name: string, command: string, args: readonly string[]) {
    this.name = name
    this.#child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production' },
    })
    const [, , complaints, requests, replies] = this.#child.stdio as readonly unknown[]
    this.#requests = requests as Writable
    this.#replies = createInterface({ input: replies as Readable })[Symbol.asyncIterator]()
    this.#listen(complaints as Readable)
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /**
   * Asks, and waits for the answer.
   * @throws Unavailable where it cannot take part here
   * @throws BenchmarkError CONTENDER_FAILED where it throws, or dies
   */
  async ask<K extends Request['kind']>(request: RequestOf<K>): Promise<ReplyTo<K>> {
    this.#requests.write(`${JSON.stringify(request)}\n`)
    const { value, done } = await this.#replies.next()
    if (done === true) throw await this.#death()
    const reply = JSON.parse(value) as Reply
    if (reply.kind === 'unavailable') throw new Unavailable(reply.reason)
    if (reply.kind === 'failed') throw this.#failure(`${this.#where(request)}: ${reply.message}`)
    return reply as ReplyTo<K>
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { exitCode, signalCode } = this.#child
    if (exitCode !== null || signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }

  /** A pipe to a process that is gone fails; the missing answer tells the same, and more. */
  #listen(complaints: Readable): void {
    this.#child.on('error', (error) => (this.#complaints += error.message))
    this.#requests.on('error', () => undefined)
    complaints.setEncoding('utf8')
    complaints.on('data', (text: string) => {
      this.#complaints = `${this.#complaints}${text}`.slice(-kept)
    })
  }

  async #death(): Promise<BenchmarkError> {
    const { pid, exitCode, signalCode } = this.#child
    if (pid !== undefined && exitCode === null && signalCode === null) await once(this.#child, 'close')
    const how = this.#child.signalCode ?? `exit code ${this.#child.exitCode ?? 'unknown'}`
    return this.#failure(`its process ended (${how}). ${this.#complaints.trim()}`.trim())
  }

  #where(request: Request): string {
    return 'task' in request ? `${request.task.workload} by ${request.task.way}` : `on ${request.kind}`
  }

  #failure(what: string): BenchmarkError {
    return new BenchmarkError('CONTENDER_FAILED', `${this.name} failed: ${what}`)
  }
}
