/** What the server sends is cut into messages wherever the network has cut it: rows go to who takes them, all else on. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Frames } from '../dist/driver/pg-frames.js'

/** A message of the protocol: a letter, a length that counts itself, and what follows. */
function message(letter: string, body: string): Buffer {
  const bytes = Buffer.from(`${letter}    ${body}`, 'latin1')
  bytes.writeUInt32BE(bytes.length - 1, 1)
  return bytes
}

/** pg's parser as far as it matters: it makes messages of pieces, and a description of rows brings somebody who takes them. */
class Parser {
  readonly log: string[] = []
  readonly frames = new Frames((bytes) => this.#parse(bytes))
  #rest = Buffer.alloc(0)
  readonly #throws: Set<string>
  readonly #taker = {
    takeRow: (bytes: Buffer, at: number, end: number) =>
      void this.log.push(`taken ${bytes.toString('latin1', at, end)}`),
    takeTag: (bytes: Buffer, at: number, end: number) => {
      this.log.push(`C ${bytes.toString('latin1', at, end)}`)
      this.frames.taker = undefined
    },
  }

  constructor(...throws: readonly string[]) {
    this.#throws = new Set(throws)
  }

  #parse(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes])
    while (this.#rest.length >= 5 && this.#rest.length > this.#rest.readUInt32BE(1)) {
      const size = this.#rest.readUInt32BE(1) + 1
      const text = `${this.#rest.toString('latin1', 0, 1)} ${this.#rest.toString('latin1', 5, size)}`
      this.#rest = this.#rest.subarray(size)
      this.#handle(text)
    }
  }

  #handle(text: string): void {
    this.log.push(text)
    if (text.startsWith('T')) this.frames.taker = this.#taker
    if (text.startsWith('C')) this.frames.taker = undefined
    if (this.#throws.delete(text)) throw new Error(`a listener of ${text}`)
  }
}

/** Hands a stream over in pieces of these sizes, the last of them again and again. */
function handOver(parser: Parser, stream: Buffer, sizes: readonly number[]): void {
  let at = 0
  for (let piece = 0; at < stream.length; piece++) {
    const size = sizes[Math.min(piece, sizes.length - 1)] ?? stream.length
    parser.frames.take(stream.subarray(at, at + size))
    at += size
  }
}

function logOf(stream: Buffer, sizes: readonly number[]): readonly string[] {
  const parser = new Parser()
  handOver(parser, stream, sizes)
  return parser.log
}

const talk = [
  message('1', ''),
  message('D', "somebody else's"),
  message('D', ''),
  message('N', 'a notice'),
  message('T', 'of two rows'),
  message('D', 'first'),
  message('N', 'a notice in between'),
  message('D', ''),
  message('D', 'x'.repeat(300)),
  message('C', 'SELECT 3'),
  message('D', 'nobody takes this one'),
  message('Z', 'I'),
]
const wanted = [
  '1 ',
  "D somebody else's",
  'D ',
  'N a notice',
  'T of two rows',
  'taken first',
  'N a notice in between',
  'taken ',
  `taken ${'x'.repeat(300)}`,
  'C SELECT 3',
  'D nobody takes this one',
  'Z I',
]

describe('what the server sends', () => {
  const stream = Buffer.concat(talk)

  test('comes whole, in order, in pieces of any one size', () => {
    for (let size = 1; size <= stream.length; size++) expect(logOf(stream, [size])).toEqual(wanted)
  })

  test('comes whole, in order, cut at any two places', () => {
    for (let first = 1; first < 120; first++)
      for (let second = 1; second < 120; second += 3)
        expect(logOf(stream, [first, second, stream.length])).toEqual(wanted)
  })

  test('comes whole, in order, whatever it is and however it is cut', () => {
    const messages = fc.array(
      fc.tuple(fc.constantFrom('D', 'D', 'D', 'T', 'C', 'N', 'Z'), fc.string({ maxLength: 40 })),
      { maxLength: 30 },
    )
    const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(messages, cuts, (given, sizes) => {
        const stream = Buffer.concat(
          given.map(([letter, body]) => message(letter, body.replaceAll(/[^ -~]/g, '?'))),
        )
        expect(logOf(stream, sizes)).toEqual(logOf(stream, [stream.length]))
      }),
    )
  })

  test('is not lost behind a message whose listener throws', () => {
    for (const size of [5, 17, 64, stream.length]) {
      const parser = new Parser('N a notice in between')
      const thrown: unknown[] = []
      for (let at = 0; at < stream.length; at += size) {
        try {
          parser.frames.take(stream.subarray(at, at + size))
        } catch (error) {
          thrown.push(error)
        }
      }
      parser.frames.take(message('Z', 'again'))
      expect(thrown).toEqual([new Error('a listener of N a notice in between')])
      expect(parser.log).toEqual([...wanted, 'Z again'])
    }
  })

  test('is not lost where the message behind it has a listener that throws too', () => {
    const parser = new Parser('N one', 'N two')
    const rows = [
      message('D', 'a'),
      message('N', 'one'),
      message('D', 'b'),
      message('N', 'two'),
      message('D', 'c'),
    ]
    const pieces = [Buffer.concat([message('T', ''), ...rows]), message('D', 'd'), message('Z', 'I')]
    const thrown = pieces.flatMap((piece) => {
      try {
        parser.frames.take(piece)
        return []
      } catch (error) {
        return [(error as Error).message]
      }
    })
    expect(thrown).toEqual(['a listener of N one', 'a listener of N two'])
    expect(parser.log).toEqual(['T ', 'taken a', 'N one', 'taken b', 'N two', 'taken c', 'taken d', 'Z I'])
  })

  test('is copied once where a row comes in many pieces', () => {
    const row = message('D', 'y'.repeat(32_000_000))
    const parser = new Parser()
    parser.frames.take(message('T', ''))
    const began = process.cpuUsage()
    handOver(parser, row, [1000])
    const { user, system } = process.cpuUsage(began)
    expect(parser.log.at(-1)?.length).toBe(32_000_006)
    expect((user + system) / 1000).toBeLessThan(2000) // 32,000 copies of half of it would take minutes
  })
})
