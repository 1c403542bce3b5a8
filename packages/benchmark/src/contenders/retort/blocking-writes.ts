/** Writing by blocking sessions, a new one for each transaction. */
import { Order, Product, User } from '@retort/schema'
import type { Session } from '@retort/session/sync'
import type { SampleProduct } from '@retort/story'
import type { UnitOfWork, Ways } from '../../workload/workload.ts'
import type { InSession } from './blocking-reads.ts'
import { keysOf, namesOf, productsOf, usersOf } from './instances.ts'

type Products = readonly SampleProduct[]

export function blockingWrites(inSession: InSession): Ways {
  return {
    W5: {
      'addAll and commit': (products) => inSession((session) => addAll(session, products)),
      insert: (products) => inSession((session) => insert(session, products)),
    },
    W6: {
      'one session': (products) => inSession((session) => products.map((product) => add(session, product))),
      'a session each': (products) =>
        products.map((product) => inSession((session) => add(session, product))),
    },
    flush: { 'unit of work': (unit) => inSession((session) => write(session, unit)) },
  }
}

function add(session: Session, values: SampleProduct): number {
  const product = Product.build(values)
  session.add(product)
  session.commit()
  return product.productId
}

function addAll(session: Session, values: Products): readonly number[] {
  const products = productsOf(values)
  session.addAll(products)
  session.commit()
  return keysOf(products)
}

function insert(session: Session, values: Products): readonly number[] {
  const products = session.insert(Product, values, { returning: ['productId'] })
  session.commit()
  return keysOf(products)
}

function write(session: Session, unit: UnitOfWork): readonly User[] {
  const added = usersOf(unit)
  session.addAll(added)
  const names = namesOf(unit)
  for (const user of session.findAll(User, { where: { telegramId: [...names.keys()] } }))
    user.fullName = names.get(user.telegramId) ?? ''
  for (const order of session.findAll(Order, { where: { orderId: [...unit.removed] } })) session.delete(order)
  session.commit()
  return added
}
