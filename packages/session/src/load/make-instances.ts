/** Makes instances of models, each row one object of the session's. */
import type { Model } from 'sequelize'
import { keyPart } from '../core/identity-map.ts'
import { recordOf } from '../core/record.ts'
import { isPrimaryKey, keyOf } from '../core/relation.ts'
import type { DemandStrategy } from '../core/loading.ts'
import type { SessionState } from '../core/state.ts'
import type { RowReader, Shape } from '../read/hydrate.ts'
import { readerOf, shapeOf } from '../read/hydrate.ts'
import { isLocked } from '../read/select.ts'
import type { BetweenLayout, Layout } from './layout.ts'
import type { Make } from './make.ts'
import type { Branch } from './plan.ts'
import { isLimited } from './plan.ts'
import { relate, relateLinks } from './relate.ts'

/** A shape is the same for every result of a layout. */
const shapes = new WeakMap<Layout | BetweenLayout, Shape>()

export function makeInstances(session: SessionState): Make {
  return {
    core: session.core,
    keepsRows: false,
    reader: (layout, { isUnique: comesOnce, isShared, isRoot }) => {
      const isUnique = comesOnce && !isShared
      const isRenewing = isRoot && isLocked(layout.finder)
      return readerOf(session, shapeIn(layout), { offset: layout.offset, isRenewing, isUnique })
    },
    linkReader: (layout): RowReader => readerOf(session, shapeIn(layout), { offset: layout.offset }),
    key: (node, index, { relation }) => keyOf(relation, node.objects[index] as Model),
    held: (branch) => heldBy(session, branch),
    attach: ({ relation }, parent, { children, links }) => {
      relate(relation, parent as Model, children as Model[])
      if (links !== undefined) relateLinks(relation, parent as Model, children as Model[], links as Model[])
    },
    mark: (object, onDemand) => {
      const notes = recordOf(object as Model).makeRare()
      notes.onDemand = notes.onDemand === undefined ? onDemand : both(notes.onDemand, onDemand)
    },
  }
}

/** The last read's word for a relation counts. */
function both(
  known: ReadonlyMap<string, DemandStrategy>,
  onDemand: ReadonlyMap<string, DemandStrategy>,
): ReadonlyMap<string, DemandStrategy> {
  return known === onDemand ? known : new Map([...known, ...onDemand])
}

function shapeIn(layout: Layout | BetweenLayout): Shape {
  const known = shapes.get(layout)
  if (known !== undefined) return known
  const { model, names, finder } = layout
  const shape = shapeOf(model, names, finder.virtuals)
  shapes.set(layout, shape)
  return shape
}

/** To-one targets that the session holds already need no SELECT, unless the branch says which rows or joins more to them. */
function heldBy(session: SessionState, branch: Branch): ReturnType<Make['held']> {
  const { kind, target, targetKey } = branch.relation
  if (kind !== 'BelongsTo' || !isPrimaryKey(target, targetKey) || saysWhich(branch)) return undefined
  const table = session.identities.table(target)
  if (table.size === 0) return undefined
  return (key) => {
    const known = table.find(keyPart(key))
    if (known === undefined || session.isStale(known) || recordOf(known).partial) return undefined
    return known
  }
}

function saysWhich({ finder, branches: { inline, apart } }: Branch): boolean {
  const isRequiring = inline.length > 0 || apart.some(({ required }) => required)
  return finder.where !== undefined || isLimited(finder) || isRequiring
}
