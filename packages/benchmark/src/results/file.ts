/** Results on disk: a JSON file a run, with the page that is made of it beside it. */
import { existsSync } from 'node:fs'
import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ZodError } from 'zod'
import { BenchmarkError } from '../error.ts'
import { Results } from './results.ts'

/** The name of a run's files, without their endings: when it began, and what it was if not a run of `bench`. */
export function fileName({ at }: Pick<Results, 'at'>, suffix = ''): string {
  return `${at.slice(0, 19).replaceAll(':', '').replace('T', '-')}${suffix}`
}

/**
 * Makes a folder where it is not there, and sees that it can be written to: before anything is measured that would be lost.
 * @throws BenchmarkError BAD_FOLDER
 */
export async function openFolder(folder: string): Promise<void> {
  try {
    await make(folder)
    await access(`${folder}/.`, constants.W_OK) // a file has no dot in it
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new BenchmarkError('BAD_FOLDER', `${code}: cannot write to ${folder}.`, { cause })
  }
}

/** Node's own way to make the folders above it too never ends where the system takes none, as below /proc. */
async function make(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const above = dirname(folder)
    if (code === 'EEXIST') return
    if (code !== 'ENOENT' || existsSync(above) || above === folder) throw error
    await make(above)
    await mkdir(folder)
  }
}

/** Writes a file into a folder that is open, and gives its path. */
export async function writeInto(folder: string, name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
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
