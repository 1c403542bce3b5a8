/**
 * The core never waits: an operation is a generator that yields what it asks for as data and is handed the answer.
 * Python's h11 calls this style "sans-IO"; SQLAlchemy reaches the same end with greenlets, JavaScript has generators.
 */
import type { Result, Statement } from '../driver/connection.ts'

/** Code of the user's that is to be called: a hook, a validator, a callback. `name` says which, for people. */
export type Call = { readonly name: string; readonly call: () => unknown }

/** What a step asks of its shell: to send a statement, or to call something that may take its time. */
export type Ask = Statement | Call

/** An operation of the core: yields what it asks for, receives answers, returns a value of type T. */
export type Step<T> = Generator<Ask, T, unknown>

/** How a world answers. */
export type Answers = { send(statement: Statement): Result; call(call: Call): unknown }

/** How a world answers that awaits; `over` is called when a step is, however it ended. */
export type AsyncAnswers = {
  send(statement: Statement): Promise<Result>
  call(call: Call): Promise<unknown>
  over?(): void
}

/** Asks for a statement's result. */
export function* query(statement: Statement): Step<Result> {
  return (yield statement) as Result
}

/** Asks for something of the user's to be called, and gives what it returns or, in the async world, resolves to. */
export function* call<T>(name: string, run: () => T | PromiseLike<T>): Step<T> {
  return (yield { name, call: run }) as T
}

/** Runs a step where answers are there at once. A failure is thrown *into* the step, so that its `try/finally` cleans up. */
export function runSync<T>(step: Step<T>, answers: Answers): T {
  let turn = step.next()
  while (!turn.done) turn = answerSync(step, turn.value, answers)
  return turn.value
}

/**
 * Runs a step where each answer is awaited; everything else is as in {@link runSync}.
 * @param before what the step waits for before it begins
 */
export async function runAsync<T>(
  step: Step<T>,
  answers: AsyncAnswers,
  before?: Promise<unknown>,
): Promise<T> {
  if (before !== undefined) await before
  try {
    let turn = step.next()
    while (!turn.done) {
      let answer: unknown
      try {
        answer = await ('call' in turn.value ? answers.call(turn.value) : answers.send(turn.value))
      } catch (error) {
        turn = step.throw(error)
        continue
      }
      turn = step.next(answer)
    }
    return turn.value
  } finally {
    answers.over?.()
  }
}

function answerSync<T>(step: Step<T>, ask: Ask, answers: Answers): IteratorResult<Ask, T> {
  let answer: unknown
  try {
    answer = 'call' in ask ? answers.call(ask) : answers.send(ask)
  } catch (error) {
    return step.throw(error)
  }
  return step.next(answer)
}
