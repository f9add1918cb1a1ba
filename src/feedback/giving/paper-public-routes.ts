import type { FastifyInstance } from 'fastify'
import { dayOf, type Site } from '../../site.ts'
import { sendReady } from '../../web/compressed.ts'
import { type PublicSite, sendShared } from '../../web/public-page.ts'
import { render } from '../../web/views.ts'
import { asked, setAddresses, setAt } from '../asking.ts'
import { getQuestionSet } from '../question-set.ts'
import { hasWording } from '../wording.ts'

const everyone = { config: { audience: 'everyone' as const } }

/** Sizes of print. Large is 18 point. */
const sizes = ['normal', 'large'] as const

/** The same questions to print and to answer with a pen. Each form is the same for everybody and says nothing outside. */
export function paperPublicRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site, language, frame, shelf } = room
  const ways = waysOf(site)

  scope.get('/paper', everyone, (request, reply) =>
    sendShared(room, request, reply, {
      path: '/paper',
      view: 'paper/list',
      read: () => ({ sets: setAddresses, sizes, ...ways }),
    }),
  )

  for (const address of setAddresses) {
    const setNow = () => getQuestionSet(site.db, setAt[address], dayOf(site.now()))
    for (const size of sizes) {
      const path = `/paper/${address}/${size}`
      scope.get(path, everyone, async (request, reply) => {
        const page = await shelf.page(`${language.prefix}${path}`, async () => {
          const set = await setNow()
          const around = frame(language, path, `paper/form ${set.id}`, { missing: !hasWording(set, language) })
          return render('paper/form', { ...around, ...asked(set, around.language), address, size, ...ways })
        })
        reply.type('text/html; charset=utf-8')
        return sendReady(request, reply, page)
      })
    }
  }
}

/** How a form can come back to us. */
function waysOf({ config }: Site) {
  return { post: config.freepost, phone: config.feedbackPhone }
}
