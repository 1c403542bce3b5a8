/** Tables in an order in which they can be created; what a cycle makes impossible is named. Pure. */
import { foreignKeys } from './constraint.ts'
import type { DescribedModel } from './described-model.ts'
import { qualified } from './table-name.ts'

/** The order, and for each model the tables it refers to before they are there. */
export type TableOrder = {
  readonly tables: readonly DescribedModel[]
  readonly early: ReadonlyMap<DescribedModel, ReadonlySet<string>>
}

export function orderTables(models: readonly DescribedModel[]): TableOrder {
  const byTable = new Map(models.map((model) => [tableName(model), model]))
  const sorted = [...byTable.keys()].toSorted()
  const tables: DescribedModel[] = []
  const visited = new Set<string>()
  const visit = (table: string): void => {
    const model = byTable.get(table)
    if (model === undefined || visited.has(table)) return
    visited.add(table)
    foreignKeys(model).forEach(({ refers }) => visit(refers))
    tables.push(model)
  }
  sorted.forEach(visit)
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
