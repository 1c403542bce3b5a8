/** Rows that an async session awaits: what gives them may be a stream itself. */
import { createEngine, sessionmaker } from '@retort/session/async'
import { sql } from '@retort/session/async'
import type { StatementEvent } from '@retort/session/async'
import { expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import { models, Order, tables, User } from './support/shop.ts'

async function* people(count: number) {
  for (let index = 1; index <= count; index++) {
    if (index % 5_000 === 0) await Promise.resolve()
    yield { telegramId: String(index), fullName: `User ${index}` }
  }
}

test('an async session takes rows that are awaited one by one, and sends them in pages', async () => {
  const { url } = await emptyDatabase()
  const heard: StatementEvent[] = []
  await using engine = createEngine({ url, models, echo: (event) => void heard.push(event) })
  await using session = sessionmaker(engine)()
  await session.execute(sql.raw(tables))
  expect(await session.insert(User, people(12_000))).toBe(12_000)
  expect(heard.filter((event) => event.sql.startsWith('INSERT')).map(({ rows }) => rows)).toEqual([
    10_000, 2_000,
  ])
  const [first, ...others] = await session.insert(Order, orders(), { returning: true })
  expect([first?.orderId, others.length]).toEqual([1, 2])
  await session.rollback()
})

test('COPY takes them too, from the rows that another session streams', async () => {
  const { url } = await emptyDatabase()
  await using engine = createEngine({ url, models })
  await using reader = sessionmaker(engine)()
  await reader.execute(sql.raw(tables))
  await reader.insert(User, people(3_000))
  await reader.commit()
  await using writer = sessionmaker(engine)()
  const moved = async function* () {
    for await (const user of reader.stream(User))
      yield { ...user.get(), telegramId: `1${user.telegramId.padStart(6, '0')}` }
  }
  expect(await writer.copy(User, moved())).toBe(3_000)
  await writer.commit()
  expect(await reader.count(User)).toBe(6_000)
})

async function* orders() {
  for (const userId of ['1', '2', '3']) yield await Promise.resolve({ userId })
}
