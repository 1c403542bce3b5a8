/** What the page was made from; it was checked before it was put there. */
import type { Results } from '../../results/results.ts'

/** The results in the page's JSON. */
export function embeddedResults(): Results {
  return JSON.parse(document.getElementById('results')?.textContent ?? '') as Results
}
