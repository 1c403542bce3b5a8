/** The process of one contender: reads requests from file descriptor 3, answers on 4. Its argument is the program's URL. */
import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { Player } from './player.ts'
import type { Program } from './program.ts'
import { Unavailable } from './program.ts'
import type { Reply, Request } from './protocol.ts'

const [, , url = ''] = process.argv

const { program } = (await import(url)) as { readonly program: Program }
const player = new Player(program)

for await (const line of createInterface({ input: new Socket({ fd: 3 }) }))
  say(await answerTo(JSON.parse(line) as Request))

// Whoever asked is gone: open connections would keep this process alive.
process.exit(0)

async function answerTo(request: Request): Promise<Reply> {
  try {
    return await player.play(request)
  } catch (error) {
    if (error instanceof Unavailable) return { kind: 'unavailable', reason: error.message }
    return {
      kind: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }
  }
}

function say(reply: Reply): void {
  writeSync(4, `${JSON.stringify(reply)}\n`)
}
