/** Writing by async sessions, a new one for each transaction. */
import { Order, Product, User } from '@retort/schema'
import type { Session } from '@retort/session/async'
import type { SampleProduct } from '@retort/story'
import type { UnitOfWork, Ways } from '../../workload/workload.ts'
import type { InSession } from './async-reads.ts'
import { keysOf, namesOf, productsOf, usersOf } from './instances.ts'

type Products = readonly SampleProduct[]

export function asyncWrites(inSession: InSession): Ways {
  return {
    W5: {
      'addAll and commit': (products) => inSession((session) => addAll(session, products)),
      insert: (products) => inSession((session) => insert(session, products)),
    },
    W6: {
      'one session': (products) =>
        inSession((session) => inTurn(products, (product) => add(session, product))),
      'a session each': (products) =>
        inTurn(products, (product) => inSession((session) => add(session, product))),
    },
    flush: { 'unit of work': (unit) => inSession((session) => write(session, unit)) },
  }
}

async function add(session: Session, values: SampleProduct): Promise<number> {
  const product = Product.build(values)
  session.add(product)
  await session.commit()
  return product.productId
}

async function inTurn(
  products: Products,
  insert: (product: SampleProduct) => Promise<number>,
): Promise<readonly number[]> {
  const keys: number[] = []
  for (const product of products) keys.push(await insert(product))
  return keys
}

async function addAll(session: Session, values: Products): Promise<readonly number[]> {
  const products = productsOf(values)
  session.addAll(products)
  await session.commit()
  return keysOf(products)
}

async function insert(session: Session, values: Products): Promise<readonly number[]> {
  const products = await session.insert(Product, values, { returning: ['productId'] })
  await session.commit()
  return keysOf(products)
}

async function write(session: Session, unit: UnitOfWork): Promise<readonly User[]> {
  const added = usersOf(unit)
  session.addAll(added)
  const names = namesOf(unit)
  for (const user of await session.findAll(User, { where: { telegramId: [...names.keys()] } }))
    user.fullName = names.get(user.telegramId) ?? ''
  for (const order of await session.findAll(Order, { where: { orderId: [...unit.removed] } }))
    session.delete(order)
  await session.commit()
  return added
}
