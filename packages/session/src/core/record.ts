/**
 * What a session keeps about one instance. It sits where Sequelize keeps the names of changed attributes, and is that set
 * too: it costs no lookup table, and goes when the instance goes. Its fields are private, so printing and comparing
 * instances see nothing of it.
 */
import type { Model } from 'sequelize'
import { isDeepStrictEqual } from 'node:util'
import type { IdentityTable } from './identity-table.ts'
import { RareNotes } from './rare-notes.ts'
import type { ChangedNames } from './sequelize.ts'
import { insideInstance } from './sequelize.ts'
import type { SessionState } from './state.ts'

/** Names of changed attributes: with the values that the row has, or without where nobody keeps them. */
type Changed = Map<string, unknown> | Set<string> | undefined

/** A session's notes on one instance. */
export class InstanceRecord implements ChangedNames {
  readonly #instance: Model
  #changed: Changed
  /** The relation that was read or set first, which few instances have others beside. */
  #relation: string | undefined
  #related: unknown
  #rare: RareNotes | undefined
  accessor session: SessionState | undefined
  /** Where the session's identity map has it, and under which key; undefined while its row is not stored. */
  accessor table: IdentityTable | undefined
  accessor key = ''
  /** Relations that are shown among the instance's values. */
  accessor exposed: readonly string[] | undefined
  /** When its row was read, on the session's clock of expiries. */
  accessor readAt = 0
  /** Whether some of its columns were not read. */
  accessor partial = false

  constructor(instance: Model, changed?: Set<string>) {
    this.#instance = instance
    this.#changed = changed
  }

  /** The record of an instance. An object that was copied from another may have that one's, which says nothing about it. */
  static of(instance: Model): InstanceRecord | undefined {
    const { _changed } = insideInstance(instance)
    return InstanceRecord.is(_changed) && _changed.#instance === instance ? _changed : undefined
  }

  /** A clone of a record has its methods and nothing for them to work on. */
  static is(names: unknown): names is InstanceRecord {
    return names instanceof InstanceRecord && #instance in names
  }

