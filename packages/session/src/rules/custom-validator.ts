/** A validator that a model brings itself: it throws, it rejects, or it calls back with an error. */
import { promisify } from 'node:util'

/** Why a value was refused, and whether that was there when the validator returned; undefined where it was not refused. */
export type Refusal = { readonly error: unknown; readonly isLate: boolean } | undefined

type Done = (error?: unknown) => void

/** Calls a validator; what it throws or rejects with is its answer. */
export function refusal(run: () => unknown): Refusal | PromiseLike<Refusal> {
  let result: unknown
  try {
    result = run()
  } catch (error) {
    return { error, isLate: false }
  }
  return isThenable(result) ? result.then(accepted, refused) : undefined
}

/** Calls a validator that calls back. Where it has not done so when it returns, its answer is a promise. */
export function refusalByCallback(run: (done: Done) => unknown): Refusal | PromiseLike<Refusal> {
  let answer: { readonly refusal: Refusal } | undefined
  let resume: Done | undefined
  const done: Done = (error) => {
    answer ??= { refusal: error ? refused(error) : undefined }
    resume?.()
  }
  try {
    run(done)
  } catch (error) {
    done(error)
  }
  if (answer !== undefined) return answer.refusal
  const wait = promisify((ready: Done) => {
    resume = ready
  })
  return wait().then(() => answer?.refusal)
}

const accepted = (): Refusal => undefined
const refused = (error: unknown): Refusal => ({ error, isLate: true })

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function'
}
