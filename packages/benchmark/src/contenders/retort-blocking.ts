/** Our sessions in the blocking world, where they wait in libpq. */
import { blockingProgram } from './retort/blocking-program.ts'

export const program = blockingProgram('native')
