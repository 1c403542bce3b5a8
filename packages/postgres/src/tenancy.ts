/** Who uses the server now, and whether it is still needed. */
import { existsSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { Answer, Question } from './keeper-protocol.ts'
import { readQuestion } from './keeper-protocol.ts'

/** Milliseconds for which the server stays when the last lease is gone, and for which a new one waits for its first. */
const grace = 400
const firstGrace = 15_000

export class Tenancy {
  readonly #connections = new Set<Socket>()
  readonly #leases = new Set<Socket>()
  readonly #token: string
  readonly #pinned: string
  #stopping = false
  #over = false
  #timer: NodeJS.Timeout
  #end: () => void = () => undefined

  /** Resolves when nobody needs the server any more. */
  readonly ended = new Promise<void>((resolve) => {
    this.#end = resolve
  })

  /**
   * @param token the word that a question must bring
   * @param pinned the file that keeps the server without leases
   */
  constructor(token: string, pinned: string) {
    this.#token = token
    this.#pinned = pinned
    this.#timer = setTimeout(() => this.#check(), firstGrace)
  }

  /** Answers what comes over a connection; a lease lasts as long as that does. */
  welcome(socket: Socket): void {
    this.#connections.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      this.#connections.delete(socket)
      if (this.#leases.delete(socket)) this.#changed()
    })
    createInterface(socket)
      .on('line', (line) => this.#answer(socket, readQuestion(line)))
      .on('error', () => socket.destroy())
  }

  /** Ends it, whoever is there; who asks from now on is sent away, so as not to be given a server that stops. */
  end(): void {
    this.#over = true
    clearTimeout(this.#timer)
    this.#end()
  }

  /** Closes every connection. */
  evict(): void {
    for (const socket of this.#connections) socket.destroy()
  }

  #answer(socket: Socket, question: Question | undefined): void {
    if (question?.token !== this.#token || this.#over) {
      socket.destroy()
      return
    }
    if (question.ask === 'lease') this.#leases.add(socket)
    if (question.ask === 'stop') this.#stop(question.force === true)
    socket.write(`${JSON.stringify({ leases: this.#leases.size } satisfies Answer)}\n`)
  }

  #stop(force: boolean): void {
    rmSync(this.#pinned, { force: true })
    this.#stopping ||= force || this.#leases.size === 0
    this.#changed()
  }

  #changed(): void {
    clearTimeout(this.#timer)
    if (this.#over || (this.#leases.size > 0 && !this.#stopping)) return
    this.#timer = setTimeout(() => this.#check(), this.#stopping ? 0 : grace)
  }

  #check(): void {
    if (this.#stopping || (this.#leases.size === 0 && !existsSync(this.#pinned))) this.end()
  }
}
