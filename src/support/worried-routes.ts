import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { dayOf } from '../site.ts'
import type { Frame } from '../web/frame.ts'
import { type PublicSite, sendShared } from '../web/public-page.ts'
import { aboutOptions } from './about-option.ts'
import { shownContacts } from './contact.ts'
import { currentDirectory } from './directory.ts'
import type { Option } from './option.ts'
import { glossary } from './words/glossary.ts'

/** Where a sentence for people who help in their job comes from, and how we know it. */
type Source = { title: string; publisher: string; url: string | null; seen: string; says: string }

const sources: Source[] = JSON.parse(readFileSync(join(import.meta.dirname, 'data/worried-sources.json'), 'utf8'))

const hard = ['mash', 'early-help', 'child-protection-plan', 'stovewood', 'nca', 'iopc', 'isva', 'sarc']
const harder = [
  'mash',
  'family-help',
  'child-in-need',
  'significant-harm',
  'threshold',
  'consent',
  'nrm',
  'first-responder',
]

/** Who else takes a worry, in the order of the page. Named only while the page shows a way to reach them. */
const besideMash = ['nspcc-helpline', 'south-yorkshire-police']
const besideAdultCare = ['south-yorkshire-police']

/** Whether the page shows something with which somebody reaches a person there: a website alone is not that. */
const answers = (option: Option) => shownContacts(option).some(({ kind }) => kind !== 'web')

/** A name in English among words that may run the other way. */
const alone = (name: string) => `\u2068${name}\u2069`

/** Whom to tell when worried about someone: for anybody, and for people who help in their job. */
export function worriedRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site } = room
  const everyone = { config: { audience: 'everyone' as const } }

  /** Numbers come from the directory, through the one rule for all pages. */
  const doors = async (page: Frame) => {
    const { byRef } = await currentDirectory(site.db, dayOf(site.now()))
    const find = (slug: string) => byRef.get(slug)
    const open = (slugs: string[]) => slugs.map(find).filter((option) => option && answers(option)) as Option[]
    const names = (slugs: string[]) => open(slugs).map(({ name }) => alone(name))
    const doors = { child: names(besideMash), adult: names(besideAdultCare) }
    return { find, answers, doors, ...aboutOptions(site, page) }
  }

  scope.get('/support/worried', everyone, (request, reply) =>
    sendShared(room, request, reply, {
      path: '/support/worried',
      view: 'support/worried',
      read: async (page) => ({ ...(await doors(page)), hints: termsOf(hard) }),
    }),
  )

  scope.get('/support/worried/work', everyone, (request, reply) =>
    sendShared(room, request, reply, {
      path: '/support/worried/work',
      view: 'support/worried-work',
      read: async (page) => ({ ...(await doors(page)), sources, hints: termsOf(harder) }),
    }),
  )
}

const termsOf = (keys: string[]) => glossary.filter(({ key }) => keys.includes(key))
