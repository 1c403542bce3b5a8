/** The code that a chapter shows is the code that it runs: a region of its own source. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * The lines between `// #region name` and `// #endregion` of a module's TypeScript source, without their indentation.
 * @param module the `import.meta.url` of the compiled module; its source lies under `src` where it lies under `dist`
 */
export function snippet(module: string, name: string): string {
  const compiled = fileURLToPath(module)
  const source = compiled.replace(/([\\/])dist([\\/])(?!.*[\\/]dist[\\/])/, '$1src$2').replace(/\.js$/, '.ts')
  const lines = readFileSync(source, 'utf8').split('\n')
  const from = lines.findIndex((line) => line.trim() === `// #region ${name}`)
  const to = lines.findIndex((line, index) => index > from && line.trim() === '// #endregion')
  if (from < 0 || to < 0) throw new Error(`${source} has no region "${name}"`)
  return dedent(lines.slice(from + 1, to))
}

function dedent(lines: readonly string[]): string {
  const margins = lines
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length)
  const margin = Math.min(...margins)
  return lines.map((line) => line.slice(margin)).join('\n')
}
