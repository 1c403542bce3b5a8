/** Chapter 4: the shop is filled and asked, through the repository. */
import type { Session } from '@retort/session/async'
import { sessionmaker } from '@retort/session/async'
import { User } from '@retort/schema'
import type { Narrator, ShownRow } from '@retort/story'
import { ear, snippet } from '@retort/story'
import type { Ear } from '@retort/story'
import {
  addOrder,
  addProductToOrder,
  addUser,
  allInvitedUsers,
  allUserOrders,
  deleteUserById,
  getUserById,
  getUsers,
  numberOfOrders,
  quantityOrdered,
  setReferrer,
} from '../repository.ts'
import type { Seeded } from '../seed.ts'
import { seed } from '../seed.ts'
import type { Stage } from '../stage.ts'
import { engineFor } from '../stage.ts'

/** What each function of the repository gave. */
export type Repository = {
  readonly seeded: Seeded
  readonly upserted: readonly ShownRow[]
  readonly found: ShownRow
  readonly users: number
  readonly invited: readonly ShownRow[]
  readonly orders: readonly ShownRow[]
  readonly counts: readonly ShownRow[]
  readonly quantities: readonly ShownRow[]
  readonly referred: number
  readonly ordered: number
  readonly deleted: { readonly users: number; readonly left: number }
}

const source = new URL('../repository.js', import.meta.url).href
/** Only users who ordered more pieces than this are shown. */
const least = 180

export async function repository(stage: Stage): Promise<Repository> {
  const { narrator, sample } = stage
  narrator.chapter(4, 'Repository')
  const listener = ear()
  await using engine = engineFor(stage, listener.hear)
  await using session = sessionmaker(engine)()
  const seeded = await seed(session, sample)
  narrator.say(
    `Every row went in through the repository, ${listener.heard().length} statements in one transaction:`,
  )
  narrator.rows([seeded])
  await session.commit()
  const [first, second] = sample.users.map((user) => user.telegramId)
  const told = {
    ...(await writes(session, narrator, listener, first ?? '')),
    ...(await reads(session, narrator, listener, second ?? '')),
  }
  return { seeded, ...told, ...(await changes(session, narrator, listener, first ?? '', second ?? '')) }
}

async function writes(session: Session, narrator: Narrator, { heard }: Ear, telegramId: string) {
  narrator.say('A user who is there already is updated, in the same statement that would add them:')
  narrator.code(snippet(source, 'addUser'))
  heard()
  const again = { telegramId, fullName: 'Ada Lovelace', username: 'ada', languageCode: 'en' }
  const upserted = await addUser(session, again)
  narrator.sql(heard())
  const shown = [{ telegramId, fullName: upserted?.fullName, username: upserted?.username }]
  narrator.rows(shown)
  const found = await getUserById(session, telegramId)
  narrator.say(`getUserById finds the very same object, and sends ${heard().length} statements for it.`)
  return { upserted: shown, found: { fullName: found?.fullName, isSame: found === upserted } }
}

async function reads(session: Session, narrator: Narrator, { heard }: Ear, telegramId: string) {
  const users = (await getUsers(session)).length
  narrator.say(`There are ${users} users. Who invited whom is a join of the table with itself:`)
  narrator.code(snippet(source, 'allInvitedUsers'))
  heard()
  const invited = await allInvitedUsers(session)
  narrator.sql(heard())
  narrator.rows(invited)
  narrator.say('Everything one user has ordered, over four tables:')
  narrator.code(snippet(source, 'allUserOrders'))
  const orders = await allUserOrders(session, telegramId)
  narrator.sql(heard())
  narrator.rows(orders)
  const counts = await numberOfOrders(session)
  narrator.say(`Aggregates are SQL with bound values. More than ${least} pieces have been ordered by:`)
  narrator.code(snippet(source, 'quantityOrdered'))
  heard()
  const quantities = await quantityOrdered(session, least)
  narrator.sql(heard())
  narrator.rows(quantities)
  return { users, invited, orders, counts, quantities }
}

async function changes(session: Session, narrator: Narrator, { heard }: Ear, first: string, second: string) {
  heard()
  const referred = await setReferrer(session, second, first)
  const order = await addOrder(session, first)
  const line = { orderId: order?.orderId ?? 0, productId: 1, quantity: 3 }
  const ordered = await addProductToOrder(session, line)
  const deleted = await deleteUserById(session, second)
  const left = await session.count(User)
  narrator.say(
    `setReferrer changed ${referred} row, addProductToOrder added ${ordered}, deleteUserById deleted ${deleted}. Then all of it was rolled back:`,
  )
  narrator.sql(heard())
  await session.rollback()
  return { referred, ordered, deleted: { users: deleted, left } }
}
