/** A style in a process of its own, as its parent holds it. */
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { BenchmarkError } from '../error.ts'
import type { Style } from '../results/results.ts'
import type { Exchanges, Kind, Reply } from './style-message.ts'

const folder = new URL('../../dist/worlds/', import.meta.url)
const programs: Readonly<Record<Style, string>> = {
  blocking: 'blocking.js',
  async: 'async.js',
  'async, awaited in a loop': 'async-in-a-loop.js',
}

export class StyleProcess {
  readonly style: Style
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  #said = ''

  /** Addresses come by messages: they may hold a password, and arguments are for all to see. */
  constructor(style: Style) {
    this.style = style
    const program = new URL(`styles/${programs[style]}`, folder)
    this.#child = fork(fileURLToPath(new URL('style-child.js', folder)), [program.href], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#said += text))
    this.#ended = once(this.#child, 'close')
  }

  /**
   * Asks one thing; the next when this is answered.
   * @throws BenchmarkError CONTENDER_FAILED where it throws, or dies
   */
  async ask<K extends Kind>(kind: K, request: Exchanges[K]['request']): Promise<Exchanges[K]['reply']> {
    const answered = once(this.#child, 'message')
    this.#child.send({ kind, request }, () => undefined) // where it is gone, that is what ends the wait
    const answer = await Promise.race([answered, this.#ended.then(() => undefined)])
    if (answer === undefined) throw this.#failure(`its process ended. ${this.#said.trim()}`.trim())
    const reply = answer[0] as Reply
    if (reply.kind === 'failed') throw this.#failure(reply.message)
    return reply.reply
  }

  /** Ends it, whatever it is at. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill()
    await this.#ended
  }

  #failure(what: string): BenchmarkError {
    return new BenchmarkError('CONTENDER_FAILED', `The style "${this.style}" failed: ${what}`)
  }
}
