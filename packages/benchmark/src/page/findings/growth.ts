/** How loading grows with what is loaded. */
import { count, listed } from '../../results/figures.ts'
import type { GrowthPoint, Results } from '../../results/results.ts'
import { brief, takes } from './words.ts'

/** From the smallest to the largest, and what strategies cost there. */
export function growthFinding({ growth }: Results): readonly string[] {
  const own = growth.filter(({ contender }) => contender === 'retort-async')
  const best = own.filter(({ way }) => way === 'selectin')
  const [least, most] = [extreme(best, -1), extreme(best, 1)]
  if (least === undefined || most === undefined || least === most) return []
  const rows = rowsOf(most) / rowsOf(least)
  const times = most.milliseconds.median / least.milliseconds.median
  const others = own.filter((point) => point.way !== 'selectin' && rowsOf(point) === rowsOf(most))
  return [
    `From ${sizeOf(least)} to ${sizeOf(most)}, ${brief(rows)} times the rows, \`selectin\` takes ${brief(times)} times as long.${beyondPg(most)}`,
    ...(others.length === 0
      ? []
      : [`Beside it, at the largest size, ${listed(others.map((point) => besideMost(point, most)))}.`]),
  ]
}

function besideMost(point: GrowthPoint, most: GrowthPoint): string {
  const bytes = point.traffic.bytesFromServer / most.traffic.bytesFromServer
  const more = bytes > 1.1 ? ` for ${brief(bytes)} times the bytes` : ''
  return `\`${point.way}\` takes ${takes(point.milliseconds.median / most.milliseconds.median)}${more}`
}

function beyondPg({ ratio }: GrowthPoint): string {
  return ` It takes ${takes(ratio.median)}${ratio.median < 1 ? ' of' : ' as'} hand-written pg there.`
}

function sizeOf({ parents, children }: GrowthPoint): string {
  return `${count(parents)} users with ${count(children)} orders each`
}

function rowsOf({ parents, children }: GrowthPoint): number {
  return parents * children
}

function extreme(points: readonly GrowthPoint[], sign: number): GrowthPoint | undefined {
  return points.toSorted((a, b) => sign * (rowsOf(b) - rowsOf(a)))[0]
}