  /** Whether this is, all the same, the record of the instance that it says it is about. */
  get isInPlace(): boolean {
    return insideInstance(this.#instance)._changed === this
  }

  /** What few instances have. */
  get rare(): RareNotes | undefined {
    return this.#rare
  }

  /** The same, to be written. */
  makeRare(): RareNotes {
    return (this.#rare ??= new RareNotes())
  }

  /** Takes the instance out of its session. */
  leave(): void {
    this.session = undefined
    this.table = undefined
    if (this.#rare !== undefined) this.#rare.handle = undefined
  }

  // The names of the changed attributes, as Sequelize asks for them.

  get size(): number {
    return this.#changed?.size ?? 0
  }

  has(name: string): boolean {
    return this.#changed?.has(name) === true
  }

  /** A change of a tracked instance tells its session, which then need not look at every object. */
  add(name: string): this {
    if (this.#changed instanceof Set) this.#changed.add(name)
    else {
      if (this.#changed?.has(name) === true) this.#addAgain(name, this.#changed.get(name))
      else this.#addFirst(name)
      this.session?.touched.add(this.#instance)
    }
    return this
  }

  delete(name: string): boolean {
    this.#rare?.replaced?.delete(name)
    return this.#changed?.delete(name) === true
  }

  /** Its values are those of its row from now on, and are tracked. */
  clear(): void {
    this.#changed = undefined
    this.#rare?.replaced?.clear()
  }

  [Symbol.iterator](): IterableIterator<string> {
    return (this.#changed ?? new Set<string>()).keys()
  }

  // What a session asks of them beside.

  /** The values that the row has of changed attributes: Sequelize's own "previous" value is the last one, not the stored one. */
  get stored(): ReadonlyMap<string, unknown> | undefined {
    return this.#changed instanceof Map ? this.#changed : undefined
  }

  /** Tracks an instance that was not read by a session, with the changes it has. */
  track(): void {
    const changed = this.#changed
    if (changed instanceof Set) {
      this.#changed = undefined
      for (const name of changed) this.add(name)
    } else if (this.size > 0) this.session?.touched.add(this.#instance)
  }

  /** Notes that the row of a changed attribute has another value by now. */
  note(name: string, value: unknown): void {
    if (this.#changed instanceof Map && this.#changed.has(name)) this.#changed.set(name, value)
  }

  /** Whether a marked attribute has another value than its row. An object that never made room for another was changed in place. */
  differs(name: string, value: unknown): boolean {
    const stored = this.stored?.get(name)
    if (value !== stored) return !isDeepStrictEqual(value, stored)
    return typeof value === 'object' && value !== null && this.#rare?.replaced?.has(name) !== true
  }

  /** Shows other names as changed; gives back those that were there, to be put back the same way. */
  exchange(changed: Changed): Changed {
    const before = this.#changed
    this.#changed = changed
    return before
  }

  // The relations read or set so far, by name; most instances have none or one.

  get hasRelations(): boolean {
    return this.#relation !== undefined || (this.#rare?.relations?.size ?? 0) > 0
  }

  hasRelation(name: string): boolean {
    return this.#relation === name || this.#rare?.relations?.has(name) === true
  }

  /** What a relation holds: an instance, null, an array, or undefined when nobody has read or set it. */
  relation(name: string): unknown {
    return this.#relation === name ? this.#related : this.#rare?.relations?.get(name)
  }

  setRelation(name: string, value: unknown): void {
    if (this.#relation === name || (this.#relation === undefined && !this.hasRelation(name))) {
      this.#relation = name
      this.#related = value
    } else (this.makeRare().relations ??= new Map()).set(name, value)
  }

  /** Forgets what a relation held, so that it is read anew. */
  forgetRelation(name: string): void {
    if (this.#relation === name) this.#relation = this.#related = undefined
    this.#rare?.relations?.delete(name)
    this.#rare?.baselines?.delete(name)
    this.#rare?.links?.delete(name)
  }

  /** Forgets what every relation held. */
  forgetRelations(): void {
    this.#relation = this.#related = undefined
    if (this.#rare !== undefined) this.#rare.relations = this.#rare.baselines = this.#rare.links = undefined
  }

  *relations(): IterableIterator<readonly [name: string, value: unknown]> {
    if (this.#relation !== undefined) yield [this.#relation, this.#related]
    yield* this.#rare?.relations ?? []
  }

  #addFirst(name: string): void {
    const inner = insideInstance(this.#instance)
    // An instance that was read has one object for both until somebody changes a value.
    if (inner._previousDataValues === inner.dataValues) inner._previousDataValues = { ...inner.dataValues }
    const changed = this.#changed instanceof Map ? this.#changed : new Map<string, unknown>()
    this.#changed = changed.set(name, inner._previousDataValues[name])
  }

  /** Names are added before a value is replaced, so that another one is there when it is set back, and after it was changed in place. */
  #addAgain(name: string, stored: unknown): void {
    if (insideInstance(this.#instance).dataValues[name] === stored) this.#rare?.replaced?.delete(name)
    else (this.makeRare().replaced ??= new Set()).add(name)
  }
}

/** The record of an instance, made if there is none. */
export function recordOf(instance: Model): InstanceRecord {
  return InstanceRecord.of(instance) ?? begin(instance)
}

/** An instance that Sequelize made, or a copy of one, keeps the names that it had, untracked. */
function begin(instance: Model): InstanceRecord {
  const inner = insideInstance(instance)
  const { _changed: names } = inner
  const known = InstanceRecord.is(names) ? names : undefined
  const record = new InstanceRecord(instance, names instanceof Set ? names : new Set(known))
  inner._changed = record
  if (known === undefined || known.isInPlace) return record
  inner._changed = known // it is a proxy, and what it stands for has a record
  return known
}

/** The session that an instance belongs to. */
export function sessionOf(instance: Model): SessionState | undefined {
  return InstanceRecord.of(instance)?.session
}
