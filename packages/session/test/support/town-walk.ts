/** Walks a session and the plain town through the same commands, and compares them after each flush. */
import type { Model, ModelStatic } from 'sequelize'
import { expect } from 'vitest'
import type { Play } from './play.ts'
import { its, play } from './play.ts'
import { Card, Item, Person, Region, Stay, Tag } from './town.ts'
import { attributesOf, collections, isForeignKey, keyFor, shown, Town, valueOf } from './town-model.ts'
import type { Kind, Node, Reference } from './town-model.ts'
import type { AnySession } from './worlds.ts'
import { sql } from '@retort/session/async'

/** The stage of a walk; `other` reads over a second connection. */
export type Ground = {
  readonly blocking: boolean
  readonly session: AnySession
  readonly other: AnySession
  sent(): readonly string[]
}

export const classes: Readonly<Record<Kind, ModelStatic<Model>>> = { Region, Person, Item, Card, Stay, Tag }

/** Thrown where a foreign key refused a flush, as the town said it would. */
export class Refused extends Error {}

/** A session and the town beside it. */
export class Walk {
  readonly town = new Town()
  readonly session: AnySession
  /** Rows whose collections were changed in place, which the session has not seen yet. */
  readonly busy = new Set<Node>()
  /** Numbers given so far. */
  serial = 0
  readonly #ground: Ground
  #committed = this.town.save()
  /** Keys of stays since the last flush: rows do not swap theirs in one statement. */
  readonly #stays = new Set<string>()

  constructor(ground: Ground) {
    this.#ground = ground
    this.session = ground.session
  }

  *flush(): Play<void> {
    this.#ground.sent()
    yield* this.writing(() => this.session.flush())
    expectFew(this.#ground.sent())
    yield* this.#compare()
  }

  *commit(): Play<void> {
    this.#ground.sent()
    yield* this.writing(() => this.session.commit())
    expectFew(this.#ground.sent())
    this.#committed = this.town.save()
    yield* this.#compareAll()
  }

  *rollback(): Play<void> {
    yield* its(this.session.rollback())
    this.town.restore(this.#committed)
    this.#settled()
    yield* this.#compareAll()
  }

  /** Plays a body in a savepoint, which is released or, where the body throws, rolled back. */
  *savepoint(body: () => Play<void>): Play<void> {
    yield* this.settle()
    const before = this.town.save()
    try {
      yield* its(this.session.savepoint(() => play(this.#ground.blocking, this.#inside(body))))
      this.#settled()
    } catch (error) {
      if (!(error instanceof Enough) && !(error instanceof Refused) && !isForeignKey(error)) throw error
      this.town.restore(before)
      this.#settled()
      yield* this.#compare()
    }
  }

  /** Runs what flushes, and expects of it what the town says. */
  *writing<T>(body: () => T): Play<Awaited<T>> {
    const isDone = this.town.flush()
    let result: Awaited<T>
    try {
      result = yield* its(body())
    } catch (error) {
      if (!isDone && isForeignKey(error)) throw new Refused()
      throw error
    }
    expect(isDone, 'a foreign key should have refused this').toBe(true)
    this.#settled()
    return result
  }

  /** Writes what is pending. */
  *settle(): Play<void> {
    yield* this.writing(() => this.session.flush())
  }

  /** What was changed in place is written before the same rows are told something else. */
  *still(...nodes: readonly Node[]): Play<void> {
    if (nodes.some((node) => this.busy.has(node))) yield* this.settle()
  }

  /** A relation as it is read, when everything pending is written; of a new row what was set so far. */
  *read(parent: Node, name: string): Play<unknown> {
    const holder = parent.instance as unknown as Record<string, unknown>
    if (parent.state === 'new') return holder[name]
    yield* this.settle()
    if (!this.town.isAlive(parent)) return []
    return yield* its(
      this.#ground.blocking ? holder[name] : (holder['awaitable'] as Record<string, unknown>)[name],
    )
  }

  /** Sets `child.parent`. */
  set(node: Node, reference: Reference, target: Node | null): void {
    ;(node.instance as unknown as Record<string, unknown>)[reference.name] = target?.instance ?? null
    this.move(node, reference, target)
  }

  /** Notes that a row has another parent. */
  move(node: Node, { name }: Reference, target: Node | null): void {
    this.town.move(node, name, target)
    this.#noteStay(node)
  }

  /** Whether a row may have this parent: the key of a stay is that of its parents, and a person has one card. */
  mayHave(node: Node, reference: Reference, target: Node | null): boolean {
    const { name, many } = reference
    if (!many && target !== null) return this.town.children(target, reference).every((each) => each === node)
    if (node.kind !== 'Stay' || node.parents[name] === target) return true
    return this.isFree({ ...node.parents, [name]: target })
  }

  isFree(parents: Node['parents']): boolean {
    const key = stayKey(parents)
    const isTaken = [...this.town.nodes].some((node) => node.kind === 'Stay' && stayKey(node.parents) === key)
    return key !== undefined && !isTaken && !this.#stays.has(key)
  }

  any(number: number): Node | undefined {
    return chosen(
      [...this.town.nodes].filter((node) => this.town.isAlive(node)),
      number,
    )
  }

  pick(kind: Kind, number: number): Node | undefined {
    return chosen(this.town.alive(kind), number)
  }

  /** A parent that a row may have. */
  parentFor(node: Node, reference: Reference, number: number): Node | undefined {
    const fit = (each: Node) => each !== node && this.mayHave(node, reference, each)
    return chosen(this.town.alive(reference.target).filter(fit), number)
  }

  /** What the flush at the end of a savepoint will do must be foretold here: it comes after the callback. */
  *#inside(body: () => Play<void>): Play<void> {
    yield* body()
    if (!this.town.flush()) yield* its(this.session.flush())
  }

  #settled(): void {
    this.busy.clear()
    this.#stays.clear()
    for (const node of this.town.nodes) this.#noteStay(node)
  }

  #noteStay(node: Node): void {
    const key = node.kind === 'Stay' && node.state !== 'gone' ? stayKey(node.parents) : undefined
    if (key !== undefined) this.#stays.add(key)
  }

  *#compare(): Play<void> {
    const rows = yield* its(this.session.execute(everything))
    expect(shown(rows)).toEqual(this.town.rows())
    this.#compareMemory()
    const { new: added, dirty, deleted } = this.session
    expect([added.size, dirty.size, deleted.size], 'pending after a flush').toEqual([0, 0, 0])
  }

  #compareMemory(): void {
    for (const node of this.town.nodes) {
      if (node.state !== 'stored') continue
      const names = attributesOf(node.kind)
      const held = names.map((name) => node.instance.getDataValue(name as never) ?? null)
      expect(held, `${node.kind} in memory`).toEqual(names.map((name) => valueOf(node, name) ?? null))
    }
  }

  /** After a commit or a rollback: by a second connection, and by what the session gives. */
  *#compareAll(): Play<void> {
    const rows = yield* its(this.#ground.other.execute(everything))
    yield* its(this.#ground.other.rollback())
    expect(shown(rows)).toEqual(this.town.rows())
    this.#compareMemory()
    for (const node of this.town.nodes) yield* this.#compareIdentity(node)
    const load = { reports: true, items: true, tags: true, stays: true }
    for (const person of yield* its(this.session.findAll(Person, { load }))) this.#comparePerson(person)
  }

  #comparePerson(person: Person): void {
    const node = [...this.town.nodes].find(({ instance }) => instance === person)
    if (node === undefined) throw new Error('The session gives a person that is none of its own.')
    expectSame(person.tags, this.town.linked(node), 'Person.tags')
    for (const each of collections.filter(({ target }) => target === 'Person'))
      expectSame(person[each.inverse as 'items'], this.town.children(node, each), `Person.${each.inverse}`)
  }

  *#compareIdentity(node: Node): Play<void> {
    if (node.state === 'new') return
    const [, ...others] = this.town.at(node)
    if (others.length > 0) return
    const found = yield* its(this.session.get(classes[node.kind], keyFor(node)))
    if (node.state === 'gone') expect(found, `the ${node.kind} that was deleted`).toBeNull()
    else expect(found === node.instance, `the ${node.kind} that is given is the one there was`).toBe(true)
  }
}

