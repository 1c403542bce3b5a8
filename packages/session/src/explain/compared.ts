/** The columns by which a level's SELECT finds the rows of relations: those that a foreign key's index is for. */
import type { Relation } from '../core/relation.ts'
import { relationOf } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { attributeOf } from '../core/sequelize.ts'
import type { Level } from '../load/level.ts'
import type { Branch, Branches } from '../load/plan.ts'
import { pathsIn } from '../read/paths.ts'

/** A column, and whether it is one of rows beyond the level's own, which the statement has under another name. */
export type Compared = {
  readonly model: ModelClass
  readonly column: string
  readonly isBeyond: boolean
}

/** What the SELECT of a level compares with keys. */
export function comparedIn({ model, finder, branches, parents }: Level): readonly Compared[] {
  return [
    ...(parents === undefined ? [] : children(parents.relation, false)),
    ...alongPaths(model, finder.where),
    ...readWith(branches),
  ]
}

/** Branches in the same SELECT, and those that are only asked whether there is a row. */
function readWith({ inline, apart }: Branches): readonly Compared[] {
  return [...inline, ...apart.filter(({ required }) => required)].flatMap(below)
}

function below({ relation, finder, branches }: Branch): readonly Compared[] {
  return [...children(relation, true), ...alongPaths(relation.target, finder.where), ...readWith(branches)]
}

/** The rows of many are found by their foreign key, or by that of the table between. */
function children({ kind, through, target, targetKey }: Relation, isBeyond: boolean): readonly Compared[] {
  if (through !== undefined) return [columnOf(through.model, through.key, isBeyond)]
  return kind === 'BelongsTo' ? [] : [columnOf(target, targetKey, isBeyond)]
}

/** A condition on what relations lead to finds its way back by either side's keys. */
function alongPaths(model: ModelClass, where: unknown): readonly Compared[] {
  return pathsIn(where).flatMap((names) => {
    let source = model
    return names.flatMap((name) => {
      const relation = relationOf(source, name)
      source = relation.target
      return either(relation)
    })
  })
}

function either(relation: Relation): readonly Compared[] {
  const { kind, source, key, through } = relation
  if (kind === 'BelongsTo') return [columnOf(source, key, false)]
  const others = through === undefined ? [] : [columnOf(through.model, through.targetKey, false)]
  return [...children(relation, false), ...others]
}

function columnOf(model: ModelClass, name: string, isBeyond: boolean): Compared {
  return { model, column: attributeOf(model, name)?.field ?? name, isBeyond }
}
