/** Finds foreign keys whose rows the server looks for by going through the whole table, since no index begins with their columns. */
import type { ModelClass } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { arrayText } from '../core/text.ts'
import { read } from '../core/transaction.ts'
import type { Level } from '../load/level.ts'
import type { Compared } from './compared.ts'
import { comparedIn } from './compared.ts'
import type { PlanNode, ServerPlan } from './server-plan.ts'
import { nodesOf } from './server-plan.ts'

/**
 * A foreign key that a load compares, whose table is read as a whole for want of an index.
 * - `columns`: those of the foreign key, in its order
 * - `branches`: in whose statements, as `orders.lines`; the empty one is the read's own
 * - `nodes`: of the server's plans, that read the table
 * - `suggestion`: the statement that makes an index
 */
export type UnindexedForeignKey = {
  readonly kind: 'unindexedForeignKey'
  readonly schema: string
  readonly table: string
  readonly columns: readonly string[]
  readonly constraint: string
  readonly branches: readonly string[]
  readonly nodes: readonly PlanNode[]
  readonly suggestion: string
}

/** A statement of a load, with the server's plan of it. */
export type Planned = { readonly branch: string; readonly level: Level; readonly plan: ServerPlan }

/** A table that is read as a whole, and a column of it that is compared. */
type Scan = { readonly branch: string; readonly node: PlanNode; readonly compared: Compared }

/** Looks through plans. The database is asked where a table is read as a whole that has keys to be compared. */
export function* unindexed(
  session: SessionState,
  planned: readonly Planned[],
): Step<readonly UnindexedForeignKey[]> {
  const scans = planned.flatMap(scansOf)
  if (scans.length === 0) return []
  const keys = yield* foreignKeys(session, scans)
  const findings = new Map<string, UnindexedForeignKey>()
  for (const scan of scans) {
    const key = keys.find((each) => isMeant(each, scan))
    if (key === undefined || isIndexed(key, scan)) continue
    const id = JSON.stringify([key.schema, key.table, key.columns])
    findings.set(id, withScan(findings.get(id) ?? findingOf(key, scan), scan))
  }
  return [...findings.values()]
}

function scansOf({ branch, level, plan }: Planned): readonly Scan[] {
  const compared = comparedIn(level)
  return [...nodesOf(plan.Plan)].filter(isWhole).flatMap((node) => {
    const isOwn = node.Alias === level.model.name
    return compared
      .filter(({ isBeyond }) => !isOwn || !isBeyond)
      .map((each) => ({ branch, node, compared: each }))
  })
}

/** An index that is gone through without a condition serves the order of the rows only. */
function isWhole(node: PlanNode): boolean {
  const type = node['Node Type']
  return type === 'Seq Scan' || (/^Index (?:Only )?Scan$/.test(type) && node['Index Cond'] === undefined)
}

/**
 * A foreign key of a table that is read.
 * - `relation`: what is read; `table`: where the models know it, which of a partition is the table that is partitioned
 * - `isCovered`: whether the first columns of an index are those of the key, in any order
 * - `leading`: the columns that come first in an index
 */
type ForeignKey = {
  readonly relation: string
  readonly relationSchema: string
  readonly schema: string
  readonly table: string
  readonly tableText: string
  readonly constraint: string
  readonly columns: readonly string[]
  readonly columnTexts: readonly string[]
  readonly isCovered: boolean
  readonly leading: readonly string[]
}

const query = `WITH scanned AS (
  SELECT DISTINCT c.oid, c.relname, n.nspname, coalesce(pg_partition_root(c.oid)::oid, c.oid) AS root
  FROM unnest($1::text[], $2::text[]) AS s (schema, name)
  JOIN pg_namespace n ON n.nspname = s.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.name
)
SELECT json_build_object(
  'relation', s.relname, 'relationSchema', s.nspname,
  'schema', n.nspname, 'table', r.relname, 'tableText', r.oid::regclass::text, 'constraint', k.conname,
  'columns', (SELECT json_agg(a.attname ORDER BY u.at) ${columns('k.conkey')}),
  'columnTexts', (SELECT json_agg(quote_ident(a.attname) ORDER BY u.at) ${columns('k.conkey')}),
  'isCovered', EXISTS (
    SELECT 1 FROM pg_index i WHERE i.indrelid = s.oid AND i.indisvalid AND i.indpred IS NULL
      AND i.indnkeyatts >= cardinality(k.conkey)
      AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey),
  'leading', (
    SELECT coalesce(json_agg(a.attname), '[]') FROM pg_index i
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = s.oid AND i.indisvalid AND i.indpred IS NULL)
)::text
FROM scanned s JOIN pg_constraint k ON k.conrelid = s.oid AND k.contype = 'f'
  JOIN pg_class r ON r.oid = s.root JOIN pg_namespace n ON n.oid = r.relnamespace
ORDER BY cardinality(k.conkey), k.conname`

function columns(list: string): string {
  return `FROM unnest(${list}) WITH ORDINALITY AS u (number, at)
    JOIN pg_attribute a ON a.attrelid = s.oid AND a.attnum = u.number`
}

function* foreignKeys(session: SessionState, scans: readonly Scan[]): Step<readonly ForeignKey[]> {
  const nodes = [...new Set(scans.map(({ node }) => node))]
  const values = [
    arrayText(nodes.map((node) => node.Schema ?? '')),
    arrayText(nodes.map((node) => node['Relation Name'] ?? '')),
  ]
  const { rows } = yield* read(session, { text: query, values, prepare: false })
  return rows.map(([row]) => JSON.parse(String(row)) as ForeignKey)
}

function isMeant(key: ForeignKey, { node, compared }: Scan): boolean {
  if (key.relation !== node['Relation Name'] || key.relationSchema !== node.Schema) return false
  return isTable(key, compared.model) && key.columns.includes(compared.column)
}

function isTable({ schema, table }: ForeignKey, model: ModelClass): boolean {
  const name = model.getTableName() as string | { readonly tableName: string; readonly schema?: string }
  if (typeof name === 'string') return name === table
  return name.tableName === table && (!name.schema || name.schema === schema)
}

/** An index that begins with the compared column is enough for the load, whatever else the key has. */
function isIndexed({ isCovered, leading }: ForeignKey, { compared }: Scan): boolean {
  return isCovered || leading.includes(compared.column)
}

function findingOf(key: ForeignKey, { compared }: Scan): UnindexedForeignKey {
  const { schema, table, tableText, constraint, columns } = key
  const suggestion = `CREATE INDEX ON ${tableText} (${indexed(key, compared.column).join(', ')})`
  return {
    kind: 'unindexedForeignKey',
    schema,
    table,
    columns,
    constraint,
    branches: [],
    nodes: [],
    suggestion,
  }
}

/** The columns of the key as SQL names them, the compared one first: an index is searched by its first columns. */
function indexed({ columns, columnTexts }: ForeignKey, first: string): readonly string[] {
  const at = columns.indexOf(first)
  return [...columnTexts.slice(at, at + 1), ...columnTexts.slice(0, at), ...columnTexts.slice(at + 1)]
}

function withScan(finding: UnindexedForeignKey, { branch, node }: Scan): UnindexedForeignKey {
  return {
    ...finding,
    branches: [...new Set([...finding.branches, branch])],
    nodes: [...new Set([...finding.nodes, node])],
  }
}
