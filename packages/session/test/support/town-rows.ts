/** New rows for a town: one with the parents that it needs, or a person with much around it. */
import type { Model } from 'sequelize'
import { Card, Item, Person, Region, Stay, Tag } from './town.ts'
import type { Command } from './town-commands.ts'
import { references } from './town-model.ts'
import type { Kind, Node, Reference } from './town-model.ts'
import type { Walk } from './town-walk.ts'

/** Makes a row of a kind, with the parents that it needs and perhaps others. */
export function make(walk: Walk, kind: Kind, b: number, c: number): Node | undefined {
  if (kind === 'Stay') return makeStay(walk, b, c)
  walk.serial += 1
  const number = walk.serial
  const name = `${kind} ${number}`
  const node = walk.town.create(kind, built(kind, number, name), name)
  for (const reference of referencesOf(kind)) {
    const isWanted = !reference.nullable || (b + reference.name.length) % 3 === 0
    const target = isWanted ? walk.parentFor(node, reference, c) : undefined
    if (target !== undefined) walk.set(node, reference, target)
    else if (!reference.nullable) walk.set(node, reference, needed(walk, reference.target, b, c))
  }
  return node
}

function built(kind: Kind, number: number, name: string): Model {
  if (kind === 'Region') return Region.build({ code: `r${number}`, name })
  if (kind === 'Card') return Card.build({ series: `s${number % 3}`, number, name })
  if (kind === 'Tag') return Tag.build({ id: number, name })
  return kind === 'Item' ? Item.build({ name }) : Person.build({ name })
}

function makeStay(walk: Walk, b: number, c: number): Node | undefined {
  const parents = { person: needed(walk, 'Person', b, c), region: needed(walk, 'Region', c, b) }
  if (!walk.isFree(parents)) return undefined
  const node = walk.town.create('Stay', Stay.build({}), null)
  walk.set(node, referenceTo('Stay', 'person'), parents.person)
  walk.set(node, referenceTo('Stay', 'region'), parents.region)
  return node
}

/** A row of a kind, made where there is none: what refers to it takes it along. */
function needed(walk: Walk, kind: Kind, b: number, c: number): Node {
  const node = walk.pick(kind, b) ?? make(walk, kind, 1, c)
  if (node === undefined) throw new Error(`No ${kind} could be made.`)
  walk.busy.add(node)
  return node
}

/** A person with much around it, all of it new, and one add for all. */
export function graph(walk: Walk, { a, b }: Command): void {
  const before = new Set(walk.town.nodes)
  const person = walk.town.create('Person', Person.build({ name: 'head' }), 'head')
  const holder = person.instance as Person
  const items = Array.from({ length: b % 4 }, (_, index) => {
    const name = `item ${index}`
    return walk.town.create('Item', Item.build({ name }), name, { owner: person })
  })
  holder.items = items.map(({ instance }) => instance as Item)
  const favourite = items[a % 4]
  if (favourite !== undefined) walk.set(person, referenceTo('Person', 'favourite'), favourite)
  walk.set(person, referenceTo('Person', 'boss'), walk.town.create('Person', Person.build({}), null))
  const [card, tag] = [make(walk, 'Card', 1, a), make(walk, 'Tag', 0, 0)]
  if (card !== undefined && tag !== undefined) {
    walk.set(card, referenceTo('Card', 'person'), null)
    holder.card = card.instance as Card
    holder.tags = [tag.instance as Tag]
    walk.town.move(card, 'person', person)
    walk.town.setLinks(person, [tag])
  }
  walk.session.add(holder)
  for (const node of walk.town.nodes) if (!before.has(node)) walk.busy.add(node)
}

/** The references of a kind. */
export function referencesOf(kind: Kind): readonly Reference[] {
  return references.filter((each) => each.kind === kind)
}

/** One reference of a kind. */
export function referenceTo(kind: Kind, name: string): Reference {
  const found = references.find((each) => each.kind === kind && each.name === name)
  if (found === undefined) throw new Error(`${kind} has no reference "${name}".`)
  return found
}
