/** Which Python can run a contender: the first one that has what it imports. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Unavailable } from './program.ts'

/** The one on the path, and the one that the system's packages are for. */
const candidates = ['python3', '/usr/bin/python3']

const run = promisify(execFile)
let found: Promise<string> | undefined

/**
 * Looks once a process.
 * @throws Unavailable where none has SQLAlchemy, with what the last one said
 */
export function findPython(): Promise<string> {
  found ??= look()
  return found
}

async function look(): Promise<string> {
  const reasons: string[] = []
  for (const python of candidates) {
    try {
      await run(python, ['-c', 'import sqlalchemy'])
      return python
    } catch (error) {
      reasons.push(`${python}: ${reasonOf(error as Error & { readonly stderr?: string })}`)
    }
  }
  throw new Unavailable(`No Python with SQLAlchemy is installed (${reasons.join('; ')}).`)
}

/** The last line of a trace says what is wrong. */
function reasonOf({ code, stderr, message }: NodeJS.ErrnoException & { readonly stderr?: string }): string {
  if (code === 'ENOENT') return 'not found'
  return stderr?.trim().split('\n').at(-1) ?? message
}
