/** A pool at its maximum: who would wait for ever is told at once, who only has to wait waits. */
import * as async from '@retort/session/async'
import * as blocking from '@retort/session/sync'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import { models, tables, User } from './support/shop.ts'

const place = { url: '' }
beforeAll(async () => {
  place.url = (await emptyDatabase()).url
  const engine = async.createEngine({ url: place.url, models })
  const session = async.sessionmaker(engine)()
  await session.execute(async.sql.raw(tables))
  await session.commit()
  await engine.dispose()
})

function opened(max: number, acquire = 5_000): async.SessionMaker {
  const engine = async.createEngine({ url: place.url, models, pool: { max, acquire } })
  onTestFinished(() => engine.dispose())
  return async.sessionmaker(engine)
}

/** What a promise throws, and after how many milliseconds. */
async function failureOf(
  promise: Promise<unknown>,
): Promise<{ error: Error & { code?: string }; took: number }> {
  const begun = performance.now()
  try {
    await promise
  } catch (error) {
    return { error: error as Error, took: performance.now() - begun }
  }
  throw new Error('Nothing was thrown.')
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('async', () => {
  test('a second session inside of the first fails at once, and both places are named', async () => {
    const Session = opened(1)
    await using outer = Session()
    await outer.count(User)
    await using inner = Session()
    const { error, took } = await failureOf(inner.count(User))
    expect(error.code).toBe('POOL_EXHAUSTED')
    expect(took).toBeLessThan(1_000)
    const file = 'pool-deadlock.test.ts'
    expect(error.message.split(file).length - 1).toBe(2)
    expect(`${error.stack}`).toContain(file)
    expect((error.cause as Error).stack).toContain(file)
    expect(await outer.count(User)).toBe(0)
  })

  test('so does one that is begun in a callback of the first', async () => {
    const Session = opened(1)
    await using outer = Session()
    const body = async () => {
      await using inner = Session()
      return await inner.count(User)
    }
    const { error, took } = await failureOf(outer.transaction(body))
    expect([error.code, took < 1_000]).toEqual(['POOL_EXHAUSTED', true])
    expect(await outer.count(User)).toBe(0)
  })

  test('so do many that each hold a connection and want another', async () => {
    const Session = opened(2)
    const failures: unknown[] = []
    const nested = async () => {
      await using outer = Session()
      await outer.count(User)
      await pause(50)
      try {
        await using inner = Session()
        await inner.count(User)
      } catch (error) {
        failures.push((error as { code?: string }).code)
      }
    }
    await Promise.all([nested(), nested()])
    expect(failures.length).toBeGreaterThan(0)
    expect(new Set(failures)).toEqual(new Set(['POOL_EXHAUSTED']))
  })

  test('siblings wait for each other, however many there are', async () => {
    const Session = opened(2)
    const unit = async () => {
      await using session = Session()
      await session.count(User)
      await pause(5)
      return await session.count(User)
    }
    expect(await Promise.all(Array.from({ length: 12 }, unit))).toEqual(Array.from({ length: 12 }, () => 0))
  })

  test('an inner session gets a connection where the outer has given its own back', async () => {
    const Session = opened(1)
    await using outer = Session()
    await outer.count(User)
    await outer.commit()
    await using inner = Session()
    expect(await inner.count(User)).toBe(0)
  })

  test('waiting has an end, and the oldest lease is named', async () => {
    const Session = opened(1, 200)
    const holding = (async () => {
      await using session = Session()
      await session.count(User)
      await pause(800)
    })()
    await pause(100)
    const sibling = new Promise<void>((resolve) => void resolve())
    const { error } = await failureOf(
      sibling.then(async () => {
        await using session = Session()
        return await session.count(User)
      }),
    )
    expect([error.code, error.message.includes('pool-deadlock.test.ts')]).toEqual(['POOL_EXHAUSTED', true])
    await holding
  })
})

describe.each(['native', 'worker'] as const)('blocking, %s', (driver) => {
  test('one session more than the pool has connections fails at once, and both places are named', () => {
    using engine = blocking.createEngine({ url: place.url, models, pool: { max: 1 }, driver })
    const Session = blocking.sessionmaker(engine)
    using outer = Session()
    outer.count(User)
    using inner = Session()
    const attempt = () => inner.count(User)
    expect(attempt).toThrowError(expect.objectContaining({ code: 'POOL_EXHAUSTED' }) as Error)
    expect(attempt).toThrowError(/pool-deadlock\.test\.ts.*pool-deadlock\.test\.ts/)
    outer.rollback()
    expect(inner.count(User)).toBe(0)
  })
})
