/** What every chapter is played on: a database of its own story, a narrator, the sample data. */
import type { Engine } from '@retort/session/sync'
import { createEngine } from '@retort/session/sync'
import { models } from '@retort/schema'
import type { Narrator, Sample, ShownStatement } from '@retort/story'

export type Stage = {
  /** The address of the story's database. */
  readonly url: string
  readonly narrator: Narrator
  readonly sample: Sample
}

/** An engine over the shop's models that tells a listener what goes out. */
export function engineFor({ url }: Stage, echo?: (statement: ShownStatement) => void): Engine {
  return createEngine({
    url,
    models,
    applicationName: 'retort-sync-demo',
    ...(echo === undefined ? {} : { echo }),
  })
}
