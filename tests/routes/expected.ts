/** Somebody who asks for a page. The members each have one role; the two key holders each have their own words here. */
export const actors = [
  ...['nobody', 'key holder', 'another key holder'],
  ...['reader', 'themer', 'lead', 'publisher', 'board', 'scrutineer', 'panel member'],
  ...['directory editor', 'worker', 'duty manager', 'admin', 'auditor'],
] as const

export type Actor = (typeof actors)[number]

const members: Actor[] = [
  ...(['reader', 'themer', 'lead', 'publisher', 'board', 'scrutineer', 'panel member'] as const),
  ...(['directory editor', 'worker', 'duty manager', 'admin', 'auditor'] as const),
]

/** Who gets in, by what a route says about itself. Written by hand: the code's own table is not asked. */
export const whoMay: Record<string, readonly Actor[]> = {
  everyone: actors,
  'signing in': actors,
  'key holder': ['key holder', 'another key holder'],
  member: members,
  'may read words': ['reader'],
  'may handle concerns': ['reader'],
  'may reply': ['reader'],
  'may code': ['themer', 'lead'],
  'may see themes': ['themer', 'lead', 'publisher'],
  'may decide': ['lead'],
  'may publish': ['lead', 'publisher'],
  'may agree quotes': ['publisher'],
  'may invite': ['worker'],
  'may open a seal': ['reader'],
  'may see invitations': ['lead', 'worker'],
  'may see the board page': ['lead', 'publisher', 'board', 'scrutineer'],
  'may release': ['lead', 'publisher'],
  'may challenge': ['board', 'scrutineer'],
  'may comment on plans': ['panel member'],
  'may hand over': ['worker'],
  'may key in': ['reader', 'worker'],
  'may see the directory': members,
  'may edit the directory': ['directory editor'],
  'may arrange duty': ['duty manager'],
  'may see the load': ['duty manager'],
  'may set teams': ['duty manager', 'admin'],
  'may edit the codebook': ['themer', 'lead'],
  'may search words': ['themer', 'lead'],
  'may manage members': ['admin'],
  'may see the log': ['auditor'],
}

/** Routes where the room itself lets fewer people in than the door does. */
export const fewer: Record<string, readonly Actor[]> = {
  'POST /team/changes/:id/quote/remove': ['lead', 'publisher'],
  // Who challenged says whether the reply will do.
  'POST /team/challenges/:ref/judge': ['scrutineer'],
  // The one that is asked for freezes a release.
  'GET /team/progress/:id': ['lead', 'publisher'],
}

