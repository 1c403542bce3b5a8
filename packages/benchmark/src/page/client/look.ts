/** What all plots share: type, and the colours of sides and styles, which the style sheet knows for light and dark. */
import type { PlotOptions } from '@observablehq/plot'
import type { Style } from '../../results/results.ts'

/** Labels are never smaller, in pixels. */
const fontSize = 12

/** Options that every plot begins with. */
export function base(width: number): PlotOptions {
  return {
    width,
    style: {
      fontSize: `${fontSize}px`,
      fontFamily: 'inherit',
      background: 'none',
      color: 'inherit',
      overflow: 'visible',
    },
  }
}

const sides: Readonly<Record<string, string>> = {
  'by hand': 'var(--hand)',
  retort: 'var(--retort)',
  peer: 'var(--peer)',
}

/** The colour of who made it. */
export function sideColor(side: string | undefined): string {
  return sides[side ?? ''] ?? 'var(--hand)'
}

/** By how functions are called. */
export const styleColors: Readonly<Record<Style, string>> = {
  blocking: 'var(--blocking)',
  async: 'var(--async)',
  'async, awaited in a loop': 'var(--loop)',
}

/** Round values of a logarithmic axis: 1, 2 and 5 of each power of ten, or of fewer where there is no room. */
export function logTicks(
  least: number,
  most: number,
  steps: readonly number[] = [1, 2, 5],
): readonly number[] {
  const first = Math.floor(Math.log10(least))
  const last = Math.ceil(Math.log10(most))
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index))
    .flatMap((power) => steps.map((step) => Number((power * step).toPrecision(1))))
    .filter((tick) => tick >= least && tick <= most)
}
