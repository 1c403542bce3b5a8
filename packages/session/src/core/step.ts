/**
 * The core never waits: an operation is a generator that yields statements as data and is handed their results.
 * Python's h11 calls this style "sans-IO"; SQLAlchemy reaches the same end with greenlets, JavaScript has generators.
 */
import type { Result, Statement } from '../driver/connection.ts'

/** An operation of the core: yields statements, receives results, returns a value of type T. */
export type Step<T> = Generator<Statement, T, Result>

/** Runs a step where answers are there at once. A failure is thrown *into* the step, so that its `try/finally` cleans up. */
export function runSync<T>(step: Step<T>, ask: (statement: Statement) => Result): T {
  let turn = step.next()
  while (!turn.done) turn = answerSync(step, turn.value, ask)
  return turn.value
}

/** Runs a step where each answer is awaited; everything else is as in {@link runSync}. */
export async function runAsync<T>(step: Step<T>, ask: (statement: Statement) => Promise<Result>): Promise<T> {
  let turn = step.next()
  while (!turn.done) turn = await answerAsync(step, turn.value, ask)
  return turn.value
}

function answerSync<T>(step: Step<T>, statement: Statement, ask: (statement: Statement) => Result) {
  let result: Result
  try {
    result = ask(statement)
  } catch (error) {
    return step.throw(error)
  }
  return step.next(result)
}

async function answerAsync<T>(step: Step<T>, statement: Statement, ask: (s: Statement) => Promise<Result>) {
  let result: Result
  try {
    result = await ask(statement)
  } catch (error) {
    return step.throw(error)
  }
  return step.next(result)
}
