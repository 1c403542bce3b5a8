/** What may be done to a town: each command is told to the session in one way and to the plain town in another. */
import type { Model } from 'sequelize'
import { its, play } from './play.ts'
import type { Play } from './play.ts'
import type { Person } from './town.ts'
import { collections, keyOf } from './town-model.ts'
import type { Kind, Node, Reference } from './town-model.ts'
import { graph, make, referencesOf, referenceTo } from './town-rows.ts'
import type { Ground } from './town-walk.ts'
import { classes, Enough, expectSame, Refused, Walk } from './town-walk.ts'

/** What is done, and numbers that choose to what. */
export type Command = {
  readonly does: string
  readonly a: number
  readonly b: number
  readonly c: number
  readonly inside?: readonly Command[]
}

type Run = (walk: Walk, command: Command) => Play<void>
type Held = Record<string, Model | Model[] | null>

/** Plays commands in one session, commits, and compares it with the town until the end. */
export function walkThrough(ground: Ground, commands: readonly Command[]): void | Promise<void> {
  return play(ground.blocking, all(new Walk(ground), commands))
}

function* all(walk: Walk, commands: readonly Command[]): Play<void> {
  for (const command of [...beginning, ...commands, at('commit')]) {
    try {
      yield* does(walk, command)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      yield* walk.rollback()
    }
  }
}

const at = (does: string, a = 0, b = 0, c = 0): Command => ({ does, a, b, c })

/** A few rows of each kind, so that there is something to do things to. */
const beginning: readonly Command[] = [
  at('graph', 1, 2),
  at('graph', 0, 3),
  ...[0, 0, 1, 2, 4, 4, 5].map((kind, index) => at('add', kind, index, index)),
  at('commit'),
]

function* does(walk: Walk, command: Command): Play<void> {
  yield* runs[command.does]?.(walk, command) ?? []
}

/** A command of which nothing is awaited. */
const atOnce = (body: (walk: Walk, command: Command) => void): Run =>
  function* (walk, command) {
    yield body(walk, command)
  }

const runs: Readonly<Record<string, Run>> = {
  add: atOnce((walk, { a, b, c }) => {
    const node = make(walk, kinds[a % kinds.length] ?? 'Tag', b, c)
    if (node !== undefined) walk.session.add(node.instance)
  }),
  graph: atOnce(graph),
  rename: atOnce((walk, { a, b }) => {
    const node = walk.any(a)
    if (node === undefined) return
    node.name = b % 5 === 0 ? null : `name ${b}`
    ;(node.instance as Person).name = node.name
  }),
  *delete(walk, { a, b }) {
    if (b % 2 === 0) yield* walk.settle()
    const node = walk.any(a)
    if (node === undefined) return
    yield* walk.still(node)
    if (node.state !== 'stored') return
    walk.session.delete(node.instance)
    node.state = 'marked'
  },
  spare: atOnce((walk, { a }) => {
    const marked = [...walk.town.nodes].filter(({ state }) => state === 'marked')
    const node = marked[a % Math.max(1, marked.length)]
    if (node === undefined || walk.busy.has(node)) return
    walk.session.add(node.instance)
    node.state = 'stored'
  }),
  point,
  assign,
  push,
  splice,
  replace,
  hold,
  link,
  relink,
  *expire(walk, { a }) {
    yield* walk.settle()
    const node = walk.any(a)
    if (node !== undefined) walk.session.expire(node.instance)
  },
  look,
  *find(walk, { a }) {
    const kind = kinds[a % kinds.length] ?? 'Tag'
    const found = yield* walk.writing(() => walk.session.findAll(classes[kind]))
    expectSame(found, walk.town.alive(kind), kind)
  },
  flush: (walk) => walk.flush(),
  commit: (walk) => walk.commit(),
  rollback: (walk) => walk.rollback(),
  savepoint: (walk, { a, inside = [] }) =>
    walk.savepoint(function* () {
      for (const command of inside) yield* does(walk, command)
      if (a % 2 === 0) throw new Enough()
    }),
}

