/** Tables in an order in which they can be created; what a cycle makes impossible is named. Pure. */
import { foreignKeys } from './constraint.ts'
import type { DescribedModel } from './described-model.ts'
import { byTable } from './duplicates.ts'
import { qualified } from './table-name.ts'

/** The order, and for each model the tables it refers to before they are there. */
export type TableOrder = {
  readonly tables: readonly DescribedModel[]
  readonly early: ReadonlyMap<DescribedModel, ReadonlySet<string>>
}

/**
 * Each table after those it refers to, and otherwise by name.
 * @throws ModelError DUPLICATE_NAME
 */
export function orderTables(models: readonly DescribedModel[]): TableOrder {
  const all = byTable(models)
  const tables: DescribedModel[] = []
  const visited = new Set<string>()
  const visit = (table: string): void => {
    const model = all.get(table)
    if (model === undefined || visited.has(table)) return
    visited.add(table)
    for (const { refers } of foreignKeys(model)) visit(refers)
    tables.push(model)
  }
  for (const table of [...all.keys()].toSorted()) visit(table)
  return { tables, early: earlyReferences(tables) }
}

function earlyReferences(tables: readonly DescribedModel[]): TableOrder['early'] {
  const position = new Map(tables.map((model, index) => [tableName(model), index]))
  const early = new Map<DescribedModel, Set<string>>()
  for (const [index, model] of tables.entries()) {
    const late = foreignKeys(model).filter(({ refers }) => (position.get(refers) ?? -1) > index)
    if (late.length > 0) early.set(model, new Set(late.map(({ refers }) => refers)))
  }
  return early
}

function tableName(model: DescribedModel): string {
  return qualified(model.getTableName())
}
