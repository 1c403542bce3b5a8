/** Callbacks of cases, written once: as a generator that yields what it would await, and may do so in every world. */

/** A body that yields values or promises and is handed what they are or become. */
export type Play<T> = Generator<unknown, T, unknown>

/** What a value is, or becomes. */
export function* its<T>(value: T): Play<Awaited<T>> {
  return (yield value) as Awaited<T>
}

/** Plays a body: at once where the world blocks, else as a promise. */
export function play<T>(blocking: boolean, body: Play<T>): T | Promise<T> {
  return blocking ? playNow(body) : playLater(body)
}

function playNow<T>(body: Play<T>): T {
  let turn = body.next()
  while (turn.done !== true) turn = body.next(turn.value)
  return turn.value
}

async function playLater<T>(body: Play<T>): Promise<T> {
  let turn = body.next()
  while (turn.done !== true) turn = await answer(body, turn.value)
  return turn.value
}

async function answer<T>(body: Play<T>, asked: unknown): Promise<IteratorResult<unknown, T>> {
  let value: unknown
  try {
    value = await asked
  } catch (error) {
    return body.throw(error)
  }
  return body.next(value)
}