const kinds = Object.keys(classes) as Kind[]

/** The commands there are. */
export const commandNames: readonly string[] = Object.keys(runs)

/** `child.parent = …` */
function* point(walk: Walk, { a, b, c }: Command): Play<void> {
  const node = walk.any(a)
  const own = node === undefined ? [] : referencesOf(node.kind)
  const reference = own[b % Math.max(1, own.length)]
  if (node === undefined || reference === undefined) return
  const target = c % 4 === 0 && reference.nullable ? null : walk.parentFor(node, reference, c)
  if (target === undefined) return
  yield* walk.still(node, ...(target === null ? [] : [target]))
  if (!walk.town.isAlive(node) || (target !== null && !walk.town.isAlive(target))) return
  if (walk.mayHave(node, reference, target)) walk.set(node, reference, target)
}

/** A foreign key set by its value; whatever relations hold is then read anew. */
function* assign(walk: Walk, { a, b, c }: Command): Play<void> {
  yield* walk.settle()
  const node = walk.any(a)
  const own = node === undefined ? [] : referencesOf(node.kind).filter(({ nullable }) => nullable)
  const reference = own[b % Math.max(1, own.length)]
  if (node === undefined || reference === undefined) return
  const target = c % 4 === 0 ? null : walk.parentFor(node, reference, c)
  if (target === undefined) return
  node.instance.set(reference.key as never, (target === null ? null : keyOf(target)[0]) as never)
  walk.move(node, reference, target)
  yield* walk.flush()
  walk.session.expireAll()
}

/** `parent.children.push(child)`, which takes the child from where it was. */
function* push(walk: Walk, { a, b, c }: Command): Play<void> {
  const reference = collection(a)
  const [parent, child] = [walk.pick(reference.target, b), walk.pick(reference.kind, c)]
  if (parent === undefined || child === undefined || parent === child) return
  yield* walk.still(parent, child)
  const held = yield* readMany(walk, parent, reference.inverse)
  if (!walk.town.isAlive(parent) || !walk.town.isAlive(child) || held.includes(child.instance)) return
  if (!walk.mayHave(child, reference, parent)) return
  held.push(child.instance)
  join(walk, child, reference, parent)
}

/** `parent.children.splice(…)` */
function* splice(walk: Walk, { a, b, c }: Command): Play<void> {
  const reference = collection(a)
  const parent = walk.pick(reference.target, b)
  if (parent === undefined || !(reference.owned || reference.nullable)) return
  yield* walk.settle()
  if (parent.state !== 'stored') return
  const held = yield* readMany(walk, parent, reference.inverse)
  const children = walk.town.children(parent, reference)
  const child = children[c % Math.max(1, children.length)]
  if (child === undefined) return
  held.splice(held.indexOf(child.instance), 1)
  drop(walk, child, reference)
}

/** `parent.children = […]`, whether they were read before or not. */
function* replace(walk: Walk, { a, b, c }: Command): Play<void> {
  const reference = collection(a)
  yield* walk.settle()
  const parent = walk.pick(reference.target, b)
  if (parent === undefined || !(reference.owned || reference.nullable)) return
  const wanted = differentStays(
    some(walk.town.alive(reference.kind), c).filter(
      (node) => node !== parent && walk.mayHave(node, reference, parent),
    ),
    reference,
  )
  const before = walk.town.children(parent, reference)
  holderOf(parent)[reference.inverse] = wanted.map(({ instance }) => instance)
  for (const child of before) if (!wanted.includes(child)) drop(walk, child, reference)
  for (const child of wanted) join(walk, child, reference, parent)
}

