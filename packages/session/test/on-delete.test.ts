/** A delete does what ON DELETE does in the database, in memory too; what the database leaves undone the session does. */
import { ForeignKeyConstraintError } from 'sequelize'
import { expect } from 'vitest'
import { people } from './support/people.ts'
import { Line, Order, Product, Profile, User } from './support/shop.ts'
import { Card, Item, Person, Region, Stay, Tag, town } from './support/town.ts'
import { Branch, Leaf, trees, Trunk } from './support/trees.ts'
import { expectGolden, inEveryWorld } from './support/worlds.ts'
import { must } from './support/must.ts'

const withoutCatalogue = (sent: readonly string[]) => sent.filter((text) => !text.includes('pg_constraint'))

inEveryWorld((_stage, it) => {
  it('asks the catalogue once, before the first delete of what has children', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const orders = await session.findAll(Order, { order: ['orderId'] })
    for (const order of orders) {
      session.delete(order)
      await session.flush()
    }
    expect(sent().filter((text) => text.includes('pg_constraint')).length).toBeLessThanOrEqual(1)
    expect(await session.count(Line)).toBe(0)
  })

  it('lets CASCADE delete children, and lets their objects go', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const ann = must(
      await session.get(User, '1', { load: { orders: { load: { lines: true } }, profile: true } }),
    )
    const [orders, profile] = [must(ann.orders), must(ann.profile)]
    const [line] = must(must(orders[0]).lines)
    session.delete(ann)
    sent()
    await session.commit()
    expect(withoutCatalogue(sent())).toEqual([expect.stringContaining('DELETE FROM "users"'), 'COMMIT'])
    expect([...orders, profile, line, ann].map((each) => session.contains(must(each)))).toEqual(
      Array.from({ length: orders.length + 3 }, () => false),
    )
    expect([await open().count(Line), await open().count(Profile)]).toEqual([0, 0])
  })

  it('lets SET NULL clear keys, in memory too, without anything to write', async ({ open, sent }) => {
    await people(open())
    const session = open()
    const [ann, bob] = await session.findAll(User, { order: ['telegramId'], load: { referrer: true } })
    session.delete(must(ann))
    await session.flush()
    expect([bob?.referrerId, bob?.referrer, session.isModified(must(bob))]).toEqual([null, null, false])
    sent()
    await session.flush()
    expect(sent()).toEqual([])
  })

  it('fails as the database does where RESTRICT refuses', async ({ open }) => {
    await people(open())
    const session = open()
    session.delete(must(await session.get(Product, 1)))
    const failure = await Promise.resolve()
      .then(() => session.flush())
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ForeignKeyConstraintError)
    await session.rollback()
    expect(await session.count(Product)).toBe(3)
    expect(session.deleted.size).toBe(0)
  })

  it('deletes parent and children together where RESTRICT stands between them', async ({ open }) => {
    await people(open())
    const session = open()
    for (const each of await session.findAll(Line)) session.delete(each)
    for (const each of await session.findAll(Product)) session.delete(each)
    await session.commit()
    expect(await open().count(Product)).toBe(0)
  })
})

