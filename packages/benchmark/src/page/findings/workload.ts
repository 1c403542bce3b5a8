/** What one workload says: how far each side is from hand-written pg, and what Retort's strategies cost beside each other. */
import { count, listed, ratio } from '../../results/figures.ts'
import type { Headline } from '../../results/headline.ts'
import { headlineOf, isPlain, titleOf } from '../../results/headline.ts'
import type { Results, WayResult, WorkloadResult } from '../../results/results.ts'
import { brief, takes } from './words.ts'

/** One or two sentences. */
export function workloadFinding(results: Results, workload: WorkloadResult): readonly string[] {
  return [sidesOf(results, headlineOf(workload, results.contenders)), strategiesOf(workload)].filter(
    (sentence) => sentence !== '',
  )
}

function sidesOf(results: Results, { async, blocking, peer, sequelize }: Headline): string {
  const [first, ...rest] = [
    async && `Retort async (\`${async.way}\`) takes ${takes(async.ratio.median)}${ofPg(async)}`,
    blocking && `${async ? '' : 'Retort '}blocking ${ratio(blocking.ratio.median)}`,
    peer &&
      `the best of the others, ${titleOf(results, peer.contender)} (\`${peer.way}\`), ${ratio(peer.ratio.median)}`,
    sequelize && sequelize !== peer && `Sequelize (\`${sequelize.way}\`) ${ratio(sequelize.ratio.median)}`,
  ].filter((part): part is string => typeof part === 'string')
  return first === undefined ? '' : `${listed([first, ...rest])}.`
}

function ofPg({ ratio }: WayResult): string {
  return ratio.median < 1 ? ' of hand-written pg' : ' as hand-written pg'
}

/** What lies between the strategies, where there is more than one way to load. */
function strategiesOf({ ways }: WorkloadResult): string {
  const own = ways.filter(({ contender, way }) => contender === 'retort-async' && !isPlain(way))
  const best = own.find(({ way }) => way === 'selectin')
  if (best === undefined || own.length < 2) return ''
  const parts = own.flatMap((way) => (way === best ? [] : [besideBest(way, best)]))
  return `Beside \`selectin\`, ${listed(parts)}.`
}

function besideBest(way: WayResult, best: WayResult): string {
  const times = `\`${way.way}\` takes ${takes(way.ratio.median / best.ratio.median)}`
  const [own, other] = [way.traffic, best.traffic]
  if (own === undefined || other === undefined) return times
  if (own.statements > other.statements * 2)
    return `${times} with ${count(own.statements)} statements instead of ${count(other.statements)}`
  const bytes = own.bytesFromServer / other.bytesFromServer
  return bytes > 1.1 ? `${times} for ${brief(bytes)} times the bytes` : times
}
