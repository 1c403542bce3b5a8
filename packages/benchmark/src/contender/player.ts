/** Does in a contender's process what it is told to: connects, answers, takes turns. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { countOf, digestOf } from '../workload/canonical.ts'
import type { Answer } from '../workload/workload.ts'
import type { Opened, Program } from './program.ts'
import type { Reply, Request, Task, WayNames } from './protocol.ts'
import { delayUnderLoad } from './event-loop-delay.ts'

/** A way whose workload is known by name alone; what it is asked with comes from the same task. */
type AnyWay = (question: unknown) => Answer | Promise<Answer>

export class Player {
  readonly #program: Program
  #opened: Opened | undefined

  constructor(program: Program) {
    this.#program = program
  }

  /** What a library leaves for later, such as a rollback that nobody waits for, is sent before the reply is. */
  async play(request: Request): Promise<Reply> {
    const reply = await this.#replyTo(request)
    await nextTurn()
    return reply
  }

  async #replyTo(request: Request): Promise<Reply> {
    switch (request.kind) {
      case 'open':
        return await this.#open(request.url)
      case 'answer':
        return await this.#answer(request.task)
      case 'turn':
        return await this.#turn(request)
      case 'weigh':
        return await this.#weigh(request)
      case 'close':
        return await this.#close()
    }
  }

  async #open(url: string): Promise<Reply> {
    this.#opened = await this.#program.open(url)
    const named = Object.entries(this.#opened.ways).map(([workload, ways]) => [workload, Object.keys(ways)])
    return { kind: 'opened', version: this.#program.version, ways: Object.fromEntries(named) as WayNames }
  }

  async #answer(task: Task): Promise<Reply> {
    const answer = await this.#wayOf(task)(task.questions[0])
    return {
      kind: 'answered',
      digest: digestOf(task.workload, answer),
      found: countOf(task.workload, answer),
    }
  }

  async #turn({ task, calls, watchDelay }: Extract<Request, { kind: 'turn' }>): Promise<Reply> {
    const way = this.#wayOf(task)
    const taken = await timed(way, task, calls)
    if (!watchDelay) return { kind: 'timed', ...taken }
    const { questions } = task
    const delay = await delayUnderLoad((index) => way(questions[index % questions.length]))
    return { kind: 'timed', ...taken, delay }
  }

  async #weigh({ task, calls }: Extract<Request, { kind: 'weigh' }>): Promise<Reply> {
    const before = process.memoryUsage.rss()
    const mark = highWaterMark()
    await timed(this.#wayOf(task), task, calls)
    const risen = highWaterMark()
    const peak = Math.max(process.memoryUsage.rss(), risen > mark ? risen : 0)
    return { kind: 'weighed', bytes: Math.max(peak - before, 0) }
  }

  async #close(): Promise<Reply> {
    await this.#opened?.close()
    this.#opened = undefined
    return { kind: 'closed' }
  }

  #wayOf({ workload, way }: Task): AnyWay {
    const ways: Readonly<Record<string, AnyWay>> | undefined = this.#opened?.ways[workload] as never
    const found = ways?.[way]
    if (found === undefined) throw new Error(`There is no way ${way} of ${workload} here.`)
    return found
  }
}

/** Of resident memory since the process began, in bytes; the kernel counts in kilobytes. */
function highWaterMark(): number {
  return process.resourceUsage().maxRSS * 1024
}

type Timed = { readonly milliseconds: number; readonly cpu: number; readonly found: number }

async function timed(way: AnyWay, { workload, questions }: Task, calls: number): Promise<Timed> {
  let found = 0
  const cpu = process.cpuUsage()
  const begun = performance.now()
  for (let call = 0; call < calls; call++) {
    const answer = way(questions[call % questions.length])
    // A blocking way is not made to wait for a turn of the event loop. Some libraries' promises are none of JavaScript's.
    found += countOf(workload, 'then' in answer ? await answer : answer)
  }
  const milliseconds = performance.now() - begun
  const used = process.cpuUsage(cpu)
  return { milliseconds, cpu: (used.user + used.system) / 1000, found }
}
