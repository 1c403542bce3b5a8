/** A Unix socket in front of a server that listens on TCP, in a thread of its own so that blocking code can use it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

/** The socket's directory, as clients name it. */
export type SocketFolder = { readonly folder: string; close(): Promise<void> }

const thread = `
const { connect, createServer } = require('node:net')
const { parentPort, workerData } = require('node:worker_threads')
createServer((client) => {
  const upstream = connect(workerData.port, workerData.host)
  client.pipe(upstream).pipe(client)
  for (const socket of [client, upstream]) socket.on('error', () => socket.destroy())
}).listen(workerData.path, () => parentPort.postMessage('ready'))`

/** Opens one, with the name that clients look for at this port. */
export async function socketFolder(server: string): Promise<SocketFolder> {
  const { hostname, port } = new URL(server)
  const folder = mkdtempSync(join(tmpdir(), 'retort socket+'))
  const workerData = { host: hostname, port: Number(port || 5432), path: join(folder, '.s.PGSQL.5432') }
  const worker = new Worker(thread, { eval: true, workerData })
  await new Promise((resolve) => worker.once('message', resolve))
  const close = async () => {
    await worker.terminate()
    rmSync(folder, { recursive: true })
  }
  return { folder, close }
}
