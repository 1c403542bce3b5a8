/** What a run is made of, and how long each part of it takes, so that it can be said how much time is left. */
import type { SizeName } from '../workload/size.ts'
import { workloadNames } from '../workload/title.ts'
import type { WorkloadName } from '../workload/workload.ts'

export type PartName = WorkloadName | 'growth' | 'stream' | 'worlds'

/** In the order in which they are measured. */
export const partNames: readonly PartName[] = [...workloadNames, 'growth', 'stream', 'worlds']

/** Roughly, in seconds, all contenders taking part. */
export const partSeconds: Readonly<Record<SizeName, Readonly<Record<PartName, number>>>> = {
  full: {
    W1: 45,
    W2: 80,
    W3: 240,
    W4: 70,
    W5: 60,
    W6: 40,
    W7: 30,
    W8: 80,
    flush: 80,
    growth: 300,
    stream: 45,
    worlds: 240,
  },
  quick: {
    W1: 14,
    W2: 11,
    W3: 32,
    W4: 11,
    W5: 9,
    W6: 8,
    W7: 7,
    W8: 13,
    flush: 13,
    growth: 21,
    stream: 6,
    worlds: 15,
  },
}
