/** Keys that PostgreSQL finds equal and that are written differently: here parents and children find each other by text. */
import type { Relation } from '../core/relation.ts'
import type { Attribute } from '../core/sequelize.ts'
import { attributeOf } from '../core/sequelize.ts'

/** Whether keys that meet in a relation have the same text. */
export function meetInText({ source, key, target, targetKey, through }: Relation): boolean {
  const own = attributeOf(source, key)
  const theirs =
    through === undefined ? attributeOf(target, targetKey) : attributeOf(through.model, through.key)
  return isWrittenOneWay(own, theirs) && isWrittenOneWay(theirs, own)
}

function isWrittenOneWay(key: Attribute | undefined, other: Attribute | undefined): boolean {
  if (key === undefined || !manyWays.has(key.type.key)) return true
  // Numbers of one scale have one text each.
  const declared = key.type.toSql()
  return key.type.key === 'DECIMAL' && declared.includes('(') && declared === other?.type.toSql()
}

/** Types with several texts for equal values: `Ann` and `ANN`, `1.0` and `1.00`, `0` and `-0`. */
const manyWays = new Set(['CITEXT', 'DECIMAL', 'FLOAT', 'REAL', 'DOUBLE PRECISION'])
