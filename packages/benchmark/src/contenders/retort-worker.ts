/** Our sessions in the blocking world, where they wait for a thread. */
import { blockingProgram } from './retort/blocking-program.ts'

export const program = blockingProgram('worker')
