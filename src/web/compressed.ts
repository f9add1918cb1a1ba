import { brotliCompressSync, constants, crc32, deflateRawSync } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { brotliAround } from './brotli-slot.ts'

/** A body that is the same for everybody, compressed once. */
export type Ready = { plain: Buffer; gzip: Buffer; brotli: Buffer }

/** Compresses a body once, as small as it gets. */
export function ready(body: Buffer | string): Ready {
  const plain = Buffer.from(body)
  const brotli = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  return { plain, gzip: gzipAround(plain).join(), brotli }
}

/** Sends the smallest form that the browser takes. */
export function sendReady(request: FastifyRequest, reply: FastifyReply, body: Ready): FastifyReply {
  reply.header('vary', 'accept-encoding')
  if (takes(request, 'br')) return reply.header('content-encoding', 'br').send(body.brotli)
  if (takes(request, 'gzip')) return reply.header('content-encoding', 'gzip').send(body.gzip)
  return reply.send(body.plain)
}

const refused = { br: /\bbr\s*;\s*q=0(\.0*)?\s*(,|$)/, gzip: /\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)/ }

/** Whether the browser takes a coding. `q=0` says that it does not (RFC 9110, 12.5.3). */
export function takes(request: FastifyRequest, coding: 'br' | 'gzip'): boolean {
  const accepts = String(request.headers['accept-encoding'] ?? '')
  return accepts.includes(coding) && !refused[coding].test(accepts)
}

/** A page that is the same for everybody but for one short value in one place. */
export type Slotted = {
  plain: (value: string) => Buffer
  gzip: (value: string) => Buffer
  /** Only for a value that is as long as the slot. */
  brotli: (value: string) => Buffer | undefined
}

/**
 * Compresses a page once and lets a value be put in at each request, for the price of a checksum: the parts before and
 * after are deflate blocks made in advance, the value goes between them as a stored block (RFC 1951, 3.2.4).
 * @param slot text that occurs once in the page; the value that replaces it must be shorter than 65,536 bytes, and as long
 *   as the slot where brotli shall be used
 */
export async function slotted(page: string, slot: string): Promise<Slotted> {
  const [before, after, ...more] = page.split(slot)
  if (before === undefined || after === undefined || more.length > 0) throw new Error(`"${slot}" must occur once`)
  const head = Buffer.from(before)
  const tail = Buffer.from(after)
  const around = gzipAround(head, tail)
  const brotli = await brotliAround(head, Buffer.byteLength(slot), tail)
  return {
    plain: (value) => Buffer.concat([head, Buffer.from(value), tail]),
    gzip: (value) => around.join(Buffer.from(value)),
    brotli: (value) => brotli?.(Buffer.from(value)),
  }
}

/** Sends the smallest form that the browser takes, with the value in its place. */
export function sendSlotted(request: FastifyRequest, reply: FastifyReply, page: Slotted, value: string): FastifyReply {
  reply.header('vary', 'accept-encoding')
  const brotli = takes(request, 'br') ? page.brotli(value) : undefined
  if (brotli) return reply.header('content-encoding', 'br').send(brotli)
  if (takes(request, 'gzip')) return reply.header('content-encoding', 'gzip').send(page.gzip(value))
  return reply.send(page.plain(value))
}

const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255])

function gzipAround(head: Buffer, tail = Buffer.alloc(0)) {
  const full = { level: 9, finishFlush: constants.Z_FULL_FLUSH }
  const before = Buffer.concat([gzipHeader, deflateRawSync(head, full)])
  const after = deflateRawSync(tail, { level: 9 })
  const headSum = crc32(head)
  const join = (value = Buffer.alloc(0)) => {
    const stored = Buffer.alloc(value.length === 0 ? 0 : 5)
    if (value.length > 0) {
      stored.writeUInt16LE(value.length, 1)
      stored.writeUInt16LE(~value.length & 0xffff, 3)
    }
    const ending = Buffer.alloc(8)
    ending.writeUInt32LE(crc32(tail, crc32(value, headSum)), 0)
    ending.writeUInt32LE((head.length + value.length + tail.length) >>> 0, 4)
    return Buffer.concat([before, stored, value, after, ending])
  }
  return { join }
}
