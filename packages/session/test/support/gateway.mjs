/**
 * Stands between a driver and PostgreSQL, in a process of its own because a blocking driver blocks the test's: it writes
 * down what the client sends, can hold back what the server answers, can speak TLS, and can listen on a Unix socket.
 */
import { connect, createServer } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'

const { target, tls, path } = JSON.parse(process.argv[2])

/** The types of the messages since the last reading; what is held back until so many units of work have come. */
let letters = ''
let awaited = 0
let held = []
let wasLate = false

const server = createServer((socket) => {
  if (tls === undefined) return serve(socket)
  socket.once('data', () => {
    socket.write('S')
    const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(tls), ...tls })
    secure.on('error', () => socket.destroy())
    secure.once('secure', () => {
      if (tls.requestCert && secure.ssl.verifyError()) return socket.destroy()
      serve(secure)
    })
  })
})
server.listen(path ?? { port: 0, host: '127.0.0.1' }, () => process.send({ port: server.address().port }))
process.on('disconnect', () => process.exit())
process.on('message', ({ hold }) => {
  if (hold === undefined) {
    process.send({ letters, wasLate })
    letters = ''
    return
  }
  awaited = hold
  setTimeout(release, 5000, true).unref()
  process.send({})
})

function serve(client) {
  const upstream = connect(target)
  client.on('data', messages(note))
  client.pipe(upstream)
  upstream.on('data', (chunk) => (awaited > 0 ? held.push([client, chunk]) : client.write(chunk)))
  upstream.on('end', () => client.end())
  client.on('close', () => upstream.end())
  for (const socket of [client, upstream]) socket.on('error', () => socket.destroy())
}

/** A unit of work ends with a Sync or is a Query. */
function note(letter) {
  letters += letter
  if (awaited > 0 && 'SQ'.includes(letter) && --awaited === 0) release(false)
}

function release(isLate) {
  wasLate ||= isLate && held.length > 0
  awaited = 0
  for (const [client, chunk] of held) client.write(chunk)
  held = []
}

/** Cuts a stream into messages. The first one has no type; a request for encryption may come before it. */
function messages(onMessage) {
  let rest = Buffer.alloc(0)
  let started = false
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      const header = started ? 1 : 0
      if (rest.length < header + 4) return
      const length = rest.readInt32BE(header) + header
      if (rest.length < length) return
      if (started) onMessage(String.fromCharCode(rest[0]))
      else started = rest.readInt32BE(4) >>> 16 === 3
      rest = rest.subarray(length)
    }
  }
}