/** Every route in the default language; the other languages have the public ones too. A new one is added here by hand. */
export const expected = `
GET  /heard.css                                everyone
GET  /team.css                                 everyone
GET  /map.css                                  everyone
GET  /paper.css                                everyone
GET  /leave.js                                 everyone
GET  /narrow.js                                everyone
GET  /aloud.js                                 everyone
GET  /team.js                                  everyone
GET  /htmx.js                                  everyone
GET  /favicon.svg                              everyone
GET  /health                                   everyone
GET  /leave                                    everyone

GET  /                                         everyone
GET  /private                                  everyone
GET  /who-reads                                everyone
GET  /help-to-read                             everyone
GET  /say/8-11                                 everyone
POST /say/8-11                                 everyone
GET  /say/11-17                                everyone
POST /say/11-17                                everyone
GET  /say/family                               everyone
POST /say/family                               everyone
GET  /say/adult                                everyone
POST /say/adult                                everyone
POST /say/kept                                 everyone
POST /say/reach                                everyone
POST /say/reach/send                           everyone
GET  /tablet/:token                            everyone
POST /tablet/:token/stop                       everyone
GET  /tablet/key/:sealed                       everyone
POST /tablet/kept                              everyone
GET  /tablet/done                              everyone
GET  /paper                                    everyone
GET  /paper/8-11/normal                        everyone
GET  /paper/8-11/large                         everyone
GET  /paper/11-17/normal                       everyone
GET  /paper/11-17/large                        everyone
GET  /paper/family/normal                      everyone
GET  /paper/family/large                       everyone
GET  /paper/adult/normal                       everyone
GET  /paper/adult/large                        everyone
POST /about-you                                everyone
POST /about-you/send                           everyone
GET  /say                                      everyone
GET  /in                                       everyone
GET  /in/:code                                 everyone
POST /in                                       everyone
GET  /support                                  everyone
POST /support                                  everyone
POST /support/look                             everyone
GET  /support/worried                          everyone
GET  /support/worried/work                     everyone
GET  /guidance                                 everyone
GET  /guidance/community                            everyone
GET  /guidance/community/sources                everyone
GET  /guidance/community/:name                      everyone
GET  /guidance/universal                            everyone
GET  /guidance/universal/sources                everyone
GET  /guidance/universal/:name                      everyone
GET  /guidance/targeted                             everyone
GET  /guidance/targeted/sources                 everyone
GET  /guidance/targeted/:name                       everyone
GET  /guidance/specialist                           everyone
GET  /guidance/specialist/sources               everyone
GET  /guidance/specialist/:name                     everyone
GET  /words                                    everyone
GET  /support/place/:name                      everyone
POST /support/place/:name                      everyone
GET  /support/option/:name                     everyone
GET  /support/plan                             everyone
POST /support/plan                             everyone
POST /support/not-found                        everyone
POST /support/did-not-work                     everyone
GET  /what-changed                             everyone
GET  /what-changed.rss                         everyone
GET  /what-changed/by-aim                      everyone
GET  /what-changed/by-service                  everyone
GET  /what-changed/children                    everyone
GET  /o/v3                                     everyone
GET  /o/v3/openapi.json                        everyone
GET  /o/v3/services                            everyone
GET  /o/v3/services/:id                        everyone
GET  /o/v3/taxonomies                          everyone
GET  /o/v3/taxonomies/:id                      everyone
GET  /o/v3/taxonomy_terms                      everyone
GET  /o/v3/taxonomy_terms/:id                  everyone
GET  /o/v3/service_at_locations                everyone
GET  /o/v3/service_at_locations/:id            everyone
GET  /back                                     everyone
POST /back                                     everyone
GET  /back/way                                 key holder
GET  /back/lost                                everyone
GET  /back/more                                key holder
POST /back/more                                key holder
POST /back/answer                              key holder
GET  /back/not-meant                           key holder
POST /back/not-meant                           key holder
GET  /back/contact                             key holder
POST /back/contact                             key holder
GET  /back/take-back                           key holder
POST /back/take-back                           key holder
POST /back/take-back/quotes                    key holder
GET  /back/notices                             key holder
POST /back/notices                             key holder
POST /back/close                               key holder

GET  /team/sign-in                             signing in
POST /team/sign-in                             signing in
POST /team/sign-in/demonstration               signing in
POST /team/sign-out                            member
GET  /team                                     member
GET  /team/you                                 member
POST /team/you/password                        member
POST /team/you/phone                           member
GET  /team/reading                             may read words
GET  /team/reading/flag                        may read words
GET  /team/reading/:ref                        may read words
POST /team/reading/:ref/open                   may read words
POST /team/reading/:ref/hide                   may read words
POST /team/reading/:ref/show-again             may read words
POST /team/reading/:ref/details                may read words
POST /team/reading/:ref/undo                   may read words
POST /team/reading/:ref/translate              may read words
POST /team/reading/:ref/finish                 may read words
POST /team/reading/:ref/concern                may read words
POST /team/reading/:ref/agree                  may read words
POST /team/reading/:ref/send-back              may read words
GET  /team/reading/:ref/seal                   may open a seal
POST /team/reading/:ref/seal                   may open a seal
POST /team/reading/:ref/seal/agree             may open a seal
POST /team/reading/:ref/seal/refuse            may open a seal
POST /team/reading/:ref/not-used               may read words
POST /team/reading/:ref/use-after-all          may read words
POST /team/reading/:ref/hand-on                may read words
POST /team/reading/:ref/give-back              may read words
POST /team/reading/:ref/recuse                 may read words
POST /team/reading/:ref/colleague              may read words
GET  /team/not-for-me                          member
POST /team/not-for-me/teams                    member
POST /team/not-for-me/names                    member
POST /team/not-for-me/names/end                member
GET  /team/load                                may see the load
GET  /team/teams                               may set teams
POST /team/teams                               may set teams
POST /team/pause                               may read words
POST /team/pause/end                           may read words
GET  /team/handover                            may hand over
POST /team/handover                            may hand over
GET  /team/keying-in                           may key in
GET  /team/keying-in/group                     may key in
POST /team/keying-in/group                     may key in
GET  /team/keying-in/:set                      may key in
POST /team/keying-in/:set                      may key in
POST /team/keying-in/kept                      may key in
GET  /team/contact                             may read words
GET  /team/contact/:ref                        may read words
POST /team/contact/:ref/open                   may read words
POST /team/contact/:ref/done                   may read words
POST /team/contact/:ref/concern                may read words
GET  /team/replies                             may reply
GET  /team/replies/:ref                        may reply
POST /team/replies/:ref                        may reply
GET  /team/duty                                may arrange duty
POST /team/duty/turns                          may arrange duty
POST /team/duty/turns/:id/end                  may arrange duty
POST /team/duty/absences                       may arrange duty
POST /team/duty/absences/:id/end               may arrange duty
POST /team/duty/times                          may arrange duty
GET  /team/concerns                            may handle concerns
GET  /team/concerns/:ref                       may handle concerns
POST /team/concerns/:ref/note                  may handle concerns
POST /team/concerns/:ref/decide                may handle concerns
POST /team/concerns/:ref/pass-on               may handle concerns
POST /team/concerns/:ref/acknowledged          may handle concerns
POST /team/concerns/:ref/asked-again           may handle concerns
POST /team/concerns/:ref/explained             may handle concerns
POST /team/concerns/:ref/hand-over             may handle concerns
POST /team/concerns/:ref/escalate              may handle concerns
POST /team/concerns/:ref/also-about            may handle concerns
POST /team/concerns/:ref/suspected             may handle concerns
POST /team/concerns/:ref/less-suspected        may handle concerns
POST /team/concerns/:ref/settle-lowering       may handle concerns
POST /team/concerns/:ref/notified              may handle concerns
POST /team/concerns/:ref/delay                 may handle concerns
POST /team/concerns/:ref/propose-closing       may handle concerns
POST /team/concerns/:ref/settle-closing        may handle concerns
GET  /team/theming                             may code
POST /team/theming/next                        may code
POST /team/theming/undo                        may code
GET  /team/theming/suggestions                 may code
POST /team/theming/suggestions                 may code
GET  /team/theming/:ref                        may code
POST /team/theming/:ref                        may code
POST /team/theming/:ref/undo                   may code
POST /team/theming/:ref/finish                 may code
POST /team/theming/:ref/reopen                 may code
GET  /team/agreement                           may code
GET  /team/agreement/:id                       may code
POST /team/agreement/:id                       may code
GET  /team/agreement/settle/:id                may code
POST /team/agreement/settle/:id                may code
GET  /team/emerging                            may see themes
GET  /team/search                              may search words
POST /team/search                              may search words
GET  /team/searches                            may see the log
GET  /team/searches/:id                        may see the log
POST /team/searches/:id                        may see the log
GET  /team/codebook                            may code
POST /team/codebook                            may edit the codebook
GET  /team/codebook/new                        may edit the codebook
GET  /team/codebook/versions                   may code
GET  /team/codebook/versions/:version          may code
GET  /team/codebook/waiting                    may code
POST /team/codebook/waiting                    may code
POST /team/codebook/proposals/:id              may edit the codebook
GET  /team/codebook/:key                       may code
GET  /team/codebook/:key/edit                  may edit the codebook
POST /team/codebook/:key/edit                  may edit the codebook
GET  /team/codebook/:key/merge                 may edit the codebook
POST /team/codebook/:key/merge                 may edit the codebook
GET  /team/codebook/:key/split                 may edit the codebook
POST /team/codebook/:key/split                 may edit the codebook
POST /team/codebook/:key/retire                may edit the codebook
POST /team/codebook/:key/restore               may edit the codebook
GET  /team/themes                              may see themes
GET  /team/themes/:key                         may see themes
GET  /team/over-time                           may see themes
GET  /team/themes/:key/over-time               may see themes
POST /team/themes/:key/over-time               may decide
POST /team/over-time/:id/take-back             may decide
GET  /team/changes                             may see themes
GET  /team/changes/new                         may decide
POST /team/changes                             may decide
GET  /team/changes/:id                         may see themes
POST /team/changes/:id/made                    may decide
GET  /team/changes/:id/passages                may decide
POST /team/changes/:id/passages                may decide
POST /team/changes/:id/passages/remove         may decide
POST /team/changes/:id/points                  may decide
POST /team/changes/:id/points/remove           may decide
POST /team/changes/:id/publish                 may publish
POST /team/changes/:id/retract                 may publish
POST /team/changes/:id/quote                   may decide
POST /team/changes/:id/quote/agree             may agree quotes
POST /team/changes/:id/quote/remove            may see themes
GET  /team/progress/:id                        member
GET  /team/scorecard                           may see the board page
GET  /team/scorecard/:number                   may see the board page
GET  /team/coverage                            may release
GET  /team/coverage/:period                    may release
POST /team/coverage/:period                    may decide
POST /team/coverage/:period/next               may decide
GET  /team/releases                            may release
POST /team/releases                            may release
GET  /team/releases/drafts/:id                 may release
POST /team/releases/drafts/:id/publish         may release
POST /team/releases/drafts/:id/again           may release
POST /team/releases/drafts/:id/aside           may release
GET  /team/releases/:number                    may release
POST /team/releases/:number/correct            may release
GET  /team/packs                               may see the board page
GET  /team/packs/:number                       may see the board page
POST /team/packs/:number/pdf                   may see the board page
GET  /team/packs/:number/pack.pdf              may see the board page
GET  /team/packs/:number/pack.docx             may see the board page
GET  /team/packs/:number/tables.ods            may see the board page
GET  /team/packs/:number/tables.zip            may see the board page
GET  /team/changes/:id/panel                   may see themes
POST /team/changes/:id/panel/ask               may decide
POST /team/changes/:id/panel/answer            may decide
GET  /team/undecided                           may see themes
GET  /team/undecided/:id                       may see themes
POST /team/undecided/:id/day                   may decide
POST /team/undecided/:id/up                    may decide
POST /team/undecided/:id/owner                 may decide
GET  /team/challenges                          may see the board page
GET  /team/challenges/new                      may challenge
POST /team/challenges                          may challenge
GET  /team/challenges/:ref                     may see the board page
POST /team/challenges/:ref/reply               may decide
POST /team/challenges/:ref/judge               may challenge
GET  /team/panel                               may comment on plans
POST /team/panel/:id                           may comment on plans
POST /team/panel/comments/:id/take-back        may comment on plans
GET  /team/board                               may see the board page
GET  /team/board/:period                       may see the board page
GET  /team/invitations                         may see invitations
POST /team/invitations                         may invite
GET  /team/invitations/made/:batch             may invite
GET  /team/invitations/made/:batch/cards       may invite
GET  /team/guidance                            may see the directory
GET  /team/guidance/:id                        may see the directory
POST /team/guidance/:id/edit                   may edit the directory
POST /team/guidance/:id/ask                    may edit the directory
POST /team/guidance/:id/agree                  may edit the directory
POST /team/guidance/:id/send-back              may edit the directory
GET  /team/directory                           may see the directory
GET  /team/directory/:slug                     may see the directory
GET  /team/directory/:slug/history             may see the directory
POST /team/directory/:slug/owner               may edit the directory
POST /team/directory/:slug/take-down           may edit the directory
POST /team/directory/:slug/close               may edit the directory
POST /team/directory/:slug/reopen              may edit the directory
POST /team/directory/:slug/restore             may edit the directory
GET  /team/directory/:slug/edit                may edit the directory
POST /team/directory/:slug/edit                may edit the directory
GET  /team/directory/:slug/check               may edit the directory
POST /team/directory/:slug/check               may edit the directory
GET  /team/directory/new                       may edit the directory
POST /team/directory/new                       may edit the directory
GET  /team/directory/waiting                   may see the directory
POST /team/directory/waiting/:id/agree         may edit the directory
POST /team/directory/waiting/:id/refuse        may edit the directory
GET  /team/directory/tasks                     may see the directory
GET  /team/directory/call-sheet                may edit the directory
GET  /team/directory/told-us                   may see the directory
POST /team/directory/told-us                   may edit the directory
GET  /team/directory/import                    may edit the directory
POST /team/directory/import/sources            may edit the directory
GET  /team/directory/import/sources/:id        may edit the directory
POST /team/directory/import/sources/:id/fetch  may edit the directory
GET  /team/directory/import/runs/:id           may edit the directory
POST /team/directory/import/runs/:id/stop      may edit the directory
POST /team/directory/import/runs/:id/go-on     may edit the directory
GET  /team/directory/import/records            may edit the directory
GET  /team/directory/import/records/:id        may edit the directory
POST /team/directory/import/records/:id/accept  may edit the directory
POST /team/directory/import/records/:id/link   may edit the directory
POST /team/directory/import/records/:id/take   may edit the directory
POST /team/directory/import/records/:id/set-aside  may edit the directory
GET  /team/members                             may manage members
GET  /team/members/new                         may manage members
POST /team/members/new                         may manage members
GET  /team/members/:id                         may manage members
POST /team/members/:id                         may manage members
POST /team/members/:id/leave                   may manage members
POST /team/members/:id/new-sign-in             may manage members
GET  /team/notices                             may manage members
GET  /team/log                                 may see the log
`
  .trim()
  .split('\n')
  .filter(Boolean)
  .map((line) => line.replace(/\s{2,}/g, ' ').trim())
