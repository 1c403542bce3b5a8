/** The page's script: our client code and Observable Plot in one piece, without anything to fetch. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** Its sources are read where they are, whether this runs from there or compiled. */
const client = new URL('../../src/page/client/', import.meta.url)

let bundled: Promise<string> | undefined

/** Made once a process. */
export function clientScript(): Promise<string> {
  bundled ??= bundle()
  return bundled
}

/** The style sheet, as it is written. */
export function clientStyle(): Promise<string> {
  return readFile(new URL('page.css', client), 'utf8')
}

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    root: fileURLToPath(client),
    logLevel: 'error',
    publicDir: false,
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      lib: { entry: fileURLToPath(new URL('main.ts', client)), formats: ['iife'], name: 'page' },
    },
  })
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) =>
    'output' in each ? each.output : [],
  )
  const code = outputs.map((output) => (output.type === 'chunk' ? output.code : '')).join('')
  if (code === '') throw new Error('The page cannot be made: bundling its script came to nothing.')
  return code
}
