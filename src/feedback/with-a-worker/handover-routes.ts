import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { endSession } from '../../team/gate.ts'
import { offeredLanguages, stateOf } from '../../web/checked.ts'
import { field } from '../../web/form.ts'
import { mayShowDrafts } from '../../web/frame.ts'
import { fileAddress } from '../../web/static-files.ts'
import { render } from '../../web/views.ts'
import { isSetAddress } from '../asking.ts'
import { isService, serviceNames } from '../service-names.ts'
import { type Became, listHandovers, startHandover } from './handover.ts'

const mayHandOver = { config: { audience: 'may hand over' as const } }

/** Who the questions are for, as a worker says it. */
export const setNames = {
  '8-11': '8 to 11',
  '11-17': '11 to 17',
  family: 'A parent or carer',
  adult: 'An adult',
} as const

const becameNames: Record<Became, string> = {
  'handed over': 'Handed over',
  finished: 'Finished',
  'not finished': 'Not finished',
}

/** A worker hands their tablet over. Their own screens are locked from that moment on. */
export function handoverTeamRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now, config } = site
  const languages = offeredLanguages(config.pseudoLanguage, mayShowDrafts(site), stateOf)
  // The questions are on the public site; nobody is signed out for an address that nobody has named.
  const leadsNowhere = !config.sites.public && !config.publicAddress

  const show = async (request: FastifyRequest, reply: FastifyReply, more: object = {}, code = 200) => {
    const data = {
      ...{ setNames, languages, services: serviceNames, typed: {}, problems: {} },
      today: await listHandovers(db, request.member.id, now()),
      ...{ leadsNowhere, becameNames },
      ...more,
    }
    reply.code(code).type('text/html; charset=utf-8')
    return reply.send(render('feedback/handover', { ...teamFrame(site, request), ...data }))
  }

  scope.get('/handover', mayHandOver, (request, reply) => show(request, reply))

  scope.post('/handover', mayHandOver, async (request, reply) => {
    if (leadsNowhere) return show(request, reply, {}, 422)
    const typed = Object.fromEntries(
      ['set', 'language', 'service', 'how'].map((name) => [name, field(request.body, name)]),
    ) as Record<'set' | 'language' | 'service' | 'how', string>
    const language = languages.find(({ code }) => code === typed.language)
    const problems = {
      ...(isSetAddress(typed.set) ? {} : { set: 'Choose who the questions are for.' }),
      ...(language ? {} : { language: 'Choose a language.' }),
      ...(isService(typed.service) ? {} : { service: 'Choose the team that it is about.' }),
      ...(['alone', 'helped'].includes(typed.how) ? {} : { how: 'Say whether you read with them.' }),
    }
    if (!isSetAddress(typed.set) || !language || Object.keys(problems).length > 0) {
      return show(request, reply, { typed, problems }, 422)
    }
    const chosen = { set: typed.set, language: language.code, service: typed.service, helped: typed.how === 'helped' }
    const token = await startHandover(db, keys, chosen, request.member.id, now())
    await endSession(site, request, reply)
    reply.header('clear-site-data', '"cache", "cookies", "storage"')
    const path = `${language.prefix}/tablet/${token}`
    const elsewhere = publicSiteElsewhere(request)
    if (!elsewhere) return reply.redirect(path, 303)
    // A browser does not follow a form from one site to another; a link it does.
    const page = { file: fileAddress, demonstration: site.demonstration, href: `${elsewhere}${path}` }
    return reply.type('text/html; charset=utf-8').send(render('feedback/handed-over', page))
  })

  /** The address of the public site, where it is not that of this one. */
  function publicSiteElsewhere(request: FastifyRequest): string | undefined {
    const { publicAddress } = config
    if (config.sites.public || !publicAddress || new URL(publicAddress).host === request.host) return undefined
    return publicAddress
  }
}
