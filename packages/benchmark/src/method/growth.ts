/** How reading users with their orders grows with how many there are of both. */
import type { GrowthPoint } from '../results/results.ts'
import { addOrders, fillShop, shopOf } from '../workload/shop.ts'
import type { Size, SizeName } from '../workload/size.ts'
import type { Cast } from './cast.ts'
import { CountingProxy } from './counting-proxy.ts'
import type { Entrant } from './entrant.ts'
import { checkAnswers, entrantsOf } from './entrant.ts'
import type { Ground } from './ground.ts'
import type { Pace } from './pace.ts'
import type { RoundsListener, Timed } from './rounds.ts'
import { inRounds } from './rounds.ts'
import { benchmarkDatabase } from './stage.ts'
import { trafficOf } from './traffic.ts'

/** Users, and orders of each; all of one with all of the other. */
type Sizes = {
  readonly parents: readonly number[]
  readonly children: readonly number[]
  readonly pace: Pace
}

export const growthSizes: Readonly<Record<SizeName, Sizes>> = {
  full: { parents: [50, 500, 2000], children: [10, 100], pace: { warmUp: 500, turn: 120, rounds: 3 } },
  quick: { parents: [10, 100], children: [10, 50], pace: { warmUp: 30, turn: 30, rounds: 2 } },
}

/** Of all orders; a way that asks once a user is not waited for above. */
const mostOfLazy = 500

/** Who takes part unless others are named. */
export const growthContenders = ['pg', 'sequelize', 'retort-async', 'retort-blocking']

type Point = { readonly parents: number; readonly children: number }

/**
 * Measures, on databases of its own.
 * @param names the contenders that take part
 * @throws BenchmarkError as the rounds do
 */
export async function growthOf(
  server: { readonly url: string },
  cast: Cast,
  names: readonly string[],
  size: Size,
  { parents, children, pace }: Sizes,
  listener: RoundsListener,
): Promise<readonly GrowthPoint[]> {
  const points: GrowthPoint[] = []
  for (const [index, each] of children.entries()) {
    const onProgress = (done: number) => listener.onProgress((index + done) / children.length)
    await using database = await benchmarkDatabase(server)
    await fillUsers(database.url, size, each)
    const of = parents.map((parents) => ({ parents, children: each }))
    const timed = await timesOf(cast, names, database.url, of, pace, { ...listener, onProgress })
    points.push(...(await withTraffic(cast, names, database.url, timed)))
  }
  return points
}

async function fillUsers(url: string, size: Size, children: number): Promise<void> {
  const shop = shopOf(size)
  await fillShop(url, shop)
  const there = shop.orders.length / shop.users.length
  if (children > there) await addOrders(url, children - there)
}

type TimedPoint = { readonly point: Point; readonly ways: readonly Timed[] }

async function timesOf(
  cast: Cast,
  names: readonly string[],
  url: string,
  points: readonly Point[],
  pace: Pace,
  { onProgress, onRound }: RoundsListener,
): Promise<readonly TimedPoint[]> {
  const members = await cast.open(url, names)
  const timed: TimedPoint[] = []
  for (const [index, point] of points.entries()) {
    const entrants = fit(entrantsOf(members, 'W2', [point.parents]), point)
    const ground = groundOf(point)
    // Answers of the largest points would take longer to compare than to read; how much they find is looked at in all.
    if (index === 0) await checkAnswers(entrants, ground)
    const part = (done: number) => onProgress(0.85 * ((index + done) / points.length))
    const { ways } = await inRounds(entrants, ground, pace, { onProgress: part, onRound })
    timed.push({ point, ways })
  }
  await cast.close(members)
  return timed
}

async function withTraffic(
  cast: Cast,
  names: readonly string[],
  url: string,
  timed: readonly TimedPoint[],
): Promise<readonly GrowthPoint[]> {
  await using proxy = await CountingProxy.open(url)
  const members = await cast.open(proxy.url, names)
  const points: GrowthPoint[] = []
  for (const { point, ways } of timed) {
    const entrants = fit(entrantsOf(members, 'W2', [point.parents]), point)
    const counted = await trafficOf(entrants, groundOf(point), proxy)
    for (const [index, { contender, way, milliseconds, ratio }] of ways.entries()) {
      const traffic = counted[index]
      if (traffic !== undefined) points.push({ contender, way, ...point, milliseconds, ratio, traffic })
    }
  }
  await cast.close(members)
  return points
}

function fit(entrants: readonly Entrant[], { parents, children }: Point): readonly Entrant[] {
  return entrants.filter(({ way }) => !way.startsWith('lazy') || parents * children <= mostOfLazy)
}

/** Nobody writes. */
function groundOf({ parents, children }: Point): Ground {
  return {
    operations: 1,
    expected: parents * children,
    isRepeatable: true,
    reset: async () => undefined,
    verify: async () => undefined,
  }
}