inEveryWorld((stage, it) => {
  it('clears the keys of children where the database does nothing and the models say SET NULL', async ({
    open,
    sent,
  }) => {
    const session = open()
    const person = Person.build({})
    person.card = Card.build({ series: 'a', number: 1 })
    session.add(person)
    await session.commit()
    const card = must(person.card)
    session.delete(person)
    sent()
    await session.commit()
    await expectGolden(withoutCatalogue(sent()), 'on-delete-clear')
    expect([card.personId, card.person, (await open().findAll(Card))[0]?.personId]).toEqual([
      null,
      null,
      null,
    ])
  })

  it('deletes children that need their parent where the database does nothing', async ({ open, sent }) => {
    const session = open()
    const stay = Stay.build({})
    stay.person = Person.build({})
    stay.region = Region.build({ code: 'n' })
    session.add(stay)
    await session.commit()
    session.delete(stay.region)
    sent()
    await session.commit()
    await expectGolden(withoutCatalogue(sent()), 'on-delete-by-session')
    expect([session.contains(stay), await open().count(Stay), await open().count(Region)]).toEqual([
      false,
      0,
      0,
    ])
  })

  it('cares for what hangs on rows that CASCADE takes along', async ({ open }) => {
    const session = open()
    const [owner, fan] = [Person.build({}), Person.build({})]
    owner.items = [Item.build({})]
    session.addAll([owner, fan])
    await session.flush()
    fan.favourite = must(owner.items[0])
    await session.commit()
    session.delete(owner)
    await session.commit()
    expect([fan.favouriteId, (await open().findAll(Person)).map((each) => each.favouriteId)]).toEqual([
      null,
      [null],
    ])
  })

  it('spares a child that has gone to another parent in the same flush', async ({ open }) => {
    const session = open()
    const stay = Stay.build({})
    stay.person = Person.build({})
    stay.region = Region.build({ code: 'n' })
    const south = Region.build({ code: 's' })
    session.addAll([stay, south])
    await session.commit()
    const north = must(stay.region)
    stay.region = south
    session.delete(north)
    await session.commit()
    expect((await open().findAll(Stay)).map(({ regionCode }) => regionCode)).toEqual(['s'])
  })

  it('takes a child along that was moved to the parent in the same flush', async ({ open }) => {
    const session = open()
    const stay = Stay.build({})
    stay.person = Person.build({})
    stay.region = Region.build({ code: 'n' })
    const south = Region.build({ code: 's' })
    session.addAll([stay, south])
    await session.commit()
    stay.region = south
    session.delete(south)
    await session.commit()
    expect([await open().count(Stay), await open().count(Region)]).toEqual([0, 1])
  })

  it('does not insert a new child of a parent that goes', async ({ open }) => {
    const session = open()
    const [person, region] = [Person.build({}), Region.build({ code: 'n' })]
    session.addAll([person, region])
    await session.commit()
    const stay = Stay.build({})
    stay.person = person
    stay.region = region
    session.add(stay)
    session.delete(region)
    await session.commit()
    expect([await open().count(Stay), session.contains(stay)]).toEqual([0, false])
  })

  it('takes deleted children out of collections that hold them', async ({ open }) => {
    const session = open()
    const boss = Person.build({})
    boss.reports = [Person.build({}), Person.build({})]
    session.add(boss)
    await session.commit()
    const held = (await stage.related(boss, 'reports')) as Person[]
    const gone = must(held[0])
    session.delete(gone)
    await session.flush()
    expect([held.length, held.includes(gone), session.isModified(boss)]).toEqual([1, false, false])
    await session.rollback()
    expect(((await stage.related(boss, 'reports')) as Person[]).includes(gone)).toBe(true)
  })

  it('deletes many of one model, and what hangs on them, in few statements', async ({ open, sent }) => {
    const session = open()
    const persons = Array.from({ length: 20 }, () => {
      const person = Person.build({})
      person.items = [Item.build({}), Item.build({})]
      person.tags = [Tag.build({ id: (ids += 1) })]
      return person
    })
    session.addAll(persons)
    await session.commit()
    for (const each of persons) session.delete(each)
    sent()
    await session.commit()
    expect(withoutCatalogue(sent()).length).toBeLessThanOrEqual(10)
    expect([await open().count(Item), await open().count(Person)]).toEqual([0, 0])
  })
}, town)

let ids = 100

inEveryWorld((_stage, it) => {
  it('deletes grandchildren before children where no constraint of the database does', async ({
    open,
    sent,
  }) => {
    const session = open()
    const trunk = Trunk.build({ id: 1 })
    trunk.branches = [1, 2].map((id) => {
      const branch = Branch.build({ id })
      branch.leaves = [Leaf.build({ id: 10 * id }), Leaf.build({ id: 10 * id + 1 })]
      return branch
    })
    session.add(trunk)
    await session.commit()
    const again = open()
    again.delete(must(await again.get(Trunk, 1)))
    sent()
    await again.commit()
    await expectGolden(withoutCatalogue(sent()), 'on-delete-grandchildren')
    expect([await open().count(Trunk), await open().count(Branch), await open().count(Leaf)]).toEqual([
      0, 0, 0,
    ])
  })

  it('brings grandchildren back when their delete is rolled back', async ({ open }) => {
    const session = open()
    const trunk = Trunk.build({ id: 1 })
    trunk.branches = [Branch.build({ id: 1 })]
    must(trunk.branches[0]).leaves = [Leaf.build({ id: 1 })]
    session.add(trunk)
    await session.commit()
    const leaf = must(must(trunk.branches[0]).leaves?.[0])
    session.delete(trunk)
    await session.flush()
    expect(session.contains(leaf)).toBe(false)
    await session.rollback()
    expect([session.contains(leaf), await session.get(Leaf, 1)]).toEqual([true, leaf])
  })
}, trees)
