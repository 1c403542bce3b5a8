/** Where in the user's code something was done, for messages: captured cheaply, put into words only when it is asked for. */

/** A captured stack. */
export type Place = { readonly stack?: string | undefined }

/**
 * Captures the place that calls.
 * @param depth how many frames are kept, the package's own among them: each costs time
 */
export function here(depth: number): Place {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = depth
  const place = new Error()
  Error.stackTraceLimit = stackTraceLimit
  return place
}

/** What is known of a place that nobody has captured. */
export const nowhere: Place = {}

/** `file:line` of the first frame that is not of this package. */
export function lineOf(place: Place): string {
  return framesOf(place).map(fileAndLine).find(isForeign) ?? 'a place that is not known'
}

/** The stack from the user's first frame on as an error, to be another's cause. */
export function stackOf(place: Place, message: string): Error {
  const frames = framesOf(place)
  const first = Math.max(
    0,
    frames.findIndex((frame) => isForeign(fileAndLine(frame))),
  )
  const error = new Error(message)
  error.stack = [`Error: ${message}`, ...frames.slice(first)].join('\n')
  return error
}

function framesOf({ stack = '' }: Place): readonly string[] {
  return stack.split('\n').slice(1)
}

/** The file and the line in `at name (file:///app/main.js:3:14)`. */
function fileAndLine(frame: string): string | undefined {
  const place = /^\s+at (?:.*\()?(.+?:\d+):\d+\)?$/.exec(frame)?.[1]
  return place?.replace(/^(?:async |file:\/\/)+/, '')
}

/** Where this package's own code is, as it runs and as a source map has it: nobody looks for its frames. */
const own = ['../../dist/', '../../src/'].map((folder) => new URL(folder, import.meta.url).pathname)

function isForeign(place: string | undefined): boolean {
  return place !== undefined && !place.startsWith('node:') && !own.some((folder) => place.startsWith(folder))
}