/** Thrown to roll a savepoint back. */
export class Enough extends Error {}

/** The same objects, in any order. */
export function expectSame(held: unknown, nodes: readonly Node[], what: string): void {
  const wanted = new Set(nodes.map(({ instance }) => instance))
  const [found, is] = [held as readonly Model[], new Set(held as readonly Model[])]
  expect([is.size, found.length], what).toEqual([wanted.size, wanted.size])
  expect([...is].filter((each) => !wanted.has(each)).length, `of ${what} nobody expected`).toBe(0)
}

/** At most three statements for each table that a flush reads or writes, however many rows; the catalogue is asked once. */
function expectFew(sent: readonly string[]): void {
  const counted = sent.filter((text) => /^(INSERT|UPDATE|DELETE|SELECT ")/.test(text))
  const tables = counted.flatMap((text) => /(?:INTO|UPDATE|FROM) "(\w+)"/.exec(text)?.[1] ?? [])
  expect(counted.length, counted.join('\n')).toBeLessThanOrEqual(3 * new Set(tables).size)
}

function stayKey({ person, region }: Node['parents']): string | undefined {
  if (!person || !region) return undefined
  return `${person.serial} ${region.serial}`
}

function chosen(nodes: readonly Node[], number: number): Node | undefined {
  return nodes[number % Math.max(1, nodes.length)]
}

const everything = sql.raw(`select
  (select json_agg(json_build_array(code, name)) from regions) as "Region",
  (select json_agg(json_build_array(id, name, boss_id, region_code, favourite_id)) from people) as "Person",
  (select json_agg(json_build_array(id, name, owner_id)) from items) as "Item",
  (select json_agg(json_build_array(series, number, name, person_id)) from cards) as "Card",
  (select json_agg(json_build_array(person_id, region_code, name)) from stays) as "Stay",
  (select json_agg(json_build_array(id, name)) from tags) as "Tag",
  (select json_agg(json_build_array(person_id, tag_id)) from people_tags) as "Link"`)
