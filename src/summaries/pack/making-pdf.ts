import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { CannotBeDone, type Does } from '../../team/long-work/worker.ts'
import { type ReleasedDb, readReleased } from '../releases/reading.ts'
import { findChromium } from './chromium.ts'
import type { Pack } from './pack.ts'
import { packAsPaper, printPdf } from './pdf.ts'
import { drawPictures, type Pictures } from './pictures.ts'
import { getPack } from './reading-pack.ts'

/** The kind of work; its subject is the number of a release. */
export const MAKING_PDF = 'make a pack as a PDF'

const STEPS = 4

/** Makes the PDF of a pack as it stands now, with the pictures for its Word file, and keeps both while the pack says the same. */
export const makePdf: Does = async (db, work, { site, say, signal }) => {
  const number = Number(work.subject)
  await say(0, STEPS, 'Looking for the browser that prints')
  const chromium = await findChromium(site.config.chromium)
  if (!chromium) {
    throw new CannotBeDone(
      'There is no browser on this server that can make a PDF. Take the Word document, or print this page; whoever keeps Heard running can install Chromium.',
    )
  }
  await say(1, STEPS, 'Printing the pack')
  const pack = await readReleased(db, (released) => getPack(released, number))
  const html = packAsPaper(pack)
  const bytes = await printPdf(html, chromium, signal)
  await say(2, STEPS, 'Drawing the pictures for Word')
  const pictures = JSON.stringify(await drawPictures(pack, chromium, signal))
  await say(3, STEPS, 'Putting it where it can be taken')
  await keep(db, { number, mark: markOf(html), bytes, pictures, made_at: site.now() })
  return { go: { href: `/team/packs/${number}#files`, name: 'The pack' } }
}

/** A PDF of exactly this pack, if there is one. */
export async function findPdf(released: ReleasedDb, pack: Pack): Promise<{ madeAt: Date; bytes: Buffer } | undefined> {
  const row = await released
    .selectFrom('released.pack_files')
    .select(['bytes', 'made_at as madeAt'])
    .where('number', '=', pack.number)
    .where('mark', '=', markOf(packAsPaper(pack)))
    .executeTakeFirst()
  return row && { madeAt: row.madeAt, bytes: Buffer.from(row.bytes) }
}

/** The pictures of exactly this pack; none where they were not drawn yet. */
export async function findPictures(released: ReleasedDb, pack: Pack): Promise<Pictures> {
  const row = await released
    .selectFrom('released.pack_files')
    .select('pictures')
    .where('number', '=', pack.number)
    .where('mark', '=', markOf(packAsPaper(pack)))
    .executeTakeFirst()
  return row?.pictures ?? {}
}

/** Not when a quote went meanwhile: from the lock on, whoever takes one away throws this file away too. */
type Kept = { number: number; mark: string; bytes: Buffer; pictures: string; made_at: Date }

async function keep(db: Db, row: Kept): Promise<void> {
  const stillSays = async (trx: Db) => markOf(packAsPaper(await getPack(trx as unknown as ReleasedDb, row.number)))
  const kept = await db.transaction().execute(async (trx) => {
    await sql`lock table quotes in share mode`.execute(trx)
    if ((await stillSays(trx)) !== row.mark) return false
    await trx
      .insertInto('released.pack_files')
      .values(row)
      .onConflict((oc) => oc.column('number').doUpdateSet(row))
      .execute()
    return true
  })
  if (!kept) throw new CannotBeDone('The pack changed while it was printed: a quote or a correction. Ask once more.')
}

function markOf(html: string): string {
  return createHash('sha256').update(html).digest('hex')
}
