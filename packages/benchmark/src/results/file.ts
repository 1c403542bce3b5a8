/** Results on disk: a JSON file a run, and what is made of it beside it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ZodError } from 'zod'
import { BenchmarkError } from '../error.ts'
import { Results } from './results.ts'

/** The name of a run's files, without their endings: when it began, and what it was if not a run of `bench`. */
export function fileName({ at }: Pick<Results, 'at'>, suffix = ''): string {
  return `${at.slice(0, 19).replaceAll(':', '').replace('T', '-')}${suffix}`
}

/**
 * Writes files of one name into a folder, which is made where it is not there.
 * @param texts what goes into each, by ending
 * @returns their paths
 */
export async function writeFiles(
  folder: string,
  name: string,
  texts: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true })
  const paths: string[] = []
  for (const [ending, text] of Object.entries(texts)) {
    const path = join(folder, `${name}.${ending}`)
    await writeFile(path, text)
    paths.push(path)
  }
  return paths
}

/** The text of a results file. */
export function textOf(results: Results): string {
  return `${JSON.stringify(results, undefined, 2)}\n`
}

/**
 * Reads a run.
 * @throws BenchmarkError BAD_FILE where there is no such file, or it holds something else
 */
export async function readResults(path: string): Promise<Results> {
  const { data, error } = Results.safeParse(parsed(path, await read(path)))
  if (data !== undefined) return data
  throw new BenchmarkError('BAD_FILE', `${path} does not hold results of a run: ${summary(error)}.`)
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const what = code === 'ENOENT' ? 'There is no file' : `${code}: cannot read`
    throw new BenchmarkError('BAD_FILE', `${what} ${path}.`, { cause })
  }
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new BenchmarkError('BAD_FILE', `${path} is not JSON.`, { cause })
  }
}

/** The first thing that is wrong, and how many more there are. */
function summary({ issues: [first, ...more] }: ZodError): string {
  const place = first?.path.join('.') ?? ''
  return `${place === '' ? '' : `at ${place}: `}${first?.message ?? ''}${more.length > 0 ? `, and ${more.length} more` : ''}`
}
