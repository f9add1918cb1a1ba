import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotFound } from '../../refusals.ts'
import { dayOf, type Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { offeredLanguages, stateOf } from '../../web/checked.ts'
import { type FormBody, field } from '../../web/form.ts'
import { makeFormToken, readFormToken } from '../../web/form-token.ts'
import { mayShowDrafts } from '../../web/frame.ts'
import { defaultLanguage, wordsIn } from '../../web/language.ts'
import { publicAddress } from '../../web/public-address.ts'
import { render } from '../../web/views.ts'
import { asked, isSetAddress, type SetAddress, setAt } from '../asking.ts'
import { type Given, putKeyAway } from '../giving/giving.ts'
import { getQuestionSet, type QuestionSet } from '../question-set.ts'
import { keyDigits, keyWords } from '../return-key.ts'
import { serviceNames } from '../service-names.ts'
import { setNames } from './handover-routes.ts'
import { headCounts, keyIn } from './keying-in.ts'
import { type Keyed, keyedChannels, monthsUntil, readGroup, readKeyed, wordLanguages } from './keying-in-form.ts'

const mayKeyIn = { config: { audience: 'may key in' as const } }

type BySet = FastifyRequest<{ Params: { set: string } }>

const groupNames = { '8-11': '8 to 11', '11-17': '11 to 17', family: 'Parents or carers', adult: 'Adults' }

/** What is wrong with a page that can be put right by pressing once more. */
const again = {
  old: 'This page was open for more than a day. Everything you typed is still here: press Save once more.',
  other:
    'You saved this page before, with other words. Those are kept. If this is another form, press Save; it gets a key of its own.',
}

/** Keying in what came on paper, by telephone or from a group. */
export function keyingInTeamRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now, config } = site
  const offered = offeredLanguages(config.pseudoLanguage, mayShowDrafts(site), stateOf)
  const address = () => publicAddress(config, scope.server.address())

  const page = (request: FastifyRequest, reply: FastifyReply, view: string, data: object, code = 200) => {
    reply.code(code).type('text/html; charset=utf-8')
    return reply.send(render(`feedback/${view}`, { ...teamFrame(site, request), ...data }))
  }
  const getSet = (key: string) => getQuestionSet(db, key, dayOf(now()))

  scope.get('/keying-in', mayKeyIn, (request, reply) =>
    page(request, reply, 'keying-in', { setNames, done: (request.query as { done?: string }).done !== undefined }),
  )

  scope.get('/keying-in/group', mayKeyIn, async (request, reply) => showGroup(request, reply, await getSet('group')))

  scope.post('/keying-in/group', mayKeyIn, async (request, reply) => {
    const set = await getSet('group')
    const keyed = readGroup(set, request.body as FormBody, monthsUntil(dayOf(now())))
    const asFor = { ...set, child: keyed.child }
    return save(request, reply, asFor, keyed, (more) => showGroup(request, reply, set, more))
  })

  scope.get('/keying-in/:set', mayKeyIn, async (request: BySet, reply) => showSet(request, reply, setOf(request)))

  scope.post('/keying-in/:set', mayKeyIn, async (request: BySet, reply) => {
    const name = setOf(request)
    const set = await getSet(setAt[name])
    const keyed = readKeyed(set, request.body as FormBody)
    return save(request, reply, set, keyed, (more) => showSet(request, reply, name, more))
  })

  scope.post('/keying-in/kept', mayKeyIn, async (request, reply) => {
    const token = readFormToken(keys, field(request.body, 'sheet'), now())
    const kept = field(request.body, 'kept') === 'yes' ? 'kept' : 'not wanted'
    if (typeof token !== 'string') await putKeyAway(db, token, kept)
    return reply.redirect('/team/keying-in?done=1', 303)
  })

  type Again = { typed: Record<string, string>; problems: Record<string, string>; sheet?: string }

  async function save(
    request: FastifyRequest,
    reply: FastifyReply,
    set: QuestionSet,
    { typed, problems, ...keyed }: Keyed,
    show: (more: Again) => Promise<FastifyReply>,
  ) {
    const sheet = field(request.body, 'sheet')
    const token = readFormToken(keys, sheet, now())
    if (Object.keys(problems).length > 0)
      return show({ typed, problems, ...(typeof token === 'string' ? {} : { sheet }) })
    if (typeof token === 'string') return show({ typed, problems: { save: again.old } })
    const given = await keyIn(db, keys, set, keyed.answers, { ...keyed, token }, request.member.id, now())
    if (given.kind === 'something else was sent') return show({ typed, problems: { save: again.other } })
    return slip(request, reply, given, keyed.language, sheet)
  }

  /** The words are not shown again, only the key, in the language of the person. */
  function slip(request: FastifyRequest, reply: FastifyReply, given: Given, code: string, sheet: string) {
    const language = offered.find((one) => one.code === code) ?? defaultLanguage
    const key = 'key' in given ? given.key : undefined
    const data = {
      ...{ t: wordsIn(language), language, sheet, address: address() },
      words: key === undefined ? [] : keyWords(key),
      digits: key === undefined ? [] : keyDigits(key),
    }
    return page(request, reply, 'keyed-in', data)
  }

  async function showSet(request: FastifyRequest, reply: FastifyReply, name: SetAddress, more?: Again) {
    const set = await getSet(setAt[name])
    const about = { name, title: setNames[name], ...asked(set, defaultLanguage) }
    return showForm(request, reply, 'keying-in-set', { ...about, channels: keyedChannels }, more)
  }

  async function showGroup(request: FastifyRequest, reply: FastifyReply, set: QuestionSet, more?: Again) {
    const months = monthsUntil(dayOf(now()))
    return showForm(
      request,
      reply,
      'keying-in-group',
      { ...asked(set, defaultLanguage), months, headCounts, groupNames },
      more,
    )
  }

  function showForm(request: FastifyRequest, reply: FastifyReply, view: string, data: object, more?: Again) {
    const fresh = { typed: {}, problems: {}, sheet: makeFormToken(keys, now()) }
    const choices = { services: serviceNames, languages: wordLanguages }
    return page(request, reply, view, { ...choices, ...fresh, ...data, ...more }, more ? 422 : 200)
  }
}

/** @throws {NotFound} */
function setOf({ params }: BySet): SetAddress {
  if (!isSetAddress(params.set)) throw new NotFound('no such set of questions')
  return params.set
}