/** `person.card = …`: the has-one. */
function* hold(walk: Walk, { a, b }: Command): Play<void> {
  const reference = referenceTo('Card', 'person')
  yield* walk.settle()
  const person = walk.pick('Person', a)
  const card = b % 4 === 0 ? null : walk.pick('Card', b)
  if (person === undefined || card === undefined) return
  holderOf(person)['card'] = card?.instance ?? null
  for (const before of walk.town.children(person, reference))
    if (before !== card) drop(walk, before, reference)
  if (card !== null) join(walk, card, reference, person)
}

/** Pushes or takes away one link, from either side. */
function* link(walk: Walk, { a, b, c }: Command): Play<void> {
  const [person, tag] = [walk.pick('Person', a), walk.pick('Tag', b)]
  if (person === undefined || tag === undefined) return
  yield* walk.still(person, tag)
  const [near, far] = c % 2 === 0 ? [person, tag] : [tag, person]
  const held = yield* readMany(walk, near, near === person ? 'tags' : 'people')
  if (!walk.town.isAlive(near) || !walk.town.isAlive(far)) return
  const others = walk.town.linked(near)
  const index = held.indexOf(far.instance)
  if (index === -1) held.push(far.instance)
  else held.splice(index, 1)
  walk.town.setLinks(near, index === -1 ? [...others, far] : others.filter((each) => each !== far))
  walk.busy.add(near).add(far)
}

/** Replaces all links of one side. */
function* relink(walk: Walk, { a, b, c }: Command): Play<void> {
  yield* walk.settle()
  const near = walk.pick(a % 2 === 0 ? 'Person' : 'Tag', b)
  if (near === undefined) return
  const [far, name] = near.kind === 'Person' ? (['Tag', 'tags'] as const) : (['Person', 'people'] as const)
  const wanted = some(walk.town.alive(far), c)
  holderOf(near)[name] = wanted.map(({ instance }) => instance)
  walk.town.setLinks(near, wanted)
  for (const each of [near, ...walk.town.alive(far)]) walk.busy.add(each)
}

/** A relation is what the town says, whether it was read or kept in step. */
function* look(walk: Walk, { a, b }: Command): Play<void> {
  yield* walk.settle()
  const reference = collection(a)
  const parent = walk.pick(reference.target, b)
  if (parent === undefined) return
  const held = yield* readMany(walk, parent, reference.inverse)
  expectSame(held, walk.town.children(parent, reference), `${reference.target}.${reference.inverse}`)
  if (parent.kind !== 'Person') return
  expectSame(yield* readMany(walk, parent, 'tags'), walk.town.linked(parent), 'Person.tags')
}

/** Two stays of one parent must differ in the other. */
function differentStays(nodes: readonly Node[], { kind, name }: Reference): readonly Node[] {
  if (kind !== 'Stay') return nodes
  const other = name === 'person' ? 'region' : 'person'
  const firsts = new Map(nodes.toReversed().map((node) => [node.parents[other], node]))
  return nodes.filter((node) => firsts.get(node.parents[other]) === node)
}

function join(walk: Walk, child: Node, reference: Reference, parent: Node): void {
  walk.move(child, reference, parent)
  walk.busy.add(child).add(parent)
}

function drop(walk: Walk, child: Node, reference: Reference): void {
  if (reference.owned) child.state = 'marked'
  else walk.move(child, reference, null)
  walk.busy.add(child)
}

function* readMany(walk: Walk, parent: Node, name: string): Play<Model[]> {
  if (parent.state === 'new') holderOf(parent)[name] ??= []
  return (yield* its(yield* walk.read(parent, name))) as Model[]
}

function holderOf(node: Node): Held {
  return node.instance as unknown as Held
}

function collection(number: number): Reference {
  const [first, ...others] = collections
  if (first === undefined) throw new Error('There is no collection.')
  return [first, ...others][number % collections.length] ?? first
}

/** Some of these rows: those whose bit is set. */
function some(nodes: readonly Node[], bits: number): readonly Node[] {
  return nodes.filter((_, index) => (bits >> (index % 5)) % 2 === 1)
}
