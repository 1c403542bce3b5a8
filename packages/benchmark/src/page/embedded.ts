/** What the page carries for its script: results as JSON, and the script itself, neither of which may end its element. */
import type { Results } from '../results/results.ts'
import type { Html } from './html.ts'

/** Digits that a plot could show. */
const digits = 5

/** JSON that is harmless wherever it stands in a page. */
export function embeddedJson(results: Results): Html {
  const text = JSON.stringify(results, (_, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(digits)) : value,
  )
  return { markup: text.replaceAll(/[<>&\u2028\u2029]/g, codeOf) }
}

/** A script that may speak of `</script>` or `<!--` in its strings. */
export function embeddedScript(code: string): Html {
  return { markup: code.replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3c`) }
}

function codeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
