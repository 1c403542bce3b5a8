/** Certificates as files: libpq reads them from nowhere else. They are there while the connection is made, and for nobody else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import type { ConnectionConfig, TlsOptions } from './connection.ts'

/** Where the files are, by libpq's names; `remove` takes them away. */
export type CertificateFiles = {
  readonly parameters: { readonly [name in CertificateName]?: string }
  remove(): void
}

type CertificateName = 'sslrootcert' | 'sslcert' | 'sslkey'

const none: CertificateFiles = { parameters: {}, remove: () => undefined }

/** Writes what `ssl` holds. */
export function certificateFiles(
  { ssl }: Pick<ConnectionConfig, 'ssl'>,
  env = process.env,
): CertificateFiles {
  if (ssl === undefined || ssl === false) return none
  const contents = contentsOf(ssl === true ? {} : ssl, env)
  if (contents.length === 0) return none
  const folder = mkdtempSync(join(tmpdir(), 'retort-tls-')) // 0700
  for (const [name, content] of contents) writeFileSync(join(folder, name), content, { mode: 0o600 })
  return {
    parameters: Object.fromEntries(contents.map(([name]) => [name, join(folder, name)])),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Without an authority of its own the server is checked against node's, as pg does it; not to be checked, against none. */
function contentsOf(
  { ca, cert, key, rejectUnauthorized = true }: TlsOptions,
  env: NodeJS.ProcessEnv,
): readonly (readonly [CertificateName, string | Buffer])[] {
  const roots = ca ?? (env['PGSSLROOTCERT'] === undefined ? rootCertificates.join('\n') : undefined)
  const given = { sslrootcert: rejectUnauthorized ? roots : undefined, sslcert: cert, sslkey: key }
  return Object.entries(given).flatMap(([name, content]) =>
    content === undefined ? [] : [[name as CertificateName, content] as const],
  )
}
