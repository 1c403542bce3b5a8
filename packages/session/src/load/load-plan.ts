/** A load made ready: the statement of each level, and how its rows are read. Made once for each shape of a read. */
import { inspect } from 'node:util'
import type { Core } from '../core/core.ts'
import type { ModelClass } from '../core/sequelize.ts'
import type { Compiled } from '../read/select.ts'
import { columnNames, selectText } from '../read/select.ts'
import type { Probes } from './given.ts'
import { columnTypes } from './json-types.ts'
import type { Level } from './level.ts'
import { levelOf } from './level.ts'
import type { Branch, Branches } from './plan.ts'
import { isEmpty } from './plan.ts'
import { planText } from './plan-text.ts'
import type { LevelText } from './select-level.ts'
import { writeLevel } from './select-level.ts'
import type { LevelBinding } from './select-source.ts'
import type { Template } from './template.ts'
import { writeTemplate } from './template.ts'

/** A statement, and how its rows are read. One read uses one of these: another may renew the level at the same time. */
export type Written = LevelText & { readonly template: Template }

/** A level whose statement is written when it is first sent. */
export class ReadyLevel {
  readonly level: Level
  readonly beyond: Beyond
  readonly #core: Core
  readonly #probes: Probes | undefined
  #written: Written | undefined

  constructor(core: Core, level: Level, probes?: Probes) {
    this.level = level
    this.#core = core
    this.#probes = probes
    this.beyond = beyondOf(level.branches, (branch) => this.#next(branch, level))
  }

  get template(): Template {
    return this.current.template
  }

  /** The statement as it is sent now. */
  get current(): Written {
    return (this.#written ??= this.#write())
  }

  /** Writes the statement anew the next time: the types of columns were learned from the rows of this one. */
  renew(read: Written): void {
    if (this.#written === read) this.#written = undefined
  }

  /** This one and those beyond it, in the order in which they are read. */
  *all(): Generator<ReadyLevel, void> {
    yield this
    yield* allOf(this.beyond)
  }

  #write(): Written {
    const write = (bound: LevelBinding) => textOf(this.#core, bound, this.level)
    const { template, written } = writeTemplate(this.#core, this.#probes, write)
    return { ...written, template }
  }

  #next(branch: Branch, parents: Level): Next {
    const level = levelOf(branch, parents)
    if (branch.strategy === 'selectin' || branch.strategy === 'subquery')
      return { branch, ready: new ReadyLevel(this.#core, level, this.#probes) }
    return { branch, beyond: beyondOf(branch.branches, (each) => this.#next(each, level)) }
  }
}

/** What comes behind a level: branches of statements of their own, and what comes behind those that are read with it. */
export type Beyond = { readonly apart: readonly Apart[]; readonly inline: readonly Inline[] }
export type Apart = { readonly branch: Branch; readonly ready: ReadyLevel }
export type Inline = { readonly branch: Branch; readonly beyond: Beyond }
type Next = Apart | Inline

/** Branches of statements of their own, for parents that are there already. */
export function readyBeyond(core: Core, branches: Branches): Beyond {
  const apart = branches.apart.map((branch) => ({
    branch,
    ready: new ReadyLevel(core, levelOf(branch, undefined)),
  }))
  return { apart, inline: [] }
}

/** The plan of a read. */
export class LoadPlan {
  readonly root: ReadyLevel

  constructor(core: Core, model: ModelClass, finder: Compiled, branches: Branches, probes?: Probes) {
    this.root = new ReadyLevel(core, { model, finder, branches, parents: undefined }, probes)
  }

  /** The levels as a tree, each with its statement. */
  toString(): string {
    return planText(this)
  }

  [inspect.custom](): string {
    return this.toString()
  }
}

function beyondOf({ inline, apart }: Branches, next: (branch: Branch) => Next): Beyond {
  const all = [...apart, ...inline].map(next)
  return {
    apart: all.filter((each): each is Apart => 'ready' in each),
    inline: all.filter((each): each is Inline => 'beyond' in each),
  }
}

function* allOf({ apart, inline }: Beyond): Generator<ReadyLevel, void> {
  for (const { ready } of apart) yield* ready.all()
  for (const { beyond } of inline) yield* allOf(beyond)
}

/** A read without relations is written by Sequelize's generator, which knows options that levels do not. */
function textOf(core: Core, bound: LevelBinding, level: Level): LevelText {
  const { model, finder, branches, parents } = level
  if (parents !== undefined || !isEmpty(branches)) return writeLevel(bound, level, columnTypes(core))
  const names = columnNames(finder)
  const layout = { model, finder, names, offset: 0, between: undefined, below: [] }
  return { text: selectText(bound, model, finder), layout, parents: undefined, hasUnknownTypes: false }
}
