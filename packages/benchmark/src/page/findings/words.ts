/** Comparisons as people say them. */
import { ratio } from '../../results/figures.ts'

/** The answer to a question: in a few words, in sentences, and in figures that follow them. */
export type Answer = {
  readonly key: string
  readonly text: string
  readonly rows: readonly AnswerRow[]
}

/** A figure with its name, and what else is to be said of it. */
export type AnswerRow = { readonly name: string; readonly value: string; readonly note?: string }

/** `0.60 of the time`, `1.5 times as long`: what something takes beside something else. */
export function takes(times: number): string {
  return times < 1 ? `${ratio(times)} of the time` : `${brief(times)} times as long`
}

/** `1.5`, `12`, `1,200`: for prose, where a third digit only looks exact. */
export function brief(times: number): string {
  if (times < 1) return ratio(times)
  return times < 10 ? times.toFixed(1) : Math.round(times).toLocaleString('en')
}

/** Milliseconds in prose: two digits. */
export function about(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en')
}

/** The mean of ratios. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}
