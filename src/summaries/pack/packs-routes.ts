import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotFound } from '../../refusals.ts'
import type { Site } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import { teamFrame } from '../../team/frame.ts'
import { askFor, findWork } from '../../team/long-work/queue.ts'
import { render } from '../../web/views.ts'
import { findRelease, listReleases, type ReleasedDb, readReleased } from '../releases/reading.ts'
import { packAsCsv } from './csv.ts'
import { howOf, inDays } from './definitions.ts'
import { packAsDocx } from './docx.ts'
import { findPdf, findPictures, MAKING_PDF } from './making-pdf.ts'
import { packAsOds } from './ods.ts'
import { getPack } from './reading-pack.ts'
import type { About } from './sheets.ts'

const maySee = { config: { audience: 'may see the board page' as const } }

type ByNumber = FastifyRequest<{ Params: { number: string } }>

/** The packs of published releases: as a page, and as files that say the same. They read what was released and nothing else. */
export function packsRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const html = 'text/html; charset=utf-8'
  const look = (request: FastifyRequest, number: number, as: string) =>
    db.transaction().execute((trx) => {
      const what = { action: `pack: taken as ${as}`, record: 'release', recordId: String(number) }
      return audit(trx, keys, { memberId: request.member.id, ...what }, now())
    })

  scope.get('/packs', maySee, async (request, reply) => {
    const releases = await readReleased(db, (released) => listReleases(released))
    return reply.type(html).send(render('summaries/pack/packs', { ...teamFrame(site, request), releases, inDays }))
  })

  scope.get('/packs/:number', maySee, async (request: ByNumber, reply) => {
    const number = numberIn(request)
    const { pack, file } = await readReleased(db, async (released) => {
      const found = await getPack(released, number)
      return { pack: found, file: await findPdf(released, found) }
    })
    const work = file ? undefined : await findWork(db, MAKING_PDF, String(number))
    await look(request, number, 'a page')
    const pdf = file ? { state: 'ready', madeAt: file.madeAt } : pdfState(work)
    return reply.type(html).send(render('summaries/pack/pack', { ...teamFrame(site, request), pack, pdf, how: howOf }))
  })

  scope.post('/packs/:number/pdf', maySee, async (request: ByNumber, reply) => {
    const number = numberIn(request)
    await readReleased(db, (released) => getAbout(released, number))
    const asked = { kind: MAKING_PDF, subject: String(number), memberId: request.member.id }
    return reply.redirect(`/team/progress/${await askFor(db, asked, now())}`, 303)
  })

  scope.get('/packs/:number/pack.pdf', maySee, async (request: ByNumber, reply) => {
    const number = numberIn(request)
    const { file, about } = await readReleased(db, async (released) => {
      const found = await getAbout(released, number)
      return { about: found, file: await findPdf(released, found.pack) }
    })
    if (!file) return reply.redirect(`/team/packs/${number}#files`, 303)
    await look(request, number, 'a PDF')
    return send(reply, about, 'pdf', 'application/pdf', file.bytes)
  })

  const files = [
    { path: 'pack.docx', type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', make: docx },
    { path: 'tables.ods', type: 'application/vnd.oasis.opendocument.spreadsheet', make: packAsOds },
    { path: 'tables.zip', type: 'application/zip', make: packAsCsv },
  ]
  for (const { path, type, make } of files) {
    scope.get(`/packs/:number/${path}`, maySee, async (request: ByNumber, reply) => {
      const number = numberIn(request)
      const { about, bytes } = await readReleased(db, async (released) => {
        const found = await getAbout(released, number)
        return { about: found, bytes: await make(found, released) }
      })
      const ending = path.split('.')[1] ?? ''
      await look(request, number, ending.toUpperCase())
      return send(reply, about, ending, type, bytes)
    })
  }
}

/** A release's own facts beside its pack. */
async function getAbout(released: ReleasedDb, number: number): Promise<About> {
  const pack = await getPack(released, number)
  const release = await findRelease(released, number)
  if (!release) throw new NotFound('no such release')
  return { pack, release }
}

async function docx({ pack }: About, released: ReleasedDb): Promise<Uint8Array> {
  return packAsDocx(pack, await findPictures(released, pack))
}

function pdfState(work: Awaited<ReturnType<typeof findWork>>) {
  if (work?.state === 'waiting' || work?.state === 'running') return { state: 'waiting', workId: work.id }
  return { state: 'none', says: work?.state === 'failed' ? work.says : '' }
}

function numberIn({ params }: ByNumber): number {
  if (!/^[1-9]\d{0,8}$/.test(params.number)) throw new NotFound('no such release')
  return Number(params.number)
}

function send(
  reply: FastifyReply,
  { pack, release }: About,
  ending: string,
  type: string,
  bytes: Uint8Array,
): FastifyReply {
  const name = `heard-${release.kind}-${release.key}-release-${pack.number}.${ending}`
  return reply.type(type).header('content-disposition', `attachment; filename="${name}"`).send(Buffer.from(bytes))
}
