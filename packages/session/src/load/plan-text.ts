/** A load as a tree for people: its branches, and under each that has a statement what is to be said of it. */
import type { Beyond, LoadPlan, ReadyLevel } from './load-plan.ts'
import type { Branch } from './plan.ts'
import { sqlLines } from './sql-lines.ts'

/** What is said of a level, in lines. */
export type Under = (ready: ReadyLevel) => readonly string[]

/** A plan as a tree. */
export function planText(
  { root }: LoadPlan,
  under: Under = ({ template }) => sqlLines(template.text),
): string {
  const lines = [root.level.model.name, ...below(under(root), root.beyond, under)]
  return lines.map((line) => line.trimEnd()).join('\n')
}

/** What is below a heading: the lines about its statement, and the branches behind it. */
function below(lines: readonly string[], beyond: Beyond, under: Under): readonly string[] {
  const branches = branchesOf(beyond, under)
  const rail = branches.length === 0 ? '   ' : '│  '
  return [
    ...lines.map((line) => `${rail}${line}`),
    ...branches.flatMap(([heading = '', ...rest], index) => {
      const isLast = index === branches.length - 1
      return [`${isLast ? '└─' : '├─'} ${heading}`, ...rest.map((line) => `${isLast ? '   ' : '│  '}${line}`)]
    }),
  ]
}

function branchesOf({ inline, apart }: Beyond, under: Under): readonly (readonly string[])[] {
  return [
    ...inline.map(({ branch, beyond }) => [headingOf(branch), ...below([], beyond, under)]),
    ...apart.map(({ branch, ready }) => [headingOf(branch), ...below(under(ready), ready.beyond, under)]),
  ]
}

function headingOf({ relation, strategy, required }: Branch): string {
  return `${relation.name}: ${strategy}${required ? ', required' : ''} (${relation.target.name})`
}
