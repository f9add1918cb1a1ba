import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import formbody from '@fastify/formbody'
import { Eta } from 'eta'
import Fastify from 'fastify'
import { openPool } from '../../db/open.ts'
import { answerTo, usedCpuMs } from './processes.ts'

// What Heard is measured against: the same pages and a row of the same size, made as plainly as this stack allows.

/** HTML with `mark` in it once, where a value goes. */
export type Marked = { html: string; mark: string }
type Pages = { form: Marked; sent: Marked; support: string; rowBytes: number }

const eta = new Eta({ cache: true, autoEscape: true })
const secret = randomBytes(32)
const { pool } = await openPool({ databaseUrl: process.env.HEARD_BENCH_DATABASE })
const filler = { bytes: 0 }

answerTo({ start, cpu: usedCpuMs, insert: insertFor })

async function start({ form, sent, support, rowBytes }: Pages): Promise<string> {
  await pool.query('create table plain_rows (id uuid primary key, received_on date not null, words bytea not null)')
  // Otherwise a row of more than 2 KB would be kept in pieces, which the rows of a submission are too small for.
  await pool.query('alter table plain_rows alter column words set storage plain')
  filler.bytes = rowBytes
  eta.loadTemplate('@form', templateOf(form))
  eta.loadTemplate('@sent', templateOf(sent))
  const [before = '', after = ''] = support.split('</body>')
  const [head, tail] = [Buffer.from(before), Buffer.from(`</body>${after}`)]

  const server = Fastify()
  await server.register(formbody)
  // A page alone gets any value, so that it is compared with pages and not with signing.
  server.get('/page', (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(eta.render('@form', { value: randomUUID() })),
  )
  server.get('/form', (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(eta.render('@form', { value: makeToken() })),
  )
  server.get('/prebuilt', (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(Buffer.concat([head, Buffer.from(randomUUID()), tail])),
  )
  server.post('/form', async (request, reply) => {
    const { form_token: token = '', ...words } = request.body as Record<string, string>
    if (!isToken(token)) return reply.code(422).send('no')
    await insert(Buffer.from(JSON.stringify(words)))
    return reply.type('text/html; charset=utf-8').send(eta.render('@sent', { value: token }))
  })
  return server.listen({ host: '127.0.0.1', port: 0 })
}

function templateOf({ html, mark }: Marked): string {
  return html.replaceAll('<%', '').split(mark).join('<%= it.value %>')
}

/** A stateless token against forged forms, as any such portal has one. */
function makeToken(): string {
  const nonce = randomBytes(16).toString('base64url')
  return `${nonce}.${sign(nonce)}`
}

function isToken(token: string): boolean {
  const [nonce = '', mac] = token.split('.')
  return sign(nonce) === mac
}

function sign(nonce: string): string {
  return createHmac('sha256', secret).update(nonce).digest('base64url')
}

/** One statement, one commit, as many bytes as a submission keeps. */
async function insert(words: Buffer): Promise<void> {
  const padded = Buffer.alloc(filler.bytes)
  words.copy(padded)
  await pool.query('insert into plain_rows (id, received_on, words) values ($1, $2, $3)', [
    randomUUID(),
    '2026-11-23',
    padded,
  ])
}

/** Inserts from so many places at once for a while. @returns how many, how long that took, and each one's milliseconds */
async function insertFor({ ms, places }: { ms: number; places: number }) {
  const took: number[] = []
  const began = performance.now()
  const words = randomBytes(filler.bytes)
  const one = async () => {
    while (performance.now() - began < ms) {
      const from = performance.now()
      await insert(words)
      took.push(performance.now() - from)
    }
  }
  await Promise.all(Array.from({ length: places }, one))
  return { took, seconds: (performance.now() - began) / 1000, failed: 0 }
}
